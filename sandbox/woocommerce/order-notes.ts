import type { JsonObject } from '../json-value.ts';

/** Notes that the shop itself writes to orders: newest first, not paged. */
export class OrderNotes {
  readonly #notes = new Map<number, JsonObject[]>();
  readonly #modifiedNow: () => JsonObject;
  #lastId = 0;

  constructor(modifiedNow: () => JsonObject) {
    this.#modifiedNow = modifiedNow;
  }

  add(orderId: number, note: string): void {
    const { date_modified: local = '', date_modified_gmt: gmt = '' } = this.#modifiedNow();
    const written: JsonObject = { id: (this.#lastId += 1), author: 'system', date_created: local, date_created_gmt: gmt, note, customer_note: false };
    this.#notes.set(orderId, [written, ...this.of(orderId)]);
  }

  of(orderId: number): readonly JsonObject[] {
    return this.#notes.get(orderId) ?? [];
  }
}
