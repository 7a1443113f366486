import type { Compilable, CompiledQuery, Kysely } from 'kysely';
import type { Database } from './database.ts';

/** Stands in a query for a value that each run of it brings along. */
class Slot {
  readonly position: number;
  constructor(position: number) {
    this.position = position;
  }
}

interface Compiled {
  readonly query: CompiledQuery;
  /** Which value each parameter is. */
  readonly positions: readonly number[];
}

/**
 * Building a query of many values and writing it out takes longer than the database needs to carry it out, so it is done
 * once for each number of values. `build` must depend on nothing but the slots, each of which becomes a parameter.
 */
export function compileOnce<Row>(build: (db: Kysely<Database>, slots: readonly unknown[]) => Compilable<Row>): (db: Kysely<Database>, values: readonly unknown[]) => Promise<readonly Row[]> {
  // All connections of one store have their adapter in common, and no two engines have.
  const known = new WeakMap<object, Map<number, Compiled>>();
  const compile = (db: Kysely<Database>, size: number): Compiled => {
    const query = build(db, Array.from({ length: size }, (_, position) => new Slot(position))).compile();
    const positions = query.parameters.map((parameter) => {
      if (!(parameter instanceof Slot)) throw new TypeError('A query that is compiled once has a parameter of its own.');
      return parameter.position;
    });
    return { query, positions };
  };
  return async (db, values) => {
    const { adapter } = db.getExecutor();
    const bySize = known.get(adapter) ?? new Map<number, Compiled>();
    if (bySize.size === 0) known.set(adapter, bySize);
    const compiled = bySize.get(values.length) ?? compile(db, values.length);
    bySize.set(values.length, compiled);
    const { query, positions } = compiled;
    const { rows } = await db.executeQuery<Row>({ ...query, parameters: positions.map((position) => values[position]) });
    return rows;
  };
}
