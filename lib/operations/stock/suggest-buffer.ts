import { percentile } from './percentile.ts';
import { poissonExcess } from './poisson-excess.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** Cycles below which the distribution says little. */
const fewCycles = 20;

export interface BufferQuestion {
  /** A SKU code, or the name of a group. */
  readonly name: string;
  /** Units an hour that are sold where we cannot see them, one for each SKU. */
  readonly unseenRates: readonly number[];
  /** See blindTimes: measured, in ms. */
  readonly blindMs: readonly number[];
  /** 0.95: in 19 of 20 cycles no more is to be sold unseen than is held back. */
  readonly serviceLevel: number;
  /** The fixed buffer that is set now. */
  readonly current: number;
}

export interface BufferSize {
  /** Per SKU. */
  readonly units: number;
  /** That a SKU which is about to sell out is oversold within one cycle, on average over the SKUs and the cycles. */
  readonly oversellProbability: number;
  /** By how many units on average. */
  readonly expectedOversold: number;
  /** Over all SKUs: what is on the shelf and not shown. */
  readonly heldBack: number;
}

export interface BufferSuggestion {
  readonly suggested: BufferSize;
  readonly current: BufferSize;
  readonly none: BufferSize;
  readonly sentence: string;
}

/**
 * The smallest fixed buffer that reaches the service level with the latency that was really measured.
 * Null: nothing was measured yet.
 */
export function suggestBuffer(question: BufferQuestion): BufferSuggestion | null {
  const { blindMs, unseenRates, serviceLevel } = question;
  if (blindMs.length === 0 || unseenRates.length === 0) return null;
  const blind = twentieths(blindMs);
  const size = (units: number): BufferSize => sizeOf(units, unseenRates, blind);
  let enough = 1;
  while (size(enough).oversellProbability > 1 - serviceLevel) enough *= 2;
  let tooFew = -1;
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (size(middle).oversellProbability > 1 - serviceLevel) tooFew = middle;
    else enough = middle;
  }
  const sizes = { suggested: size(enough), current: size(question.current), none: size(0) };
  return { ...sizes, sentence: sentenceOf(question, sizes) };
}

/** Twenty times that stand for all of them, so that the answer does not take longer the longer a feed has run. */
function twentieths(times: readonly number[]): readonly number[] {
  const sorted = times.toSorted((one, other) => one - other);
  return Array.from({ length: 20 }, (_, index) => percentile(sorted, (index + 0.5) / 20));
}

function sizeOf(units: number, rates: readonly number[], blindMs: readonly number[]): BufferSize {
  let probability = 0;
  let oversold = 0;
  for (const rate of rates) {
    for (const ms of blindMs) {
      const excess = poissonExcess((rate * ms) / hourMs, units);
      probability += excess.probability;
      oversold += excess.units;
    }
  }
  const cases = rates.length * blindMs.length;
  return { units, oversellProbability: probability / cases, expectedOversold: oversold / cases, heldBack: units * rates.length };
}

function sentenceOf({ name, unseenRates, blindMs }: BufferQuestion, { suggested, current, none }: Omit<BufferSuggestion, 'sentence'>): string {
  const usual = percentile(blindMs.toSorted((one, other) => one - other), 0.5);
  const parts = [
    `${name}: the channel shows each figure until it is ${Math.round(usual / minuteMs)} minutes old (half of ${blindMs.length} ${blindMs.length === 1 ? 'cycle' : 'cycles'}).`,
    `Without a buffer a SKU that is about to sell out is oversold in ${percentText(none.oversellProbability)} of cycles, with ${unitsText(suggested.units)} in ${percentText(suggested.oversellProbability)}.`,
    `That holds back ${unitsText(suggested.heldBack)} over ${unseenRates.length} ${unseenRates.length === 1 ? 'SKU' : 'SKUs'}.`,
  ];
  if (current.units !== suggested.units) parts.push(`Now: ${unitsText(current.units)}, oversold in ${percentText(current.oversellProbability)}.`);
  if (blindMs.length < fewCycles) parts.push(`Only ${blindMs.length} ${blindMs.length === 1 ? 'cycle was' : 'cycles were'} measured: look again after ${fewCycles}.`);
  return parts.join(' ');
}

const unitsText = (units: number): string => `${units} ${units === 1 ? 'unit' : 'units'}`;
const percentText = (share: number): string => (share > 0 && share < 0.001 ? 'less than 0.1 %' : `${Math.round(share * 1000) / 10} %`);
