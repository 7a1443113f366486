import type { ErrorDetail } from './bluecherry-answer.ts';
import { checkOrder } from './check-order.ts';
import type { MasterData } from './master-data.ts';
import type { OrderBody } from './order-schema.ts';

export interface SalesOrder {
  readonly ordNum: string;
  readonly externalRef: string;
  /** As received. */
  readonly body: OrderBody;
  /** Epoch milliseconds: of the request, and of the commit. */
  readonly receivedAt: number;
  readonly committedAt: number;
  /** How often the same reference came again and made no second order. */
  duplicatesRefused: number;
}

export interface ImportResult {
  readonly externalRef: string;
  readonly result: 'accepted' | 'rejected' | 'duplicate';
  readonly ordNum: string | null;
  readonly errors: readonly ErrorDetail[];
}

/** One order of a batch as the ERP dealt with it, in the order in which it did. */
export interface ImportEntry extends Omit<ImportResult, 'errors'> {
  /** Epoch milliseconds. */
  readonly at: number;
  /** As received. */
  readonly body: OrderBody;
}

const firstOrderNumber = 1_004_512;

/** JSON with sorted members: the same content written in another order is the same order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_member, nested: unknown) =>
    typeof nested === 'object' && nested !== null && !Array.isArray(nested) ? Object.fromEntries(Object.entries(nested).sort(([left], [right]) => (left < right ? -1 : 1))) : nested,
  );

/** The sales orders of the ERP and the one way in. */
export class OrderBook {
  readonly #masterData: MasterData;
  readonly #settings: { readonly allowDuplicateExternalRef: boolean };
  readonly #now: () => number;
  readonly #onTaken: (order: SalesOrder) => void;
  readonly #orders: SalesOrder[] = [];
  readonly #imports: ImportEntry[] = [];
  readonly #byReference = new Map<string, SalesOrder[]>();

  constructor(masterData: MasterData, settings: { readonly allowDuplicateExternalRef: boolean }, now: () => number, onTaken: (order: SalesOrder) => void) {
    this.#onTaken = onTaken;
    this.#masterData = masterData;
    this.#settings = settings;
    this.#now = now;
  }

  /** In the order of their commit. */
  orders(): readonly SalesOrder[] {
    return this.#orders;
  }

  /** Everything that was to be imported, whatever became of it. */
  imports(): readonly ImportEntry[] {
    return this.#imports;
  }

  byReference(externalRef: string): readonly SalesOrder[] {
    return this.#byReference.get(externalRef) ?? [];
  }

  commit(body: OrderBody, receivedAt: number): ImportResult {
    const result = this.#take(body, receivedAt);
    this.#imports.push({ at: this.#now(), externalRef: result.externalRef, result: result.result, ordNum: result.ordNum, body });
    return result;
  }

  #take(body: OrderBody, receivedAt: number): ImportResult {
    const { externalRef } = body;
    const first = this.byReference(externalRef)[0];
    if (first && !this.#settings.allowDuplicateExternalRef) {
      first.duplicatesRefused += 1;
      if (canonical(first.body) === canonical(body)) return { externalRef, result: 'duplicate', ordNum: first.ordNum, errors: [] };
      const error = { path: 'externalRef', code: 'DUPLICATE_EXTERNAL_REF', message: `${externalRef} is order ${first.ordNum} with other content.` };
      return { externalRef, result: 'rejected', ordNum: null, errors: [error] };
    }
    const errors = checkOrder(body, this.#masterData);
    if (errors.length > 0) return { externalRef, result: 'rejected', ordNum: null, errors };
    const ordNum = String(firstOrderNumber + this.#orders.length);
    const order: SalesOrder = { ordNum, externalRef, body, receivedAt, committedAt: this.#now(), duplicatesRefused: 0 };
    this.#orders.push(order);
    this.#byReference.set(externalRef, [...this.byReference(externalRef), order]);
    this.#onTaken(order);
    return { externalRef, result: 'accepted', ordNum, errors: [] };
  }
}
