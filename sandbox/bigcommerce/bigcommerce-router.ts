import type { Refusal as FaultRefusal, Twist } from '../faults/fault.ts';
import type { Answer, Incoming, StandIn } from '../http/exchange.ts';
import { challengePage, htmlHeaders, maintenancePage } from '../http/html-pages.ts';
import { parseJson, type Json } from '../json-value.ts';
import { json, refused, type Faults, type Version } from './answer.ts';
import { faultsOf, type Contract, type Operation } from './contract.ts';
import { readQuery } from './query.ts';
import type { Quota } from './quota.ts';
import { Refusal } from './refusal.ts';
import type { Route } from './route.ts';

export interface Access {
  readonly storeHash: string;
  readonly accessToken: string;
}

const accepted = (accept: string): boolean => /\*\/\*|application\/(\*|json)/.test(accept);

/** v2 names the first field that is wrong; v3 lists all. */
const wrongBody = (version: Version, faults: Faults): Refusal => {
  const [[name, reason] = ['body', 'is invalid']] = Object.entries(faults);
  if (version === 'v2') return new Refusal(400, reason === 'error.unknown.property' ? `The field '${name}' is not supported by this resource.` : `The field '${name}' is invalid.`, { invalid_reason: reason });
  const missing = Object.values(faults).every((fault) => fault === 'error.path.missing');
  return new Refusal(422, missing ? 'Missing Required Fields' : 'JSON data is missing or invalid', faults);
};

const readBody = (operation: Operation, request: Incoming): Json => {
  if (!operation.body) return null;
  if (!(request.headers['content-type'] ?? '').includes('application/json')) throw new Refusal(415, 'The Content-Type must be application/json.');
  let body: Json;
  try {
    body = parseJson(request.body.toString('utf8'));
  } catch {
    throw new Refusal(400, 'Input is invalid: the body is not JSON.');
  }
  if (operation.body(body)) return body;
  throw wrongBody(operation.version, faultsOf(operation.body.errors ?? []));
};

/** BigCommerce's half of a request: quota, token, contract, and the answer in the words of v2 or v3. */
export class BigCommerceRouter implements StandIn {
  readonly #access: Access;
  readonly #contract: Contract;
  readonly #quota: Quota;
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #beforeEach: () => void;

  constructor(access: Access, contract: Contract, quota: Quota, routes: readonly Route[], beforeEach: () => void) {
    this.#access = access;
    this.#contract = contract;
    this.#quota = quota;
    this.#routes = new Map(routes.map((route) => [route.operation, route]));
    this.#beforeEach = beforeEach;
    const unserved = contract.operations.filter(({ method, path }) => !this.#routes.has(`${method} ${path}`));
    if (unserved.length > 0) throw new RangeError(`Nothing serves ${unserved.map(({ method, path }) => `${method} ${path}`).join(', ')}.`);
  }

  handle(request: Incoming, twist: Twist | null): Answer {
    const [, hash = '', path = ''] = /^\/stores\/([^/]+)(\/v[23]\/.*)$/.exec(request.path) ?? [];
    const version: Version = path.startsWith('/v2/') ? 'v2' : 'v3';
    if (path === '') return refused('v3', 404, 'The requested resource was not found.');
    if (hash !== this.#access.storeHash || request.headers['x-auth-token'] !== this.#access.accessToken) return refused(version, 401, 'Unauthorized');
    if (!this.#quota.take()) return this.#tooMany(version, this.#quota.headers(), Math.ceil(this.#quota.resetMs() / 1000));
    this.#beforeEach();
    let answer: Answer;
    try {
      answer = this.#serve(request, path, version, twist);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      answer = refused(version, version === 'v2' && error.status === 422 ? 400 : error.status, error.message, error.faults);
    }
    return { ...answer, headers: { ...this.#quota.headers(), ...answer.headers } };
  }

  refuse(refusal: FaultRefusal, retryAfterSeconds: number, request: Incoming): Answer {
    const version: Version = request.path.includes('/v2/') ? 'v2' : 'v3';
    const html = (status: number, body: string, headers: Record<string, string> = {}): Answer => ({ status, headers: { ...htmlHeaders, ...headers }, body });
    switch (refusal) {
      case '429':
        return this.#tooMany(version, { ...this.#quota.headers(), 'x-rate-limit-time-reset-ms': String(retryAfterSeconds * 1000), 'x-rate-limit-requests-left': '0' }, retryAfterSeconds);
      case '429-without-headers':
        return refused(version, 429, 'Too many requests');
      case '500':
        return refused(version, 500, 'An internal server error has occurred.');
      case 'html-200':
        return html(200, challengePage);
      case 'error-in-200':
        return { ...refused(version, 500, 'An internal server error has occurred.'), status: 200 };
      case 'batch-window-423':
        return refused(version, 423, 'The resource is locked');
      default:
        return html(503, maintenancePage, { 'x-retry-after': String(Math.max(retryAfterSeconds, 1)) });
    }
  }

  #serve(request: Incoming, path: string, version: Version, twist: Twist | null): Answer {
    const found = this.#contract.find(request.method, path);
    if (!found) {
      const reason = this.#contract.reasonOfNone(request.method, path);
      if (reason === 'not-simulated') throw new Refusal(501, `The sandbox does not simulate ${request.method} ${path}.`);
      throw new Refusal(reason === 'other-method' ? 405 : 404, reason === 'other-method' ? 'Method Not Allowed' : 'The requested resource was not found.');
    }
    const { operation, parts } = found;
    const route = this.#routes.get(`${operation.method} ${operation.path}`);
    if (!route) throw new Refusal(501, `The sandbox does not simulate ${request.method} ${path}.`);
    const accept = request.headers.accept;
    if (accept === undefined ? operation.acceptRequired : !accepted(accept)) throw new Refusal(406, 'The Accept header must allow application/json.');
    const { query, faults } = readQuery(operation, request.query);
    if (Object.keys(faults).length > 0) throw wrongBody(version, faults);
    const idle = query.names().filter((name) => !(route.query ?? []).includes(name));
    if (idle.length > 0) throw new Refusal(501, `The sandbox does not simulate the parameter ${idle.join(', ')} here.`);
    const ids = parts.map(Number);
    if (ids.some((id) => !Number.isInteger(id))) throw new Refusal(404, 'The requested resource was not found.');
    return route.run({ request, query, twist, ids, body: readBody(operation, request) });
  }

  #tooMany(version: Version, headers: Record<string, string>, seconds: number): Answer {
    const { body } = refused(version, 429, 'Too many requests');
    return json(429, parseJson(body), { ...headers, 'x-retry-after': String(seconds) });
  }
}
