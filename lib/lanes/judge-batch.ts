import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { ReplayBatch } from '../store/contract/replay-batch-table.ts';
import { sentence } from './sentence.ts';

export interface BatchProgress {
  readonly batch: ReplayBatch;
  readonly canary: ExceptionRow | null;
  /** Members that have not been sent yet, oldest first: at least as many as may be under way at once, if there are. */
  readonly waiting: readonly number[];
  /** Members on their way. */
  readonly replaying: number;
}

export type BatchStep =
  | { readonly kind: 'wait' }
  | { readonly kind: 'begin'; readonly ids: readonly number[] }
  | { readonly kind: 'change'; readonly changes: Partial<Pick<ReplayBatch, 'state' | 'canary' | 'reason'>> }
  | { readonly kind: 'end'; readonly state: 'done' | 'stopped'; readonly reason: string | null };

/** So many are on their way at once: a cause that is not cured after all then does little more than this. */
export const membersAtOnce = 20;
/** It is stopped when at least this many failed and they are more than a tenth of those whose outcome is known. */
const failuresToStop = 5;

/** What a replay of many does next. */
export function judgeBatch({ batch, canary, waiting, replaying }: BatchProgress): BatchStep {
  return batch.state === 'canary' ? judgeCanary(batch, canary, waiting) : judgeRest(batch, waiting, replaying);
}

function judgeCanary(batch: ReplayBatch, canary: ExceptionRow | null, waiting: readonly number[]): BatchStep {
  if (canary?.batch === batch.id) return canary.state === 'replaying' ? { kind: 'wait' } : { kind: 'begin', ids: [canary.id] };
  if (batch.succeeded > 0) return { kind: 'change', changes: { state: 'running' } };
  if (batch.failed > 0) {
    const why = canary?.closedAt === null ? canary.text : (canary?.closeReason ?? '');
    return { kind: 'end', state: 'stopped', reason: sentence(`The first one${canary ? ` (${canary.key})` : ''} did not come through`, why) };
  }
  // It was dismissed, or closed by itself, before it was sent.
  const [next] = waiting;
  return next === undefined ? { kind: 'end', state: 'done', reason: 'Nothing was left to be sent.' } : { kind: 'change', changes: { canary: next } };
}

function judgeRest({ succeeded, failed }: ReplayBatch, waiting: readonly number[], replaying: number): BatchStep {
  if (failed >= failuresToStop && failed * 10 > succeeded + failed) {
    return { kind: 'end', state: 'stopped', reason: `${failed} of ${succeeded + failed} failed again: the cause is not cured for all of them.` };
  }
  if (waiting.length === 0) return replaying === 0 ? { kind: 'end', state: 'done', reason: null } : { kind: 'wait' };
  const free = membersAtOnce - replaying;
  return free > 0 ? { kind: 'begin', ids: waiting.slice(0, free) } : { kind: 'wait' };
}
