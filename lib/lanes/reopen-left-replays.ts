import type { Store } from '../store/contract/store.ts';
import type { Clock } from './contract.ts';
import { readResumePoint } from './resume-point.ts';

const rowsAtOnce = 200;

/** What a process was fetching again when it ended waits for a person again. What a lane holds goes on by itself. */
export async function reopenLeftReplays(store: Store, clock: Clock): Promise<void> {
  for (let before: number | undefined; ; ) {
    const rows = await store.read.exceptions.list({ state: ['replaying'], limit: rowsAtOnce, ...(before === undefined ? {} : { before }) });
    const left = rows.filter(({ resumeAt }) => readResumePoint(resumeAt).kind === 'node');
    if (left.length > 0) {
      await store.write(async ({ exceptions }) => {
        for (const { id } of left) await exceptions.reopen(id, clock.now());
      });
    }
    before = rows.at(-1)?.id;
    if (rows.length < rowsAtOnce || before === undefined) return;
  }
}
