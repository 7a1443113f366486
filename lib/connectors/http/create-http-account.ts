import { OperationError } from '../../errors/operation-error.ts';
import type { AccountLimits, ConnectorParts } from '../contract.ts';
import type { CallAllowance } from './call-allowance.ts';
import { createCallBudget } from './call-budget.ts';
import { classifyAnswer, type AnswerDialect, type ClassifiedAnswer } from './classify-answer.ts';
import { classifyTransportFailure } from './classify-transport-failure.ts';
import { NoAnswer, openExchange } from './exchange.ts';
import type { HttpAnswer, HttpCall, HttpRequest } from './http-call.ts';
import { readBaseUrl } from './read-base-url.ts';
import { retryDelayMs } from './retry-delay.ts';
import { wait } from './wait.ts';

export interface HttpAccountOptions {
  /** For logs and metrics. */
  readonly account: string;
  readonly baseUrl: string;
  readonly limits: AccountLimits;
  /** Adds the credentials; asked for every attempt, because signatures are for one use. */
  readonly sign: (request: HttpRequest) => HttpRequest;
  readonly dialect: AnswerDialect;
  /** What an answer's headers, named in lower case, say of the calls that are left; asked for every answer. */
  readonly readAllowance?: (headers: Readonly<Record<string, string>>) => CallAllowance | undefined;
}

/** One account of a remote HTTP API: its connections, its budget, its error table. */
export interface HttpAccount {
  readonly baseUrl: string;
  /**
   * A good JSON answer, or an OperationError of the account's error table. A GET is tried again a few times. A write is
   * made once: when it may have happened although no good answer came, the error is OUTCOME_UNKNOWN with the reason as
   * its cause; any other error, the guard's included, means that nothing was written. A cancelled GET rejects with the
   * signal's reason.
   */
  readonly call: (call: HttpCall) => Promise<HttpAnswer>;
  /** The request of a call as it would be sent, signed: redact it before anybody sees it. */
  request(call: HttpCall): HttpRequest;
  close(): Promise<void>;
}

/** When the remote side says 429 without a time. */
const defaultPauseMs = 1000;
/** Calls still under way when an account closes are broken off after this: Node-RED gives a node 15 s in all. */
const closePatienceMs = 5000;

export function createHttpAccount(options: HttpAccountOptions, { clock, observe }: ConnectorParts): HttpAccount {
  const { dialect, limits } = options;
  const baseUrl = readBaseUrl(dialect.system, options.baseUrl);
  const budget = createCallBudget(limits, clock, dialect.system);
  const exchange = openExchange(limits, clock);

  const request = (call: HttpCall): HttpRequest => {
    const url = new URL(`${baseUrl}${call.path}`);
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
    const body = call.body === undefined ? null : JSON.stringify(call.body);
    const headers = { 'Accept': 'application/json', 'User-Agent': 'Selvedge', ...(body === null ? {} : { 'Content-Type': 'application/json' }) };
    return options.sign({ method: call.method, url: url.href, headers, body });
  };

  /** One attempt: the answer, or why there is no good one. */
  const attempt = async (call: HttpCall): Promise<HttpAnswer | ClassifiedAnswer> => {
    if (call.prepare) {
      await call.prepare();
      call.signal?.throwIfAborted();
    }
    const startedAt = clock.now();
    const ended = (status: number | null): void =>
      observe?.({ account: options.account, method: call.method, route: call.route, status, durationMs: clock.now() - startedAt });
    try {
      const answer = await exchange.send(request(call), call);
      ended(answer.status);
      const allowance = options.readAllowance?.(answer.headers);
      if (allowance) budget.heed(allowance);
      const refusal = classifyAnswer(answer, call.route, dialect, clock.now());
      if (refusal?.error.code === 'REMOTE_RATE_LIMITED') budget.pause(refusal.error.retryAfterMs ?? defaultPauseMs);
      return refusal ?? { status: answer.status, headers: answer.headers, body: answer.body.value };
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      ended(null);
      if (error.why === 'cancelled' && call.method === 'GET') throw call.signal?.reason as Error;
      return classifyTransportFailure(error.thrown, dialect.system, call.route, error.why === 'timeout' ? limits.timeoutMs : undefined);
    }
  };

  return {
    baseUrl,
    request,
    async call(call) {
      for (let tried = 1; ; tried += 1) {
        const outcome = await budget.run(call.priority, call.signal, () => attempt(call));
        if (!('error' in outcome)) return outcome;
        if (call.method !== 'GET') throw outcome.written === 'no' ? outcome.error : outcomeUnknown(outcome.error);
        const delayMs = retryDelayMs(outcome.error, tried);
        if (delayMs === undefined) throw outcome.error;
        await wait(clock, delayMs, call.signal);
      }
    },
    async close() {
      const patience = new AbortController();
      const enough = wait(clock, closePatienceMs, patience.signal).catch(() => undefined);
      await Promise.race([budget.close(), enough]);
      patience.abort();
      exchange.close();
    },
  };
}

function outcomeUnknown(cause: OperationError): OperationError {
  return new OperationError('OUTCOME_UNKNOWN', `Whether the write happened is not known: ${cause.message}`, {
    details: { ...cause.details, reason: cause.code },
    ...(cause.retryAfterMs === undefined ? {} : { retryAfterMs: cause.retryAfterMs }),
    cause,
  });
}
