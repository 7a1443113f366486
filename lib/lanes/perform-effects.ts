import { OperationError, toFailure, type Failure } from '../errors/operation-error.ts';
import type { EffectDecision } from './contract.ts';
import type { EffectDestination, EffectItem, EffectOutcome, EffectParts } from './effect-destination.ts';
import { resolveUnknown, type UnknownEffect } from './resolve-unknown.ts';
import { writeEffects } from './write-effects.ts';

/** What another message is writing is asked for again after this. */
const busyRetryMs = 2000;

/**
 * The protocol of a write to a destination, for any number of items at once: each is claimed in the ledger, written and
 * confirmed. What was confirmed before is answered from the ledger; what may have been written before is looked up, and
 * written only when the destination has had its time and does not have it. Never throws for one item: the outcomes are
 * in the order of the items.
 *
 * With it, one claim has one effect, whenever a process ends, however an answer gets lost and whichever worker goes on:
 * at any destination once its time (`unknownAfterMs`) is longer than it works on a call; where that cannot be known, at
 * a destination that recognises our reference.
 */
export async function performEffects<Item extends EffectItem>(
  items: readonly Item[],
  destination: EffectDestination<Item>,
  parts: EffectParts,
): Promise<readonly EffectOutcome[]> {
  const outcomes = new Map<Item, EffectOutcome>();
  const claimed: Item[] = [];
  const unknown: UnknownEffect<Item>[] = [];
  const sort = (item: Item, decision: EffectDecision): void => {
    if (decision.state === 'claimed') claimed.push(item);
    else if (decision.state === 'unknown') unknown.push({ item, sameContent: decision.sameContent, since: decision.since });
    else if (decision.state === 'behind') outcomes.set(item, { kind: 'failed', failure: behind(item, destination.system, decision.until - parts.clock.now()) });
    else outcomes.set(item, outcomeOf(decision, item, destination.system));
  };
  // Asked for one by one, which the ledger makes one write of: one that has lost its lease does not hold up the others.
  await Promise.all(
    items.map(async (item) => {
      try {
        const [decision] = await parts.ledger.begin([item.claim], destination.lookUp ? destination.unknownAfterMs : 0);
        sort(item, decision ?? { state: 'busy' });
      } catch (error) {
        outcomes.set(item, { kind: 'failed', failure: toFailure(error) });
      }
    }),
  );

  // A destination that is slow to be asked does not hold up what is new.
  const resolving = resolveUnknown(unknown, destination, parts).then(async ({ outcomes: resolved, ours }) => {
    const before = destination.lookUp ? 'absent' : 'unknown';
    return [...resolved, ...(await writeEffects(ours, before, destination, parts))];
  });
  const done = await Promise.all([writeEffects(claimed, 'absent', destination, parts), resolving]);
  for (const [item, outcome] of done.flat()) outcomes.set(item, outcome);
  return items.map((item) => outcomes.get(item) ?? busy(item, destination.system));
}

function outcomeOf(decision: Extract<EffectDecision, { state: 'confirmed' | 'busy' }>, item: EffectItem, system: string): EffectOutcome {
  if (decision.state === 'busy') return busy(item, system);
  return { kind: decision.sameContent ? 'kept' : 'changed', result: decision.result };
}

function behind({ name }: EffectItem, system: string, retryAfterMs: number): Failure {
  const sentence = `${system} may still be working on an earlier revision of ${name}: this one is sent when it has had its time for that.`;
  return new OperationError('OUTCOME_UNKNOWN', sentence, { retryAfterMs }).toFailure();
}

function busy({ name }: EffectItem, system: string): EffectOutcome {
  const error = new OperationError('OUTCOME_UNKNOWN', `Another message is sending ${name} to ${system} just now.`, { retryAfterMs: busyRetryMs });
  return { kind: 'failed', failure: error.toFailure() };
}
