import { suggestBuffer } from '../../../lib/operations/stock/suggest-buffer.ts';
import { blindTimes } from '../../../lib/operations/stock/usual-latency.ts';
import type { AtsPolicy } from '../../../lib/operations/stock/policy.ts';
import { ageAware, fixedBuffer, noBuffer } from './buffer-policies.ts';
import type { PartReport } from './part-report.ts';
import { runTradingDay, type DayOutcome, type Morning } from './trading-day.ts';

/** Of what is oversold without a buffer, so much may be left. */
const oversoldPercent = 5;
/** Days side by side: they mostly wait for answers. */
const atOnce = 3;

export interface BufferOptions {
  readonly seed: number;
  readonly days: number;
  /** Fixed buffers that are shown beside the one that is judged. */
  readonly alsoFixed: readonly number[];
}

type Sums = Readonly<Record<'sold' | 'oversold' | 'lost' | 'refused' | 'calls', number>>;

/**
 * The same days under each buffer. Ours is held against the fixed one that the product itself would suggest at the moment
 * before the drop, from the latency and the sales elsewhere of the morning: what a careful operator would have set.
 */
export async function compareBuffers({ seed, days, alsoFixed }: BufferOptions, say: (line: string) => void): Promise<PartReport> {
  const seeds = Array.from({ length: days }, (_, index) => seed + index);
  say(`${days} simulated trading ${days === 1 ? 'day' : 'days'} with a drop, a cycle that does not come and one behind its successor (seed ${seed})`);
  say(row(['', 'sold', 'oversold', 'sales lost', 'refused too soon', 'calls']));
  const sums: Record<string, Sums> = {};
  const run = async (name: string, policy: AtsPolicy): Promise<{ readonly sum: Sums; readonly outcomes: readonly DayOutcome[] }> => {
    const outcomes = await runDays(policy, seeds);
    const sum = add(outcomes);
    sums[name] = sum;
    say(row([name, sum.sold, sum.oversold, sum.lost, sum.refused, sum.calls]));
    return { sum, outcomes };
  };
  const { sum: none, outcomes } = await run('no buffer', noBuffer);
  const { sum: aware } = await run('age-aware', ageAware);
  const { units, sentence } = suggested(outcomes.map(({ morning }) => morning));
  const { sum: judged } = await run(`fixed ${units}`, fixedBuffer(units));
  for (const other of alsoFixed) if (other !== units) await run(`fixed ${other}`, fixedBuffer(other));
  say('oversold: units promised by shop and ERP beyond what there is. Sales lost: units left in the evening that shoppers had asked for in vain.');
  say('Refused too soon: shoppers who were refused while a unit for them was there, at that moment; many of these units were sold later.');
  say(`The fixed buffer that is judged is what the morning suggests. ${sentence}`);
  const faults: string[] = [];
  if (none.oversold === 0) faults.push('nothing was oversold without a buffer: the days show nothing');
  if (aware.oversold * 100 > none.oversold * oversoldPercent)
    faults.push(`the age-aware buffer oversold ${aware.oversold} units, more than ${oversoldPercent} % of the ${none.oversold} without a buffer`);
  if (aware.lost > judged.lost) faults.push(`the age-aware buffer lost ${aware.lost} sales, and a fixed buffer of ${units} lost ${judged.lost}`);
  return { figures: { days, seeds, suggestedFixed: units, oversoldPercent: Math.round((aware.oversold / none.oversold) * 1000) / 10, ...sums }, faults };
}

function suggested(mornings: readonly Morning[]): { readonly units: number; readonly sentence: string } {
  const suggestion = suggestBuffer({
    name: 'All SKUs',
    unseenRates: mornings.flatMap(({ soldElsewhere }) => soldElsewhere),
    blindMs: mornings.flatMap(({ cycles }) => blindTimes(cycles)),
    serviceLevel: ageAware.buffer.byAge.serviceLevel,
    current: 0,
  });
  if (!suggestion) throw new Error('No cycle of the mornings was published.');
  return { units: suggestion.suggested.units, sentence: suggestion.sentence };
}

/** In the order of the seeds. */
async function runDays(policy: AtsPolicy, seeds: readonly number[]): Promise<readonly DayOutcome[]> {
  const outcomes: DayOutcome[] = [];
  const waiting = [...seeds.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) outcomes[next[0]] = await runTradingDay(next[1], policy);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return outcomes;
}

function add(outcomes: readonly DayOutcome[]): Sums {
  const sum = (name: keyof Sums): number => outcomes.reduce((total, outcome) => total + outcome[name], 0);
  return { sold: sum('sold'), oversold: sum('oversold'), lost: sum('lost'), refused: sum('refused'), calls: sum('calls') };
}

const row = (cells: readonly (string | number)[]): string => cells.map((cell, index) => (index === 0 ? String(cell).padEnd(12) : String(cell).padStart(18))).join('');
