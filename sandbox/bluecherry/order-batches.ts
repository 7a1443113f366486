import type { Timers } from '../timers.ts';
import type { ImportResult, OrderBook } from './order-book.ts';
import type { OrderBody } from './order-schema.ts';

export interface ProcessingSettings {
  /** Before the first order of a batch is committed. */
  processingMs: number;
  /** Between two orders of a batch. */
  perOrderMs: number;
}

interface OrderBatch {
  readonly batchId: string;
  status: 'queued' | 'processing' | 'complete';
  readonly results: ImportResult[];
}

/** Order import: taken at once, committed later, one order after the other. */
export class OrderBatches {
  readonly #book: OrderBook;
  readonly #settings: ProcessingSettings;
  readonly #timers: Timers;
  readonly #now: () => number;
  readonly #batches = new Map<string, OrderBatch>();

  constructor(book: OrderBook, settings: ProcessingSettings, timers: Timers, now: () => number) {
    this.#book = book;
    this.#settings = settings;
    this.#timers = timers;
    this.#now = now;
  }

  get(batchId: string): OrderBatch | undefined {
    return this.#batches.get(batchId);
  }

  get count(): number {
    return this.#batches.size;
  }

  receive(orders: readonly OrderBody[]): OrderBatch {
    const batch: OrderBatch = { batchId: `B${String(this.#batches.size + 1).padStart(8, '0')}`, status: 'queued', results: [] };
    this.#batches.set(batch.batchId, batch);
    const receivedAt = this.#now();
    this.#timers.after(this.#settings.processingMs, () => this.#process(batch, orders, receivedAt));
    return batch;
  }

  #process(batch: OrderBatch, orders: readonly OrderBody[], receivedAt: number): void {
    batch.status = 'processing';
    for (const order of orders.slice(batch.results.length)) {
      batch.results.push(this.#book.commit(order, receivedAt));
      if (this.#settings.perOrderMs > 0 && batch.results.length < orders.length) {
        this.#timers.after(this.#settings.perOrderMs, () => this.#process(batch, orders, receivedAt));
        return;
      }
    }
    batch.status = 'complete';
  }
}
