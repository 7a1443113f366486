import { errorTable } from '../../../lib/errors/error-table.ts';
import type { ExceptionGroup } from '../../../lib/store/contract/exception-table.ts';
import type { ReplayBatch } from '../../../lib/store/contract/replay-batch-table.ts';

const instant = (at: number): string => new Date(at).toISOString();

/** What a code means, in one line. */
export function titleOf(code: string): string {
  return Object.hasOwn(errorTable, code) ? errorTable[code as keyof typeof errorTable].title : code;
}

export function toGroup(group: ExceptionGroup): object {
  return { ...group, title: titleOf(group.code), firstSeenAt: instant(group.firstSeenAt), lastSeenAt: instant(group.lastSeenAt) };
}

export function toBatch({ startedAt, endedAt, holder, ...batch }: ReplayBatch): object {
  return { ...batch, worker: holder.lease.replace(/^worker:/, ''), startedAt: instant(startedAt), endedAt: endedAt === null ? null : instant(endedAt) };
}
