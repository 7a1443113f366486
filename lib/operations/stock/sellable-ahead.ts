import type { StockCycle, StockLine } from '../../model/stock.ts';
import { figureOf } from './formulas.ts';
import { shareOf } from './percent-of.ts';
import type { AtsPolicy } from './policy.ts';

const dayMs = 86_400_000;

/**
 * Units of open work orders that may be sold now, as OTS ship-to WIP has them beyond OTS: of the expected goods (ST) those
 * due within the horizon, up to the cap; and the balance of linked units, which are at hand already, in full. Without
 * horizon and cap, OTS and these together are OTS ship-to WIP. Negative where linked demand weighs more.
 * @throws STOCK_FIGURE_MISSING
 */
export function sellableAhead(lines: readonly StockLine[], policy: AtsPolicy['workInProgress'], cycle: StockCycle, groups: readonly string[]): number {
  if (policy.include === 'never') return 0;
  if (policy.include === 'groups' && !policy.groups.some((group) => groups.includes(group))) return 0;
  const lastDay = policy.horizonDays === null ? null : daysAfter(cycle.asOfDay ?? cycle.asOf.slice(0, 10), policy.horizonDays);
  let expected = 0;
  let linked = 0;
  for (const line of lines) {
    const beyond = figureOf(line, 'otsShipToWip') - figureOf(line, 'ots');
    const shipTo = (line.terms ? line.terms.ST : line.totals.shipToWip) ?? (line.terms ? 0 : beyond);
    linked += beyond - shipTo;
    expected += lastDay === null ? shipTo : Math.min(shipTo, dueBy(line, lastDay));
  }
  if (expected <= 0) return expected + linked;
  return Math.min(shareOf(expected, policy.capPercent), policy.capUnits ?? Infinity) + linked;
}

function dueBy(line: StockLine, lastDay: string): number {
  let units = 0;
  for (const supply of line.supply) if (supply.availableFrom <= lastDay) units += supply.units;
  return units;
}

/** Days of the calendar, so clocks that change in between do not matter. */
function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}
