import { randomUUID } from 'node:crypto';
import { OperationError, type Failure } from '../errors/operation-error.ts';
import type { CanonicalMessage, Envelope } from '../model/envelope.ts';
import type { LeaseToken } from '../model/lease-token.ts';
import type { LaneEntry } from '../store/contract/lane-table.ts';
import type { LaneOptions } from './contract.ts';

/** What leaves the lane for an entry. With a failure it is to be parked and not sent. */
export interface HandOut {
  readonly message: CanonicalMessage;
  readonly failure: Failure | null;
}

export function handOut(entry: LaneEntry, { name, maxAttempts }: Pick<LaneOptions, 'name' | 'maxAttempts'>, holder: LeaseToken): HandOut {
  const { id, entity, key, revision, attempts } = entry;
  const kept = entry.damaged ? null : read(entry.message);
  // Other failures than the death of the worker are judged when they happen.
  const exhausted = attempts >= maxAttempts && entry.lastCode === 'LEASE_LOST';
  const travel = { lane: { lane: name, entry: id, attempt: exhausted ? attempts : attempts + 1 }, holder, trace: randomUUID() };
  if (!kept) {
    // The entry says whose it is; of the text only what can still be read is shown, so that a person can put it right.
    const rest = read(entry.message);
    const message = { payload: entry.message, ...rest, topic: entity, selvedge: { ...blank, ...rest?.selvedge, key, revision, ...travel } };
    return { message, failure: damaged(name, entry).toFailure() };
  }
  const message = { ...kept, selvedge: { ...kept.selvedge, ...travel } };
  return { message, failure: exhausted ? usedUp(name, entry).toFailure() : null };
}

const blank: Envelope = { client: '', key: '', revision: '', source: { system: '', account: '', node: '' }, occurredAt: new Date(0).toISOString(), trace: '' };

/** Null: no message of the kit. */
function read(text: string): CanonicalMessage | null {
  try {
    const message = JSON.parse(text) as { readonly selvedge?: unknown } | null;
    return typeof message?.selvedge === 'object' && message.selvedge !== null ? (message as CanonicalMessage) : null;
  } catch {
    return null;
  }
}

function damaged(lane: string, { id, entity, key, revision }: LaneEntry): OperationError {
  const sentence = `Entry ${id} of lane ${lane} (${entity} ${key}) is not what was written there: it was not sent. Check the disk, then replay or dismiss it.`;
  return new OperationError('MESSAGE_DAMAGED', sentence, { details: { lane, entry: id, revision } });
}

function usedUp(lane: string, { id, attempts, lastCode }: LaneEntry): OperationError {
  const times = `${attempts} ${attempts === 1 ? 'time' : 'times'}`;
  const sentence = `Tried ${times} without success. At the last attempt the worker ended while this message of lane ${lane} was under way alone, so it may be the message that ends it.`;
  return new OperationError('ATTEMPTS_EXHAUSTED', sentence, { details: { lane, entry: id, attempts, lastCode } });
}
