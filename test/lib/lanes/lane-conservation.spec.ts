import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import { entryOf, laneBench, message, refused, timeOut } from './lane-bench.ts';
import { quiet } from './fake-clock.ts';

type Step =
  | { readonly do: 'journal'; readonly key: number; readonly count: number }
  | { readonly do: 'done' | 'release' | 'retry' | 'refuse'; readonly pick: number }
  | { readonly do: 'replay' | 'dismiss'; readonly pick: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'pause' | 'resume'; readonly pick: 0 }
  /** What a message says that another holder has by now. */
  | { readonly do: 'late'; readonly pick: number }
  | { readonly do: 'crash' | 'restart' | 'take over'; readonly pick: 0 };

const pick = fc.nat(20);
const none = fc.constant(0 as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('journal' as const), key: fc.nat(2), count: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom('done', 'done', 'release', 'retry', 'refuse'), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('replay', 'dismiss'), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 1300, 30_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('pause', 'resume', 'resume'), pick: none }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('late' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('crash', 'restart', 'take over'), pick: none }) },
);

/** Plays a schedule against one lane and watches each delivery. */
async function play(turns: readonly (readonly Step[])[]): Promise<void> {
  const bench = laneBench({ concurrency: 3 });
  const journaled = new Map<string, number>();
  const concluded = new Set<string>();
  /** Waits for a person, or gave way to a newer revision. */
  const refusedOnce = new Set<string>();
  const name = (one: CanonicalMessage): string => `${one.selvedge.key}/${one.selvedge.revision}`;
  let inHand: CanonicalMessage[] = [];
  const late: CanonicalMessage[] = [];
  const collect = (): void => {
    for (const one of bench.delivered.splice(0)) {
      for (let earlier = 1; earlier < Number(one.selvedge.revision); earlier += 1) {
        const before = `${one.selvedge.key}/${earlier}`;
        assert.ok(concluded.has(before) || refusedOnce.has(before), `${name(one)} was handed out before ${earlier} was settled`);
      }
      assert.ok(!inHand.some((other) => entryOf(other) === entryOf(one)), `${name(one)} was handed out twice at once`);
      inHand.push(one);
    }
  };
  const take = (position: number): CanonicalMessage | undefined => inHand.splice(position % Math.max(1, inHand.length), 1)[0];
  const refuse = (one: CanonicalMessage): Promise<unknown> => {
    refusedOnce.add(name(one));
    return bench.desk.park({ message: one, failure: refused, raisedBy: 'out' });
  };
  const settle = (one: CanonicalMessage): Promise<void> => {
    concluded.add(name(one));
    return bench.lane.settle(one.selvedge, { kind: 'done', note: '' });
  };

  const run = async (todo: Step): Promise<void> => {
    if (todo.do === 'journal') {
      const key = `k${todo.key}`;
      await Promise.all(
        Array.from({ length: todo.count }, () => {
          const revision = (journaled.get(key) ?? 0) + 1;
          journaled.set(key, revision);
          return Promise.all([bench.lane.journal(message(key, String(revision))), bench.lane.journal(message(key, String(revision)))]);
        }),
      );
    } else if (todo.do === 'replay' || todo.do === 'dismiss') {
      const open = await bench.desk.list({ state: ['open'], limit: 50 });
      const row = open[todo.pick % Math.max(1, open.length)];
      if (!row) return;
      try {
        if (todo.do === 'replay') await bench.desk.replay(row.id, 'ann');
        else {
          // A newer revision may have come to the same exception since it was listed: the answer says which was dismissed.
          const dismissed = await bench.desk.dismiss(row.id, 'ann', 'x');
          concluded.add(`${dismissed.key}/${dismissed.revision}`);
        }
      } catch (error) {
        // Another step of the same turn may have been quicker with the same exception.
        assert.match(String(error), /already|wait for its outcome/);
      }
    } else if (todo.do === 'wait') {
      await bench.clock.advance(todo.ms);
    } else if (todo.do === 'pause' || todo.do === 'resume') {
      await (todo.do === 'pause' ? bench.lane.pause('ann', '') : bench.lane.resume('ann'));
    } else if (todo.do === 'late') {
      const [one] = late.splice(todo.pick % Math.max(1, late.length), 1);
      if (!one) return;
      await bench.lane.settle(one.selvedge, { kind: 'done', note: '' });
      assert.equal(await bench.lane.failed(one.selvedge, refused), 'postponed');
      await assert.rejects(bench.desk.park({ message: one, failure: refused, raisedBy: 'out' }), { code: 'LEASE_LOST' });
    } else if (todo.do === 'crash' || todo.do === 'restart' || todo.do === 'take over') {
      // Handled between turns.
    } else {
      const one = take(todo.pick);
      if (!one) return;
      if (todo.do === 'done') await settle(one);
      else if (todo.do === 'release') await bench.lane.settle(one.selvedge, { kind: 'released' });
      else if (todo.do === 'refuse') await refuse(one);
      else if ((await bench.lane.failed(one.selvedge, timeOut)) === 'park') await refuse(one);
    }
  };

  try {
    await bench.live();
    for (const turn of turns) {
      const waits = turn.filter((todo) => todo.do === 'wait');
      await Promise.all(turn.filter((todo) => todo.do !== 'wait').map(run));
      for (const wait of waits) await run(wait);
      await quiet();
      collect();
      if (turn.some((todo) => todo.do === 'restart')) {
        const stopping = bench.lane.stop(10);
        await bench.clock.advance(10);
        await stopping;
      }
      if (turn.some((todo) => todo.do === 'crash' || todo.do === 'restart')) {
        collect();
        inHand = [];
        await bench.live();
        collect();
      }
      if (turn.some((todo) => todo.do === 'take over')) {
        late.push(...inHand.splice(0));
        bench.lane.lost();
        bench.lane.gained(await bench.seize());
        await quiet();
        collect();
      }
      await conserved();
    }
    await finish();
  } finally {
    await bench.discard();
  }

  /** Every message stands somewhere, and a parked one has its exception. */
  async function conserved(): Promise<void> {
    const exceptions = await bench.desk.list({ state: ['open', 'replaying'], limit: 500 });
    for (const [key, last] of journaled) {
      const rows = await bench.store().read.lanes.unsettled('sales-order', key);
      for (let revision = 1; revision <= last; revision += 1) {
        const name = `${key}/${revision}`;
        const row = rows.find((one) => one.revision === String(revision));
        if (!row) assert.ok(concluded.has(name) || (refusedOnce.has(name) && revision < last), `${name} is nowhere`);
        if (row?.state === 'parked') assert.equal(revision, last, `${name} is parked although a newer revision came`);
        if (row?.state === 'parked') assert.ok(exceptions.some((one) => one.laneEntry === row.id && one.state === 'open'), `${name} is parked without an exception`);
      }
      assert.equal(new Set(rows.map(({ revision }) => revision)).size, rows.length, `a revision of ${key} is kept twice`);
    }
  }

  /** Whatever happened, with a destination that works and a person who replays, all of it arrives. */
  async function finish(): Promise<void> {
    await bench.lane.resume('ann');
    for (let round = 0; round < 60; round += 1) {
      for (const { id } of await bench.desk.list({ state: ['open'], limit: 500 })) await bench.desk.replay(id, 'ann');
      await bench.clock.advance(30_000);
      collect();
      await Promise.all(inHand.splice(0).map(settle));
      // Not handed out any more: its worker died too often while it was under way.
      await Promise.all(bench.refused.splice(0).map(({ message: one }) => refuse(one)));
      await quiet();
      collect();
      const { waiting, claimed, parked } = await bench.store().read.lanes.counts('erp');
      if (waiting + claimed + parked === 0) return;
    }
    assert.fail('the lane did not run empty');
  }
}

describe('conservation in a lane', () => {
  it('keeps every message settled, waiting, claimed or parked, and the order of each key, in any schedule', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 14 }), play),
      { numRuns: 40 },
    );
  });
});
