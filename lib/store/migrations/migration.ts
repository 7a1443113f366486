import type { CreateTableBuilder, Kysely, RawBuilder } from 'kysely';

/** What the engines' schemas do not have in common. */
export interface EngineTypes {
  /** Adds the column `id`: the primary key, numbered by the database, never the same number twice. */
  readonly withId: <T extends string>(table: CreateTableBuilder<T>) => CreateTableBuilder<T, 'id'>;
  /** A whole number of up to 53 bits: milliseconds, references to an id. */
  readonly whole: 'integer' | 'bigint';
  /** Text that is compared and sorted byte by byte. */
  readonly text: 'text' | RawBuilder<unknown>;
}

/** Named `<number>-<what>.ts`, applied once, in that order, and never changed after a release. */
export type NumberedMigration = (db: Kysely<unknown>, types: EngineTypes) => Promise<void>;
