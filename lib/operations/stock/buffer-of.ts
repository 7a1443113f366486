import type { AtsContext } from './calculate-level.ts';
import { keptOf } from './percent-of.ts';
import { poissonQuantile } from './poisson-quantile.ts';
import type { AtsPolicy } from './policy.ts';

const hourMs = 3_600_000;

/**
 * Units held back: the fixed and the percentage part of the SKU's group (or of the channel), and on top what may be sold
 * unseen until the successors of these figures are shown.
 * @param share what the channel may sell before the buffer, 0 or more
 */
export function bufferOf(policy: AtsPolicy['buffer'], share: number, context: BufferContext): number {
  const { fixed, percent } = policy.groups.find(({ group }) => context.groups.includes(group)) ?? policy;
  const kept = fixed + keptOf(share, percent);
  if (!policy.byAge.on) return kept;
  return kept + poissonQuantile(unseenUnits(policy.byAge, context), policy.byAge.serviceLevel);
}

export type BufferContext = Pick<AtsContext, 'cycle' | 'now' | 'groups' | 'pending' | 'sellRate' | 'salesSeenUntil' | 'publishMs'>;

/**
 * Units that are sold on average where we cannot see them: in the channels since their orders were last read, and
 * elsewhere (wholesale, stores) since the time that the figures state; both until the channel shows the new figure. Orders
 * that were read are taken off one by one and need no buffer.
 *
 * Elsewhere sells a share of what our channels sell. Since the figures' time that is known from the orders that they do not
 * contain: in the first minutes of a rush the rate of the hours before is too low, and once the rush is over it forgets the
 * rush while its sales elsewhere are still not in the figures. So many orders can come of an interest that is a standard
 * deviation higher, the square root of their number. In quiet hours orders are few and the rate says more; the higher of
 * the two counts.
 */
export function unseenUnits(policy: Pick<AtsPolicy['buffer']['byAge'], 'elsewherePercent'>, { cycle, now, pending, sellRate, salesSeenUntil, publishMs }: BufferContext): number {
  const asOf = Date.parse(cycle.asOf);
  const soldIn = (ms: number): number => (sellRate * ms) / hourMs;
  const soldSince = (since: number): number => soldIn(Math.max(0, now - since) + publishMs);
  const elsewhere = Math.max(soldSince(asOf), pending + Math.sqrt(pending) + soldIn(publishMs)) * (policy.elsewherePercent / 100);
  return soldSince(salesSeenUntil ?? asOf) + elsewhere;
}
