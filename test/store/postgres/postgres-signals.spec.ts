import assert from 'node:assert/strict';
import type { Store } from '../../../lib/store/contract/store.ts';
import { openPostgresStore } from '../../../lib/store/postgres/open-postgres-store.ts';
import { eventually } from '../../support/eventually.ts';
import { postgresSuite } from './postgres-suite.ts';

describe('signals between the workers of a PostgreSQL schema', () => {
  const postgres = postgresSuite();
  let one: Store;
  let other: Store;
  beforeEach(async () => ([one, other] = await Promise.all([postgres.open(), postgres.open()])));
  afterEach(() => postgres.discard());

  const heardBy = (store: Store): string[] => {
    const topics: string[] = [];
    store.signals.on((topic) => topics.push(topic));
    return topics;
  };
  const hears = (topics: readonly string[], topic: string, deadlineMs?: number): Promise<true> => eventually(`the signal ${topic}`, () => (topics.includes(topic) ? true : undefined), deadlineMs);
  const listening = async (): Promise<number> => (await postgres.query(`select 1 from pg_stat_activity where application_name = 'selvedge ${postgres.schema()} signals'`)).length;

  it('reach the others once each, and the sender once, at once', async () => {
    const [mine, theirs] = [heardBy(one), heardBy(other)];
    one.signals.send('lane:orders');
    assert.deepEqual(mine, ['lane:orders']);
    await hears(theirs, 'lane:orders');
    other.signals.send('lane:Größe "42"; 👟');
    await hears(mine, 'lane:Größe "42"; 👟');
    assert.deepEqual([mine, theirs], [['lane:orders', 'lane:Größe "42"; 👟'], ['lane:orders', 'lane:Größe "42"; 👟']]);
  });

  it('stay within their schema', async () => {
    const topics = heardBy(other);
    const apart = await openPostgresStore({ url: postgres.server().url, schema: `${postgres.schema()}-2` });
    apart.signals.send('lane:theirs');
    await apart.close();
    one.signals.send('lane:ours');
    await hears(topics, 'lane:ours');
    assert.deepEqual(topics, ['lane:ours']);
    await postgres.query(`drop schema "${postgres.schema()}-2" cascade`);
  });

  it('that come faster than they can be sent go once for each topic', async () => {
    const [mine, theirs] = [heardBy(one), heardBy(other)];
    for (let n = 0; n < 1000; n += 1) one.signals.send(n % 2 === 0 ? 'lane:orders' : 'exceptions');
    one.signals.send('lane:last');
    await hears(theirs, 'lane:last');
    assert.equal(mine.length, 1001);
    assert.ok(theirs.length <= 5, `${theirs.length} came`);
    assert.deepEqual([...new Set(theirs)].sort(), ['exceptions', 'lane:last', 'lane:orders']);
  });

  it('too long for the server are heard by the sender, and harm no other', async () => {
    const [mine, theirs] = [heardBy(one), heardBy(other)];
    one.signals.send(`lane:${'ö'.repeat(4000)}`);
    one.signals.send(`lane:${'o'.repeat(7800)}`);
    await hears(theirs, `lane:${'o'.repeat(7800)}`);
    assert.deepEqual([mine.length, theirs.length], [2, 1]);
  });

  it('go on by themselves after the connection was lost, with what was sent meanwhile', async () => {
    const [mine, theirs] = [heardBy(one), heardBy(other)];
    await postgres.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'selvedge ${postgres.schema()} signals'`);
    await eventually('the loss', async () => ((await listening()) === 0 ? true : undefined));
    await eventually('both', async () => ((await listening()) === 2 ? true : undefined));
    await eventually('a signal', () => (one.signals.send('exceptions'), theirs.includes('exceptions') ? true : undefined));
    assert.ok(mine.length > 0);
    await postgres.server().stop();
    one.signals.send('lane:orders');
    assert.equal(mine.at(-1), 'lane:orders');
    await postgres.server().start();
    await eventually('a signal', () => (one.signals.send('lane:later'), theirs.includes('lane:later') ? true : undefined));
  });

  it('sent right before the store is closed still go out', async () => {
    const theirs = heardBy(other);
    one.signals.send('lease:account:woo');
    await one.close();
    await hears(theirs, 'lease:account:woo');
  });

  it('hold up no store that is closed while the server is away or comes back', async () => {
    await postgres.server().stop();
    one.signals.send('exceptions');
    await one.close();
    const starting = postgres.server().start();
    await other.close();
    await starting;
    await eventually('no connection', async () => ((await listening()) === 0 ? true : undefined));
  });
});
