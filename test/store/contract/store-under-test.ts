import type { Store } from '../../../lib/store/contract/store.ts';
import type { NewLaneEntry } from '../../../lib/store/contract/lane-table.ts';
import type { NewException } from '../../../lib/store/contract/exception-table.ts';

/** One engine under test: every suite in this folder is run over it. */
export interface StoreUnderTest {
  readonly engine: string;
  /** An empty store of its own for each test. */
  open(): Promise<Store>;
  /** Closes what `open` gave and removes it. */
  discard(): Promise<void>;
  /** A statement of somebody else, behind the store's back. */
  meddle(statement: string): Promise<void>;
}

export function laneEntry(key: string, change: Partial<NewLaneEntry> = {}): NewLaneEntry {
  return { lane: 'erp', entity: 'sales-order', key, revision: '1', message: `{"key":"${key}"}`, priority: 1, dueAt: 100, createdAt: 100, ...change };
}

export function newException(key: string, change: Partial<NewException> = {}): NewException {
  return {
    ...{ code: 'SKU_MISSING', cause: 'SKU_MISSING sales-order', owner: 'ecommerce', text: 'A line has no SKU', details: '{"line":1}', entity: 'sales-order', key, revision: '1' },
    ...{ raisedBy: 'validation', resumeAt: 'node:shop', laneEntry: null, message: '{}', at: 100 },
    ...change,
  };
}
