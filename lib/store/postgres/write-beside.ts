import type { Kysely } from 'kysely';
import type { StoreTables } from '../contract/store.ts';
import { storeClosed } from '../store-closed.ts';
import type { Database } from '../tables/database.ts';
import { inTransaction } from './in-transaction.ts';

export interface WritesBeside {
  write<T>(work: (tables: StoreTables) => Promise<T>): Promise<T>;
  /** Takes no more works; resolves when those asked for are through. */
  close(): Promise<void>;
}

/** Works that wait for no group: each in a transaction of its own, one after the other, on a connection of their own. */
export function createWritesBeside(db: Kysely<Database>): WritesBeside {
  const underWay = new Set<Promise<unknown>>();
  let closed = false;
  return {
    write(work) {
      if (closed) return Promise.reject(storeClosed());
      const written = inTransaction(db, { begin: 'begin', body: work }).finally(() => underWay.delete(written));
      underWay.add(written);
      return written;
    },
    async close() {
      closed = true;
      await Promise.allSettled(underWay);
    },
  };
}
