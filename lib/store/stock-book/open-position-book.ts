import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { OperationError } from '../../errors/operation-error.ts';
import type { SkuPosition, StockCycle } from '../../model/stock.ts';
import { describeSqliteFailure } from '../sqlite/describe-sqlite-failure.ts';
import { ownFile } from '../sqlite/own-file.ts';
import { applyCycle } from './apply-cycle.ts';
import { attachCycle, cycleFile, openBookFile, removeBookFile, saysDamaged } from './book-file.ts';
import type { CycleLoad, PositionBook } from './contract.ts';
import { countDropped } from './count-dropped.ts';
import { cycleChecksum } from './cycle-checksum.ts';
import { createCycleRows } from './cycle-rows.ts';
import { createPositionReader } from './read-positions.ts';
import type { UnitsOf } from './sum-units.ts';

export interface PositionBookOptions {
  readonly file: string;
  /** Of a SKU whose lines have more than 0 together, the book says that it has stock. */
  readonly unitsOf: UnitsOf;
  /** Hears why a book was thrown away, in a sentence for the log. */
  readonly onDamage: (sentence: string) => void;
}

/**
 * Opens the book of one feed, which is made with its folder when missing. A damaged one is thrown away at once.
 * @throws STORE_UNAVAILABLE when another process has it, or the disk does not let it be written; and from every method
 * when it turns out to be damaged: it is empty then
 */
export function openPositionBook({ file, unitsOf, onDamage }: PositionBookOptions): PositionBook {
  makeFolder(file);
  const release = ownFile(file);
  let database: DatabaseSync;
  try {
    database = openBookFile(file, onDamage);
  } catch (error) {
    release();
    throw error;
  }
  let reader = createPositionReader(database);
  let open: object | undefined;
  let commits = 0;

  const beginAnew = (damage: Error): OperationError => {
    const sentence = `The stock book ${file} is damaged (${damage.message}): check the disk. It was removed; the next read of the feed is a full one.`;
    if (database.isOpen) database.close();
    removeBookFile(file);
    database = openBookFile(file, onDamage);
    reader = createPositionReader(database);
    open = undefined;
    commits += 1;
    onDamage(sentence);
    return new OperationError('STORE_UNAVAILABLE', sentence, { cause: damage, details: { file } });
  };
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof Error && saysDamaged(error)) throw beginAnew(error);
      throw describeSqliteFailure(error, file);
    }
  };
  const head = (): StockCycle | null => {
    const row = database.prepare('SELECT cycle FROM head').get();
    return row ? (JSON.parse(String(row['cycle'])) as StockCycle) : null;
  };

  function* pages(which: 'all' | 'changed', pageSize: number): Generator<readonly SkuPosition[]> {
    const begun = commits;
    for (let after: string | undefined = ''; after !== undefined; ) {
      if (commits !== begun) throw new Error(`The stock book ${file} has taken over another cycle while its pages were read: begin anew.`);
      const { positions, last } = guarded(() => reader.page(which, after ?? '', pageSize));
      if (positions.length > 0) yield positions;
      after = last;
    }
  }

  const load = (cycle: StockCycle): CycleLoad => {
    attachCycle(database, file);
    const rows = createCycleRows(database, unitsOf);
    const me = (open = {});
    const mine = <T>(work: () => T): T => {
      if (open !== me) throw new Error(`The load of cycle ${cycle.cycleId} has ended: begin another one.`);
      try {
        return guarded(work);
      } catch (error) {
        // What came so far may be written in part.
        open = undefined;
        throw error;
      }
    };
    return {
      put: (lines) => mine(() => rows.put(lines)),
      count: () => mine(() => rows.gather().lines),
      checksum: () => mine(() => (rows.gather(), cycleChecksum(database))),
      dropped: () => mine(() => (rows.gather(), cycle.mode === 'full' ? countDropped(database) : { skus: 0, of: 0, units: 0, ofUnits: 0 })),
      commit: () =>
        mine(() => {
          const { skus } = rows.gather();
          const changed = applyCycle(database, cycle, unitsOf);
          commits += 1;
          open = undefined;
          attachCycle(database, file);
          return { skus, changed };
        }),
      abandon: () => {
        if (open !== me) return;
        open = undefined;
        guarded(() => attachCycle(database, file));
      },
    };
  };

  return {
    head: () => guarded(head),
    begin: (cycle) =>
      guarded(() => {
        if (cycle.mode === 'delta' && head() === null) throw new Error(`The stock book ${file} is empty: cycle ${cycle.cycleId} only has what changed, and a full one must be read first.`);
        return load(cycle);
      }),
    changed: (pageSize) => pages('changed', pageSize),
    all: (pageSize) => pages('all', pageSize),
    find: (skuCodes) => guarded(() => reader.find(skuCodes)),
    shared: (limit) => guarded(() => reader.shared(limit)),
    close() {
      if (database.isOpen) database.close();
      rmSync(cycleFile(file), { force: true });
      release();
    },
  };
}

function makeFolder(file: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new OperationError('STORE_UNAVAILABLE', `The folder of the stock book ${file} cannot be made: choose a data folder that this user may write to (${why}).`, { cause, details: { file } });
  }
}
