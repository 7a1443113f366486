import type { Faults } from './answer.ts';

/** A request that BigCommerce does not do; the router words it for the version that was asked. */
export class Refusal extends Error {
  readonly status: number;
  readonly faults: Faults;

  constructor(status: number, title: string, faults: Faults = {}) {
    super(title);
    this.status = status;
    this.faults = faults;
  }
}

export const invalid = (faults: Faults, title = 'JSON data is missing or invalid'): Refusal => new Refusal(422, title, faults);

export const missing = (what?: string): Refusal => new Refusal(404, what ?? 'The requested resource was not found.');
