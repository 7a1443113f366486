import { OperationError } from '../../errors/operation-error.ts';
import type { AnswerRule, RemoteError } from './answer-rules.ts';
import { httpRules } from './answer-rules.ts';
import type { AnswerBody } from './read-body.ts';
import { readRetryAfter } from './read-retry-after.ts';
import { hideSecrets } from './redact-request.ts';

/** What a connector knows about the answers of its system. */
export interface AnswerDialect {
  /** As operators call it. */
  readonly system: string;
  readonly rules: readonly AnswerRule[];
  /** The error a JSON body carries, whatever the status of the answer. */
  readonly readError: (body: unknown) => RemoteError | undefined;
  readonly secrets: readonly string[];
  /** The system answers 204 with no body where there is nothing to tell: an empty list, or something that was deleted. */
  readonly noContent?: true;
  /** How long the answer asks us to wait, in ms, where the system says so in ways of its own; otherwise {@link readRetryAfter}. */
  readonly readRetryAfter?: (answer: RawAnswer, now: number) => number | undefined;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AnswerBody;
}

export interface ClassifiedAnswer {
  readonly error: OperationError;
  readonly written: AnswerRule['written'];
}

/** Undefined for a good answer: 2xx with JSON that is no error, or an empty 204 of a system that answers so. */
export function classifyAnswer(answer: RawAnswer, route: string, dialect: AnswerDialect, now: number): ClassifiedAnswer | undefined {
  const remote = answer.body.kind === 'json' ? dialect.readError(answer.body.value) : undefined;
  const good = answer.status >= 200 && answer.status < 300;
  if (good && answer.body.kind === 'json' && !remote) return undefined;
  if (dialect.noContent && answer.status === 204 && answer.body.kind === 'empty') return undefined;

  const status = good ? (remote?.status ?? answer.status) : answer.status;
  const retryAfterMs = dialect.readRetryAfter ? dialect.readRetryAfter(answer, now) : readRetryAfter(answer.headers, now);
  const fits = (rule: AnswerRule): boolean =>
    fitsStatus(rule.status, status) &&
    (rule.remoteCode === undefined || (remote !== undefined && new RegExp(rule.remoteCode).test(remote.code))) &&
    (rule.body?.includes(answer.body.kind) ?? true) &&
    (!rule.saysRetryAfter || retryAfterMs !== undefined);
  const rule = [...dialect.rules, ...httpRules].find(fits);
  const { becomes, written } = rule ?? { becomes: 'REMOTE_ANSWER_INVALID', written: 'perhaps' };
  const error = new OperationError(becomes, sentence(answer, remote, dialect), {
    details: { system: dialect.system, status: answer.status, route, ...(remote ? { remoteCode: remote.code.slice(0, 80) } : { answer: answer.body.kind }) },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
  return { error, written };
}

function fitsStatus(wanted: AnswerRule['status'], status: number): boolean {
  if (wanted === undefined || typeof wanted === 'number') return wanted === undefined || wanted === status;
  return status >= wanted[0] && status <= wanted[1];
}

const bodyWords = { json: 'JSON of another shape', html: 'a web page instead of JSON', malformed: 'text that is not JSON', empty: 'nothing' } as const;

function sentence(answer: RawAnswer, remote: RemoteError | undefined, dialect: AnswerDialect): string {
  const said = remote ? `"${hideSecrets(remote.message, dialect.secrets).slice(0, 300)}" (${remote.code.slice(0, 80)})` : bodyWords[answer.body.kind];
  return `${dialect.system} answered ${answer.status}: ${said}.`;
}
