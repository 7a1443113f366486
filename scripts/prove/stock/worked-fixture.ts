import type { StockLine, StockTerm } from '../../../lib/model/stock.ts';
import { figureOf } from '../../../lib/operations/stock/formulas.ts';
import type { AtsPolicy } from '../../../lib/operations/stock/policy.ts';
import type { PositionBook } from '../../../lib/store/stock-book/contract.ts';
import { calculatePage } from '../../../nodes/operations/ats-calculation/calculate-page.ts';
import { noBuffer } from './buffer-policies.ts';
import type { PartReport } from './part-report.ts';
import { planTradingDay } from './plan-trading-day.ts';
import { readNewestCycle } from './read-cycles.ts';
import { openTradingWorld, salesFeed } from './trading-world.ts';

/** One SKU at one location; the figures are what CGS's formulas make of these terms. */
const terms: Readonly<Partial<Record<StockTerm, number>>> = { SA: 10, RT: 2, R1: 100, IN: 30, RV: 6, RI: 1, RP: 2, RO: 1, PK: 8, OP: 20, RS: 5, ST: 60 };
const expected = { qoh: 87, ots: 49, otsShipToWip: 111, published: 49, publishedWithWip: 111 };
const skuCode = 'MC100-NAV-XS';
const startsAt = Date.parse('2026-03-01T11:00:00Z');

/** The terms go into the sandbox's ERP, come back over HTTP into the position book, and leave as figures. */
export async function proveWorkedFixture(say: (line: string) => void): Promise<PartReport> {
  const world = await openTradingWorld(planTradingDay(1), startsAt);
  try {
    const { stock } = world.sandbox.bluecherry;
    for (const { location, lot } of stock.figures(skuCode)) stock.setTerms({ skuCode, location, lot }, location === 'LDS' ? terms : {});
    stock.run({ runMs: 0 });
    await world.clock.runUntil(startsAt + 1000);
    if (!(await readNewestCycle(world))) throw new Error('No cycle of the worked fixture came.');
    const figure = (name: 'qoh' | 'ots' | 'otsShipToWip'): number => sumOf(world.book, (line) => figureOf(line, name));
    const publish = async (policy: AtsPolicy): Promise<number | undefined> => {
      const cycle = world.book.head();
      if (!cycle) throw new Error('The book of the worked fixture is empty.');
      const parts = { read: world.store.read, clock: world.clock, policy, salesFeed, groupsOf: () => [] };
      const { page, failed } = await calculatePage({ cycle, reason: 'cycle', positions: [...world.book.find([skuCode])] }, parts);
      if (failed[0]) throw new Error(failed[0].failure.message);
      return page.levels[0]?.published;
    };
    const withWip: AtsPolicy = { ...noBuffer, workInProgress: { include: 'always', groups: [], horizonDays: null, capPercent: 100, capUnits: null } };
    const shown = { qoh: figure('qoh'), ots: figure('ots'), otsShipToWip: figure('otsShipToWip'), published: await publish(noBuffer), publishedWithWip: await publish(withWip) };
    say(`Worked fixture: QOH ${shown.qoh}, OTS ${shown.ots}, OTS_SHIP_TO_WIP ${shown.otsShipToWip}; published ${shown.published}, with open work orders ${shown.publishedWithWip}`);
    const faults = Object.entries(expected).flatMap(([name, units]) => {
      const got = shown[name as keyof typeof expected];
      return got === units ? [] : [`worked fixture: ${name} is ${got} and not ${units}`];
    });
    return { figures: shown, faults };
  } finally {
    await world.close();
  }
}

function sumOf(book: PositionBook, figure: (line: StockLine) => number): number {
  return book.find([skuCode]).flatMap(({ lines }) => lines).reduce((units, line) => units + figure(line), 0);
}
