import type { Answer } from '../http/exchange.ts';
import type { Json, JsonObject } from '../json-value.ts';
import { wordpressJson } from './wordpress-json.ts';

export const wordpressAnswer = (status: number, body: Json): Answer => ({ status, body: wordpressJson(body) });

export const wordpressError = (status: number, code: string, message: string, more: JsonObject = {}): Answer =>
  wordpressAnswer(status, { code, message, data: { status, ...more } });

export interface InvalidParameter {
  readonly name: string;
  /** Of WordPress' own validation: rest_invalid_type, rest_not_in_enum, … */
  readonly code: string;
  readonly message: string;
}

export const invalidParameters = (invalid: readonly InvalidParameter[]): Answer =>
  wordpressError(400, 'rest_invalid_param', `Invalid parameter(s): ${invalid.map(({ name }) => name).join(', ')}`, {
    params: Object.fromEntries(invalid.map(({ name, message }) => [name, message])),
    details: Object.fromEntries(invalid.map(({ name, code, message }) => [name, { code, message, data: null }])),
  });
