import { strict as assert } from 'node:assert';
import { proveLanes } from '../../scripts/prove/lanes.ts';
import type { Verdict } from '../../scripts/prove/verdict.ts';

const client = 'harbour-thread';

describe('lanes never lose and never repeat', () => {
  it('on SQLite and on PostgreSQL with three workers: killed once at each kind of point, and at random', async () => {
    const seed = Math.floor(Math.random() * 1_000_000_000);
    console.log(`      seed ${seed}`);
    const short = (engine: 'sqlite' | 'postgres', workers: number, kills: number): Promise<Verdict> => proveLanes({ client, seed, engine, workers, kills, orders: 60, short: true }, () => undefined);
    const verdicts = await Promise.all([short('sqlite', 1, 5), short('postgres', 3, 15)]);
    for (const { figures } of verdicts) console.log(`      ${JSON.stringify(figures)}`);
    assert.deepEqual(verdicts.flatMap(({ faults }) => faults), []);
    assert.deepEqual(verdicts.map(({ holds }) => holds), [true, true]);
  }).timeout(600_000);
});
