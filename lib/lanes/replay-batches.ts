import { OperationError, toFailure } from '../errors/operation-error.ts';
import { sameLease } from '../model/lease-token.ts';
import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { ReplayBatch } from '../store/contract/replay-batch-table.ts';
import type { Leases } from './contract.ts';
import { missingPlace } from './deployed-places.ts';
import { judgeBatch, membersAtOnce, type BatchStep } from './judge-batch.ts';
import { reopenLeftReplays } from './reopen-left-replays.ts';
import { replayException, type ReplayParts } from './replay-exception.ts';

export interface ReplayBatchesParts extends ReplayParts {
  readonly leases: Leases;
}

export interface ReplayBatches {
  start(cause: string, by: string): Promise<ReplayBatch>;
  stopBatch(id: number, by: string): Promise<ReplayBatch>;
  /** Drives none any more; resolves when the step under way is over. */
  stop(): Promise<void>;
}

/** How often a worker looks for what a dead one has left, and for what no signal told it. */
const lookEveryMs = 5000;
/** A deploy takes lanes and sources away and brings them back. What is missing for longer will not come back by itself. */
const missingForMs = 60_000;

/** Replays of many, driven from what the tables say, so that any worker can go on where another one ended. */
export function replayBatches(parts: ReplayBatchesParts): ReplayBatches {
  const { store, clock, leases, places, tell } = parts;
  /** Those that this worker drives, and since when their next members have had nowhere to start. */
  const driven = new Map<number, { missingSince: number | undefined }>();
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let timer: { cancel(): void } | undefined;

  const progress = async (id: number) => {
    const { waiting, replaying } = await store.read.exceptions.ofBatch(id, membersAtOnce);
    const known = await store.read.replayBatches.get(id);
    const canary = known && (await store.read.exceptions.get(known.canary));
    // Read last: whoever has left by now is counted in it.
    const batch = await store.read.replayBatches.get(id);
    return batch && { batch, canary, waiting, replaying };
  };

  const end = async ({ id }: ReplayBatch, state: 'done' | 'stopped', reason: string | null): Promise<void> => {
    await store.write(async (tables) => {
      await tables.exceptions.emptyBatch(id);
      await tables.replayBatches.update(id, { state, reason, endedAt: clock.now() });
    });
    driven.delete(id);
    tell.changed();
  };

  const begin = async ({ id: batch, by }: ReplayBatch, ids: readonly number[]): Promise<boolean> => {
    const rows = await store.read.exceptions.list({ ids, limit: ids.length });
    const missing = rows.map((row) => missingPlace(places, row)).find((place) => place !== undefined);
    const ready = rows.filter((row) => missingPlace(places, row) === undefined).sort((a, b) => a.id - b.id);
    await Promise.all(ready.map((row) => beginOne(row, by, batch)));
    const one = driven.get(batch);
    if (!one) return false;
    if (ready.length > 0 || missing === undefined) {
      one.missingSince = undefined;
      return true;
    }
    one.missingSince ??= clock.now();
    if (clock.now() - one.missingSince < missingForMs) return false;
    throw new OperationError('CONFIGURATION_INVALID', `They start again at ${missing}, which is not in the deployed flow: put it back and start again, or dismiss them.`);
  };
  const beginOne = async ({ id }: ExceptionRow, by: string, batch: number): Promise<void> => {
    try {
      const { sent } = await replayException(parts, { id, by, batch });
      // A store that cannot keep the failure has lost the worker's lease too: the round opens it again.
      void sent.catch(() => undefined);
    } catch (error) {
      // Closed, or sent again by somebody else, since it was looked at: the next look sees that.
      if (toFailure(error).code !== 'PAYLOAD_INVALID') throw error;
    }
  };

  /** Says whether there may be more to do at once. */
  const take = async (batch: ReplayBatch, step: BatchStep): Promise<boolean> => {
    switch (step.kind) {
      case 'wait':
        return false;
      case 'end':
        await end(batch, step.state, step.reason);
        return false;
      case 'change':
        await store.write((tables) => tables.replayBatches.update(batch.id, step.changes));
        return true;
      case 'begin':
        try {
          return await begin(batch, step.ids);
        } catch (error) {
          const { code, message } = toFailure(error);
          if (code !== 'CONFIGURATION_INVALID') throw error;
          await end(batch, 'stopped', message);
          return false;
        }
    }
  };

  const drive = async (id: number): Promise<void> => {
    for (;;) {
      const found = await progress(id);
      const mine = found && found.batch.endedAt === null && sameLease(found.batch.holder, leases.worker());
      if (!mine) {
        driven.delete(id);
        return;
      }
      leases.check(found.batch.holder);
      if (stopped || !(await take(found.batch, judgeBatch(found)))) return;
    }
  };

  /** What the worker that drove them has left belongs to this one now. */
  const adopt = async (): Promise<void> => {
    for (const { id, holder } of await store.read.replayBatches.unfinished()) {
      if (driven.has(id)) continue;
      const worker = leases.worker();
      const ours =
        sameLease(holder, worker) ||
        (await store.write(async (tables) => {
          const batch = await tables.replayBatches.get(id);
          if (!batch || batch.endedAt !== null || (await tables.leases.inForce([batch.holder])).length > 0) return false;
          await tables.replayBatches.update(id, { holder: worker });
          return true;
        }));
      if (ours) driven.set(id, { missingSince: undefined });
    }
  };

  const look = (): void => {
    if (stopped || driven.size === 0) return;
    again = true;
    running ??= (async () => {
      while (again) {
        again = false;
        // What cannot be done now (the store is away, the lease is lost) is looked at again in a while.
        for (const id of [...driven.keys()]) await drive(id).catch(() => undefined);
      }
      running = undefined;
    })();
  };
  const lookAround = async (): Promise<void> => {
    if ((await reopenLeftReplays(store, clock)) > 0) tell.changed();
    await adopt();
  };
  const round = (): void => {
    const around = lookAround().catch(() => undefined);
    void around.then(() => {
      look();
      if (!stopped) timer = clock.setTimer(round, lookEveryMs);
    });
  };
  const deaf = store.signals.on((topic) => {
    if (topic === 'exceptions') look();
  });
  round();

  return {
    async start(cause, by) {
      const batch = await store.write(async (tables) => {
        const at = clock.now();
        const before = (await tables.replayBatches.unfinished()).find((one) => one.cause === cause);
        if (before) throw new OperationError('PAYLOAD_INVALID', `These are being sent again already (replay ${before.id}, by ${before.by}).`);
        const ids = await tables.exceptions.waitingOf(cause);
        const [canary] = ids;
        if (canary === undefined) throw new OperationError('PAYLOAD_INVALID', 'No exception of this cause waits to be sent again.');
        const started = await tables.replayBatches.start({ cause, by, holder: leases.worker(), canary, total: ids.length, startedAt: at });
        await tables.exceptions.joinBatch(ids, started.id);
        await tables.audit.record({ at, who: by, action: 'replay.start', subject: `replay:${started.id}`, before: null, after: JSON.stringify({ cause, total: ids.length, first: canary }) });
        return started;
      });
      driven.set(batch.id, { missingSince: undefined });
      tell.changed();
      return batch;
    },
    async stopBatch(id, by) {
      const after = await store.write(async (tables) => {
        const at = clock.now();
        const batch = await tables.replayBatches.get(id);
        if (!batch) throw new OperationError('PAYLOAD_INVALID', `There is no replay ${id}.`);
        if (batch.endedAt !== null) return batch;
        await tables.exceptions.emptyBatch(id);
        await tables.replayBatches.update(id, { state: 'stopped', reason: `Stopped by ${by}.`, endedAt: at });
        const { state, succeeded, failed } = batch;
        await tables.audit.record({ at, who: by, action: 'replay.stop', subject: `replay:${id}`, before: JSON.stringify({ state, succeeded, failed }), after: JSON.stringify({ state: 'stopped' }) });
        return (await tables.replayBatches.get(id)) ?? batch;
      });
      driven.delete(id);
      tell.changed();
      return after;
    },
    async stop() {
      stopped = true;
      timer?.cancel();
      deaf();
      await running;
    },
  };
}
