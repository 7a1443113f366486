import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { toFailure, type OperationError } from '../../../lib/errors/operation-error.ts';
import { createDurableLane } from '../../../lib/lanes/durable-lane.ts';
import type { EffectDestination, EffectItem } from '../../../lib/lanes/effect-destination.ts';
import { createEffectLedger } from '../../../lib/lanes/effect-ledger.ts';
import { createLeases } from '../../../lib/lanes/leases.ts';
import { performEffects } from '../../../lib/lanes/perform-effects.ts';
import { systemClock as clock } from '../../../lib/lanes/system-clock.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import { eventually } from '../../support/eventually.ts';
import { postgresSuite } from './postgres-suite.ts';

interface Item extends EffectItem {
  readonly order: string;
}

const options = {
  ...{ name: 'erp', order: 'strict', concurrency: 20, maxAttempts: 50, retryDelaysMs: [100], priority: 5 } as const,
  classDelaysMs: {},
  capacity: { entries: 100_000, bytes: 1e9 },
  circuit: { failures: 1000, probeDelaysMs: [100] },
};

describe('a lane whose PostgreSQL is restarted under load', () => {
  const postgres = postgresSuite();
  afterEach(() => postgres.discard());

  /** A worker that sends whatever the lane hands out to a destination that counts. */
  const worker = async (owner: string, effects: Map<string, number>) => {
    const store = await postgres.open();
    const leases = createLeases({ store, clock, owner });
    const ledger = createEffectLedger({ store, clock });
    const lane = createDurableLane(options, { store, clock });
    const destination: EffectDestination<Item> = {
      system: 'the destination',
      unknownAfterMs: 50,
      lookUp: (items) => Promise.resolve(new Map(items.filter(({ order }) => effects.has(order)).map((item) => [item, '{}']))),
      async write(items, guard) {
        guard(items);
        for (const { order } of items) effects.set(order, (effects.get(order) ?? 0) + 1);
        await pause(5);
        return new Map(items.map((item) => [item, { kind: 'done', result: '{}' }]));
      },
    };
    const send = async ({ selvedge }: CanonicalMessage): Promise<void> => {
      const { key, revision, holder } = selvedge;
      assert.ok(holder);
      const claim = { destination: 'erp', operation: 'put', key, revision, fingerprint: key, holder };
      const [outcome] = await performEffects<Item>([{ claim, name: key, order: key }], destination, { ledger, leases, clock });
      if (outcome?.kind === 'failed') await lane.failed(selvedge, outcome.failure);
      else await lane.settle(selvedge, { kind: 'done', note: '' });
    };
    const unforeseen: unknown[] = [];
    const foreseen = (error: unknown): void => {
      if (!['STORE_UNAVAILABLE', 'LEASE_LOST'].includes(toFailure(error).code)) unforeseen.push(error);
    };
    await leases.start();
    await lane.start((message) => void send(message).catch(foreseen), (_, failure) => unforeseen.push(failure));
    leases.follow('account:erp', { gained: (holder) => lane.gained(holder), lost: () => lane.lost() });
    return { store, lane, unforeseen, stop: async () => (await lane.stop(2000), leases.stop()) };
  };

  const restarts: Record<string, () => Promise<unknown>> = {
    'by its administrator': async () => {
      await postgres.server().stop();
      await postgres.server().start();
    },
    'because it was killed': async () => {
      postgres.server().kill();
      await eventually('the server', () => postgres.server().start().then(() => true, () => undefined), 20_000);
    },
  };
  for (const [why, restart] of Object.entries(restarts)) {
    it(`keeps what was acknowledged, repeats no effect and goes on by itself: ${why}`, async function () {
      this.timeout(90_000);
      const effects = new Map<string, number>();
      const { store, lane, unforeseen, stop } = await worker('w1', effects);
      const acknowledged: string[] = [];
      const refusals = new Set<string>();
      let over = false;
      const source = async (name: string): Promise<void> => {
        for (let n = 0; !over; ) {
          const key = `${name}-${n}`;
          const selvedge = { client: 'test', key, revision: '1', source: { system: 'shop', account: 'shop', node: 'shop' }, occurredAt: '2026-01-01T00:00:00.000Z', trace: '' };
          try {
            await lane.journal({ topic: 'sales-order', payload: { order: key }, selvedge });
            acknowledged.push(key);
            n += 1;
          } catch (error) {
            refusals.add((error as OperationError).code);
            await pause(50);
          }
        }
      };
      const sources = ['a', 'b', 'c'].map(source);
      for (const wanted of [200, 400]) {
        await eventually('load', () => (acknowledged.length >= wanted && effects.size > wanted / 4 ? true : undefined), 30_000);
        await restart();
        const [before, sent] = [acknowledged.length, effects.size];
        await eventually('life after the restart', () => (acknowledged.length > before && effects.size > sent ? true : undefined), 30_000);
      }
      over = true;
      await Promise.all(sources);
      await eventually('an empty lane', async () => {
        const { waiting, claimed } = await store.read.lanes.counts('erp');
        return waiting + claimed === 0 ? true : undefined;
      }, 30_000);
      await stop();
      assert.deepEqual([...refusals], ['STORE_UNAVAILABLE']);
      assert.deepEqual(unforeseen, []);
      assert.deepEqual(acknowledged.filter((key) => effects.get(key) !== 1), []);
      assert.deepEqual([...effects.values()].filter((times) => times !== 1), []);
    });
  }

  it('passes on that its disk is full when a write is committed, and takes the same write when there is room', async () => {
    const store = await postgres.open();
    const schema = `"${postgres.schema()}"`;
    await postgres.query(`create function ${schema}.full() returns trigger language plpgsql as $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`);
    await postgres.query(`create constraint trigger full_disk after insert or update on ${schema}.cursor deferrable initially deferred for each row execute function ${schema}.full()`);
    const write = () => store.write(({ cursors }) => cursors.set('feed', 'p', 1));
    await assert.rejects(write(), { code: 'STORE_UNAVAILABLE', disposition: 'retry', message: /its disk is full: free some space; nothing that was acknowledged is lost/ });
    assert.equal(await store.read.cursors.get('feed'), null);
    await postgres.query(`drop trigger full_disk on ${schema}.cursor`);
    await write();
    assert.equal(await store.read.cursors.get('feed'), 'p');
  });
});
