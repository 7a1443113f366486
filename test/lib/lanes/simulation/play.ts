import assert from 'node:assert/strict';
import { OperationError } from '../../../../lib/errors/operation-error.ts';
import type { LaneOptions } from '../../../../lib/lanes/contract.ts';
import { checkConservation } from './conservation.ts';
import type { Mutation } from './mutations.ts';
import type { Schedule, Step } from './schedule.ts';
import type { SimulatedDatabase } from './simulated-database.ts';
import { simulatedDestination } from './simulated-destination.ts';
import type { Shop } from './simulated-shop.ts';
import { simulatedSignals } from './simulated-signals.ts';
import { simulatedWorker, type SimulatedWorker } from './simulated-worker.ts';
import { simulatedWorld } from './world.ts';

const laneOptions: Omit<LaneOptions, 'order'> = {
  ...{ name: 'erp', concurrency: 3, maxAttempts: 4, retryDelaysMs: [1000, 4000], priority: 5 },
  classDelaysMs: { 'rate-limit': [500], own: [500] },
  capacity: { entries: 50, bytes: 1_000_000 },
  circuit: { failures: 2, probeDelaysMs: [1000, 3000] },
};
/** A worker that has ended is started again after this. */
const restartMs = 1500;
/** A word that one worker pauses the lane may get lost; the driving one looks by itself this often. */
const pauseHeardMs = 31_000;
/** After the last fault everything is through within this. */
const quietWithinMs = 10 * 60_000;

/** Plays a schedule to its end, and throws what it finds wrong. */
export async function play(database: SimulatedDatabase, schedule: Schedule, mutation?: Mutation): Promise<void> {
  const world = simulatedWorld(schedule.seed);
  database.reset(() => world.now());
  const { random } = Math;
  Math.random = () => world.random();
  try {
    await run();
  } finally {
    Math.random = random;
  }

  async function run(): Promise<void> {
    const shop: Shop = { records: new Map(), acknowledged: new Set(), late: new Set() };
    const dismissed = new Set<string>();
    const signals = simulatedSignals(world);
    const fenceOf = (lease: string): number | undefined => database.rows<{ fence: number }>('SELECT fence FROM lease WHERE lease = ?', lease)[0]?.fence;
    const destination = simulatedDestination({ world, recognises: schedule.recognises, fenceOf });
    const workers: SimulatedWorker[] = [];
    let lives = 0;
    /** The last one that was said to be on disk, by the time that stands in the database. */
    let pause: { readonly acknowledgedAt: number; readonly by: SimulatedWorker; readonly pausedAt: number | null } | undefined;
    const pausedAt = (): number | null => database.rows<{ paused_at: number | null }>('SELECT paused_at FROM lane_control')[0]?.paused_at ?? null;

    const start = (position: number): void => {
      workers[position] = simulatedWorker({
        ...{ world, database, signals, destination, shop, mutation },
        name: `w${(lives += 1)}`,
        shared: schedule.workers > 1,
        options: { ...laneOptions, order: schedule.order },
        onHandOut(worker, { selvedge: { key, revision } }) {
          if (!pause || pause.pausedAt === null || pausedAt() !== pause.pausedAt) return;
          const allowedUntil = pause.acknowledgedAt + (pause.by === worker ? 0 : pauseHeardMs);
          if (world.now() > allowedUntil) world.fail(new assert.AssertionError({ message: `${key}/${revision} was sent ${world.now() - pause.acknowledgedAt} ms after the lane was paused` }));
        },
      });
    };
    const reviveDead = (): void => {
      workers.forEach(({ process }, position) => {
        if (!process.alive()) start(position);
      });
      world.later(restartMs, reviveDead);
    };
    const check = (): void => checkConservation({ database, destination, shop, dismissed });
    const act = (asked: Promise<unknown>): void => {
      asked.catch((error: unknown) => {
        if (!(error instanceof OperationError)) world.fail(error);
      });
    };
    const openExceptions = () => database.rows<{ id: number; key: string }>(`SELECT id, key FROM exception WHERE state IN ('open', 'assigned') ORDER BY id`);

    const take = async (step: Step): Promise<void> => {
      const worker = 'worker' in step ? workers[step.worker % workers.length] : undefined;
      if (step.do === 'change') for (const key of step.keys) shop.records.set(`k${key}`, (shop.records.get(`k${key}`) ?? 0) + 1);
      else if (step.do === 'late') for (const key of step.keys) shop.late.add(`k${key}`);
      else if (step.do === 'wait') await world.advance(step.ms);
      else if (step.do === 'behave') destination.behave(...step.next);
      else if (step.do === 'down') destination.down(step.ms);
      else if (step.do === 'away') database.away.until = world.now() + step.ms;
      else if (!worker?.process.alive()) return;
      else if (step.do === 'kill') worker.process.die();
      else if (step.do === 'stop') worker.process.stop(step.ms);
      else if (step.do === 'arm') worker.faults.arm(step.fault);
      else if (step.do === 'probe') worker.lane.probe();
      else if (step.do === 'pause') act(worker.lane.pause('ann', 'stocktaking').then(() => void (pause = { acknowledgedAt: world.now(), by: worker, pausedAt: pausedAt() })));
      else if (step.do === 'resume') act(worker.lane.resume('ann'));
      else {
        const [first] = openExceptions();
        if (!first) return;
        if (step.do === 'replay') act(worker.desk.replay(first.id, 'ann'));
        else {
          dismissed.add(first.key);
          act(worker.desk.dismiss(first.id, 'ann', 'not wanted'));
        }
      }
    };

    for (let position = 0; position < schedule.workers; position += 1) start(position);
    world.later(restartMs, reviveDead);
    for (const step of schedule.steps) {
      await take(step);
      await world.rest();
      check();
    }

    // From here on nothing goes wrong any more, and a person looks after what is left.
    destination.recover();
    database.away.until = 0;
    for (const { faults } of workers) faults.disarm();
    const end = world.now() + quietWithinMs;
    for (;;) {
      const [left] = database.rows<{ count: number }>('SELECT count(*) AS count FROM lane_entry WHERE settled_at IS NULL');
      const read = [...shop.records].every(([key, revision]) => shop.acknowledged.has(`${key}/${revision}`));
      const [lead] = workers.filter(({ process }) => process.alive());
      const open = openExceptions();
      if (left?.count === 0 && read && open.length === 0) break;
      if (world.now() >= end) assert.fail(`not through after ${quietWithinMs / 60_000} minutes: ${JSON.stringify(database.rows('SELECT key, revision, state, attempts, lease, fence, last_code FROM lane_entry WHERE settled_at IS NULL'))}`);
      if (lead) {
        act(lead.lane.resume('ann'));
        for (const { id } of open) act(lead.desk.replay(id, 'ann'));
      }
      await world.advance(3000);
      check();
    }
    for (const [key, revision] of shop.records) {
      if (!dismissed.has(key)) assert.equal(destination.effects(key).at(-1), revision, `the destination does not have the last revision of ${key}`);
    }
  }
}
