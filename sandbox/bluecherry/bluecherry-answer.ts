import type { Answer, Incoming } from '../http/exchange.ts';

export interface ErrorDetail {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

const requestIdOf = (request: Incoming): string => {
  const id = request.headers['x-request-id'];
  return typeof id === 'string' ? id : '';
};

export const bluecherryAnswer = (request: Incoming, status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...(requestIdOf(request) === '' ? {} : { 'x-request-id': requestIdOf(request) }) },
  body: JSON.stringify(body),
});

const retryable = ['RATE_LIMITED', 'BATCH_WINDOW', 'UPSTREAM'];

export const bluecherryError = (
  request: Incoming,
  status: number,
  code: string,
  message: string,
  details: readonly ErrorDetail[] = [],
): Answer => bluecherryAnswer(request, status, { error: { code, message, retryable: retryable.includes(code), requestId: requestIdOf(request), details } });
