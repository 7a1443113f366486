import { isJsonObject, parseJson, type Json, type JsonObject } from '../json-value.ts';
import type { Answer, Incoming } from './exchange.ts';

export interface ControlCall {
  /** Decoded groups of the route's pattern. */
  readonly parts: readonly string[];
  readonly body: Json;
  readonly query: URLSearchParams;
}

export interface ControlRoute {
  readonly method: string;
  /** Matched against what follows `/__control`. */
  readonly pattern: RegExp;
  readonly run: (call: ControlCall) => unknown;
}

const answer = (status: number, body: unknown): Answer => ({ status, body: JSON.stringify(body) });

/** Control calls name their mistake in one sentence: they come from tests and from people with curl. */
export const controlRouter =
  (routes: readonly ControlRoute[]) =>
  (request: Incoming): Answer => {
    const path = request.path.slice('/__control'.length);
    for (const { method, pattern, run } of routes) {
      const match = method === request.method ? pattern.exec(path) : null;
      if (!match) continue;
      try {
        const body = request.body.length > 0 ? parseJson(request.body.toString('utf8')) : null;
        return answer(200, run({ parts: match.slice(1).map(decodeURIComponent), body, query: new URLSearchParams(request.query) }) ?? { done: true });
      } catch (error) {
        return answer(400, { error: error instanceof Error ? error.message : String(error) });
      }
    }
    return answer(404, { error: `No control at ${request.method} ${request.path}; sandbox/README.md lists them.` });
  };

export const objectBody = (body: Json): JsonObject => {
  if (!isJsonObject(body)) throw new TypeError('The body must be a JSON object.');
  return body;
};

/** One object, or an array of them. */
export const objectsBody = (body: Json): JsonObject[] => (Array.isArray(body) ? body.map(objectBody) : [objectBody(body)]);
