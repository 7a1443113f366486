import type { AtsPolicy } from './policy.ts';

/**
 * What is wrong with a policy although it has the right shape, as sentences for its form and for the start of the node.
 * None: it can be calculated with.
 */
export function checkPolicy(policy: AtsPolicy): readonly string[] {
  const found: string[] = [];
  if (policy.formula === 'custom' && Object.keys(policy.terms).length === 0) found.push('The custom formula has no terms, so every SKU would have 0: choose which terms count, or take OTS.');
  if (policy.locations.mode === 'only' && policy.locations.codes.length === 0) found.push('No location counts, so every SKU would have 0: name the locations that count.');
  if (policy.labels.mode === 'only' && policy.labels.codes.length === 0) found.push('No label counts, so every SKU would have 0: name the labels that count (blank is the ordinary one).');
  if (policy.workInProgress.include === 'groups' && policy.workInProgress.groups.length === 0) found.push('Open work orders are included for groups, but no group is named.');
  if (policy.stale.staleAfterMinutes < policy.stale.lateAfterMinutes) found.push('The feed would be stale before it is late: set "stale" to at least the minutes of "late".');
  for (const group of repeated(policy.buffer.groups.map(({ group: name }) => name))) found.push(`The buffer of the group "${group}" is set twice: only the first would count.`);
  return found;
}

/**
 * Channels that together may sell more than there is: right where they share one pool and each order is taken off for all
 * of them within minutes, oversold between two sweeps where it is not meant. Null: at most 100 %.
 */
export function checkAllocations(policies: readonly Pick<AtsPolicy, 'channel' | 'allocationPercent'>[]): string | null {
  const total = policies.reduce((hundredths, { allocationPercent }) => hundredths + Math.round(allocationPercent * 100), 0);
  if (total <= 10_000) return null;
  const list = policies.map(({ channel, allocationPercent }) => `${channel} ${allocationPercent} %`).join(', ');
  return `The channels may sell ${total / 100} % of what is there (${list}): what one has sold is missing in the other until its orders are read.`;
}

function repeated(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}
