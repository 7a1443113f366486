import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dispatchByParent, type Dispatchable } from '../../nodes/woocommerce/woocommerce-out/dispatch-by-parent.ts';

/** Time that passes only when everything asked for so far has been done. */
function virtualTime() {
  let now = 0;
  const due = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    setTimer(callback: () => void, delayMs: number) {
      const one = { at: now + delayMs, callback };
      due.add(one);
      return { cancel: () => void due.delete(one) };
    },
    wait: (delayMs: number): Promise<void> => new Promise((resolve) => due.add({ at: now + delayMs, callback: resolve })),
    /** Runs what is due until then. */
    async pass(untilMs = Infinity): Promise<void> {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        const at = Math.min(...[...due].map((one) => one.at));
        if (at > untilMs || due.size === 0) {
          if (untilMs < Infinity) now = untilMs;
          return;
        }
        now = at;
        for (const one of [...due].filter((other) => other.at === at)) {
          due.delete(one);
          one.callback();
        }
      }
    },
  };
}

const item = (parentId: string | null, id: number, urgency = 3, revision = '1'): Dispatchable => ({ parentId, id: String(id), urgency, revision });
const keyOf = ({ parentId, id }: Dispatchable): string => `${parentId ?? ''}/${id}`;
const leastCalls = (items: readonly Dispatchable[]): number => [...Map.groupBy(items, ({ parentId }) => parentId).values()].reduce((sum, { length }) => sum + Math.ceil(length / 100), 0);

interface Run {
  readonly window: number;
  readonly atOnce: number;
  /** Of a call, and until what it settled is replaced by the next of the lane. */
  readonly callMs: number;
  readonly refillMs: number;
}

/** A lane that has at most `window` of these under way, in their order; returns the calls that were made. */
async function runLane(items: readonly Dispatchable[], { window, atOnce, callMs, refillMs }: Run): Promise<readonly (readonly Dispatchable[])[]> {
  const time = virtualTime();
  const calls: (readonly Dispatchable[])[] = [];
  let underWay = 0;
  const dispatcher = dispatchByParent<Dispatchable, string>({ atOnce, lingerMs: 250, clock: time }, async (sent) => {
    underWay += 1;
    assert.ok(underWay <= atOnce, `${underWay} calls at once`);
    calls.push(sent);
    await time.wait(callMs);
    underWay -= 1;
    return sent.map(keyOf);
  });
  const left = [...items];
  const hand = async (): Promise<void> => {
    const next = left.shift();
    if (!next) return;
    assert.equal(await dispatcher.add(next), keyOf(next));
    await time.wait(refillMs);
    void hand();
  };
  for (let index = 0; index < window; index += 1) void hand();
  await time.pass();
  assert.equal(left.length, 0);
  assert.deepEqual(calls.flat().map(keyOf).sort(), items.map(keyOf).sort());
  for (const call of calls) {
    assert.ok(call.length >= 1 && call.length <= 100);
    assert.equal(new Set(call.map(({ parentId }) => parentId)).size, 1);
  }
  return calls;
}

const shopOf = fc.record({
  sizes: fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 60, max: 420 })), { minLength: 1, maxLength: 60 }),
  simple: fc.nat(350),
  seed: fc.nat(),
});
const speeds = fc.record({ atOnce: fc.integer({ min: 1, max: 5 }), callMs: fc.integer({ min: 20, max: 900 }), refillMs: fc.integer({ min: 1, max: 90 }) });
/** Any order, the same for the same seed. */
const scattered = (items: readonly Dispatchable[], seed: number): Dispatchable[] => {
  const place = (key: string): number => Buffer.from(`${seed}${key}`).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
  return items.map((one) => ({ one, at: place(keyOf(one)) })).sort((a, b) => a.at - b.at).map(({ one }) => one);
};

describe('the dispatch of stock changes by parent', () => {
  it('takes the least calls of whatever comes within its window, in any order and of any urgency', async () => {
    await fc.assert(fc.asyncProperty(shopOf, speeds, async ({ sizes, simple, seed }, run) => {
      const variations = sizes.flatMap((size, parent) => Array.from({ length: size }, (_, id) => item(`P${parent}`, id, (id * 7 + seed) % 5)));
      const items = scattered([...variations, ...Array.from({ length: simple }, (_, id) => item(null, id, (id + seed) % 5))], seed);
      const calls = await runLane(items, { ...run, window: Math.max(1, items.length) });
      assert.equal(calls.length, leastCalls(items));
    }), { numRuns: 25 });
  });

  it('takes the least calls of a lane that hands out less at a time, where changes of a parent stand side by side', async () => {
    await fc.assert(fc.asyncProperty(shopOf, speeds, fc.integer({ min: 0, max: 3000 }), async ({ sizes, simple, seed }, run, more) => {
      const parents = sizes.map((size, parent) => Array.from({ length: size }, (_, id) => item(`P${parent}`, id, (id + parent + seed) % 5)));
      // Simple products stand anywhere between the parents.
      for (let id = 0; id < simple; id += 1) parents.splice((id * 31 + seed) % (parents.length + 1), 0, [item(null, id, 3 + (id % 2))]);
      const items = parents.flat();
      const calls = await runLane(items, { ...run, window: 200 * (run.atOnce + 1) + 400 + more });
      assert.equal(calls.length, leastCalls(items));
    }), { numRuns: 40 });
  });

  it('lets whatever comes while a call is under way wait for the next one of its parent', async () => {
    const time = virtualTime();
    const calls: number[] = [];
    const dispatcher = dispatchByParent<Dispatchable, number>({ atOnce: 2, lingerMs: 50, clock: time }, async (sent) => {
      calls.push(sent.length);
      await time.wait(1000);
      return sent.map(() => 0);
    });
    for (let id = 0; id < 30; id += 1) void time.wait(id * 20).then(() => dispatcher.add(item('P', id)));
    await time.pass();
    assert.deepEqual(calls, [3, 27]);
  });

  it('sends the most urgent parent first, the oldest of equals, and within a call what is urgent', async () => {
    const time = virtualTime();
    const calls: string[] = [];
    const dispatcher = dispatchByParent<Dispatchable, number>({ atOnce: 1, lingerMs: 10, clock: time }, async (sent) => {
      calls.push(sent.map((one) => `${keyOf(one)}:${one.urgency}`).join(' '));
      await time.wait(100);
      return sent.map(() => 0);
    });
    const add = (...items: readonly Dispatchable[]): void => items.forEach((one) => void dispatcher.add(one));
    add(item(null, 1, 3), item('A', 1, 4), item('B', 1, 3));
    await time.pass(50);
    add(item('E', 1, 3));
    await time.pass(60);
    add(item('C', 1, 3));
    await time.pass(80);
    add(item('A', 2, 0), item('D', 1, 1));
    await time.pass();
    assert.deepEqual(calls, ['B/1:3', 'A/2:0 A/1:4', 'D/1:1', 'E/1:3', 'C/1:3', '/1:3']);
  });

  it('gets to what is not urgent although urgent changes never end', async () => {
    const time = virtualTime();
    const sentAt = new Map<string, number>();
    const dispatcher = dispatchByParent<Dispatchable, number>({ atOnce: 1, lingerMs: 0, clock: time }, async (sent) => {
      for (const one of sent) sentAt.set(keyOf(one), time.now());
      await time.wait(1000);
      return sent.map(() => 0);
    });
    for (let id = 0; id < 400; id += 1) void time.wait(id * 1000).then(() => dispatcher.add(item(`P${id}`, 1, 0)));
    void time.wait(500).then(() => dispatcher.add(item(null, 7, 4)));
    await time.pass();
    const waited = (sentAt.get('/7') ?? Infinity) - 500;
    assert.ok(waited >= 299_000 && waited <= 302_000, `waited ${waited} ms`);
  });

  it('sends the newer of two figures of one id that wait, for both, and never two of one id at once', async () => {
    const time = virtualTime();
    const calls: string[] = [];
    const dispatcher = dispatchByParent<Dispatchable, string>({ atOnce: 3, lingerMs: 10, clock: time }, async (sent) => {
      calls.push(sent.map(({ revision }) => revision).join());
      await time.wait(100);
      return sent.map(({ revision }) => revision);
    });
    const first = [dispatcher.add(item('A', 1, 3, '5')), dispatcher.add(item('A', 1, 3, '4'))];
    await time.pass(50);
    const second = dispatcher.add(item('A', 1, 3, '6'));
    for (let id = 100; id < 200; id += 1) void dispatcher.add(item('A', id, 4, '0'));
    await time.pass();
    assert.deepEqual([await Promise.all(first), await second], [['5', '5'], '6']);
    assert.deepEqual(calls.map((call) => call.replaceAll(/0(,0)*/g, '0')), ['5', '0', '6']);
  });

  it('hands a failed call to all of its changes, goes on with the others, and refuses what waits when it closes', async () => {
    const time = virtualTime();
    const dispatcher = dispatchByParent<Dispatchable, string>({ atOnce: 1, lingerMs: 10, clock: time }, async (sent) => {
      await time.wait(100);
      if (sent[0]?.parentId === 'A') throw new Error('broken');
      return sent.map(keyOf);
    });
    const ends = Promise.allSettled([item('A', 1), item('A', 2), item('B', 1), item('C', 1)].map((one) => dispatcher.add(one)));
    await time.pass(150);
    dispatcher.close(new Error('closed'));
    await time.pass();
    const told = (await ends).map((end) => (end.status === 'fulfilled' ? end.value : (end.reason as Error).message));
    assert.deepEqual(told, ['broken', 'broken', 'B/1', 'closed']);
    await assert.rejects(dispatcher.add(item('D', 1)), /closed/);
  });
});
