import type { Answer } from '../http/exchange.ts';
import type { Json, JsonObject } from '../json-value.ts';

export type Version = 'v2' | 'v3';

export const explanation = 'https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes';

export const json = (status: number, body: Json, headers: Readonly<Record<string, string>> = {}): Answer => ({ status, headers, body: JSON.stringify(body) });

/** Of v2's empty lists and of everything deleted. */
export const noContent: Answer = { status: 204, body: '' };

/** What is wrong, by member. */
export type Faults = Readonly<Record<string, string>>;

/** v2 lists its errors, v3 has one with its faults by member. */
export const refused = (version: Version, status: number, title: string, faults: Faults = {}): Answer =>
  version === 'v2'
    ? json(status, [{ status, message: title, ...(Object.keys(faults).length > 0 ? { details: { ...faults } } : {}) }])
    : json(status, { status, title, type: explanation, ...(status === 401 || status === 404 ? {} : { errors: { ...faults } }) });

export const notFound = (version: Version, what = 'The requested resource was not found.'): Answer => refused(version, 404, what);

export const data = (body: Json, status = 200, meta: JsonObject = {}): Answer => json(status, { data: body, meta });
