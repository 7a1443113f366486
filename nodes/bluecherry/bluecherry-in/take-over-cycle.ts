import { setImmediate as nextTurn } from 'node:timers/promises';
import type { InventoryCycle, InventorySource } from '../../../lib/connectors/bluecherry/inventory-source.ts';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { StockCycle } from '../../../lib/model/stock.ts';
import { verifyCycle } from '../../../lib/operations/stock/verify-cycle.ts';
import type { InventoryLine, PositionBook } from '../../../lib/store/stock-book/contract.ts';
import type { Turn } from '../../runtime/poll-while-leading.ts';

export interface TakeOverParts {
  readonly source: InventorySource;
  readonly book: PositionBook;
  readonly turn: Pick<Turn, 'pages' | 'signal'>;
  readonly guardPercent: number;
  /** The cycle whose drop a person has confirmed. */
  readonly acceptedDrop: string | null;
  /** Runs after each page: reading a large cycle takes minutes. */
  readonly between: () => Promise<void>;
}

export type TakeOver =
  | { readonly taken: true; readonly records: number; readonly changed: number }
  /** Reading was stopped before its end. */
  | { readonly taken: false; readonly because: 'cut-short' }
  | { readonly taken: false; readonly because: 'drop'; readonly sentence: string };

/**
 * Reads a whole cycle and, when it is what it states to be, makes it what the book says.
 * @throws BLUECHERRY_CYCLE_EXPIRED when it was superseded meanwhile, STOCK_CYCLE_INVALID when its lines are not what it states;
 * the book stays as it was
 */
export async function takeOverCycle(found: InventoryCycle, { source, book, turn, guardPercent, acceptedDrop, between }: TakeOverParts): Promise<TakeOver> {
  const load = book.begin(cycleToLoad(found, book));
  const reading = { whole: false };
  async function* lines(): AsyncGenerator<readonly InventoryLine[]> {
    yield* source.readCycle(found.cycle, { signal: turn.signal });
    reading.whole = true;
  }
  try {
    for await (const page of turn.pages(lines())) {
      load.put(page);
      await between();
    }
    if (!reading.whole) {
      load.abandon();
      return { taken: false, because: 'cut-short' };
    }
    const records = load.count();
    const { cycleId, mode } = found.cycle;
    const stated = { cycleId, mode, recordCount: found.recordCount, checksum: found.checksum };
    // A newer cycle by now is no reason to drop one that was read whole: it is read next.
    const checksum = found.checksum === null ? '' : load.checksum();
    // Each of these takes a second or two of a large cycle, and leases want to be renewed meanwhile.
    await nextTurn();
    const verdict = verifyCycle(stated, { count: records, checksum: () => checksum, superseded: false, dropped: load.dropped() }, guardPercent, acceptedDrop);
    await nextTurn();
    if (verdict.accepted) return { taken: true, records, changed: load.commit().changed };
    load.abandon();
    if (verdict.then === 'alarm') return { taken: false, because: 'drop', sentence: verdict.sentence };
    throw new OperationError('STOCK_CYCLE_INVALID', verdict.sentence, { details: { cycle: cycleId, why: verdict.why } });
  } catch (error) {
    if (!turn.signal.aborted) load.abandon();
    throw error;
  }
}

/** What a full cycle with rejected records does not mention keeps its figures, as under a delta. */
function cycleToLoad({ cycle, absentMeansNone }: InventoryCycle, book: PositionBook): StockCycle {
  return cycle.mode === 'full' && !absentMeansNone && book.head() !== null ? { ...cycle, mode: 'delta' } : cycle;
}
