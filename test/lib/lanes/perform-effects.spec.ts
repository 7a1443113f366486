import assert from 'node:assert/strict';
import { OperationError, type Failure } from '../../../lib/errors/operation-error.ts';
import type { EffectDestination, EffectItem, EffectOutcome, WriteAnswer } from '../../../lib/lanes/effect-destination.ts';
import { performEffects } from '../../../lib/lanes/perform-effects.ts';
import { effectsBench, unreachable, type EffectsBench, type EffectWorker } from './effects-bench.ts';

const refusal = new OperationError('BLUECHERRY_ORDER_REFUSED', 'The ERP refuses it.').toFailure();
const limited = new OperationError('REMOTE_RATE_LIMITED', 'Too many calls.', { retryAfterMs: 700 });
const settleMs = 30_000;

describe('writing to a destination', () => {
  let bench: EffectsBench;
  let one: EffectWorker;
  let two: EffectWorker;
  /** What the destination has: one number per write, so that a second write shows. */
  let there: Map<string, string[]>;
  let asked: string[][];
  let sent: string[][];
  /** How the destination answers, by key; `done` where nothing is said. */
  let answers: Map<string, WriteAnswer['kind'] | 'silent' | 'lost'>;
  beforeEach(async () => {
    bench = await effectsBench();
    [one, two] = [bench.worker('one'), bench.worker('two')];
    await one.takeOver();
    [asked, sent] = [[], []];
    there = new Map();
    answers = new Map();
  });
  afterEach(() => bench.close());

  const keysOf = (items: readonly EffectItem[]): string[] => items.map(({ claim }) => claim.key);
  const write: EffectDestination<EffectItem>['write'] = (items, guard) => {
    guard(items);
    sent.push(keysOf(items));
    const told = new Map<EffectItem, WriteAnswer>();
    for (const item of items) {
      const { key, fingerprint } = item.claim;
      const kind = answers.get(key) ?? 'done';
      if (kind !== 'refused' && kind !== 'lost') there.set(key, [...(there.get(key) ?? []), `${fingerprint}#${sent.length}`]);
      if (kind === 'done') told.set(item, { kind, result: there.get(key)?.at(-1) ?? '' });
      if (kind === 'refused') told.set(item, { kind, failure: refusal });
      if (kind === 'unanswered' || kind === 'lost') told.set(item, { kind: 'unanswered', why: 'The ERP did not answer within 20 s.', reason: 'REMOTE_TIMEOUT' });
    }
    return Promise.resolve(told);
  };
  const erp = { system: 'The ERP', write };
  const askable: EffectDestination<EffectItem> = {
    ...erp,
    unknownAfterMs: settleMs,
    lookUp(items) {
      asked.push(keysOf(items));
      return Promise.resolve(new Map(items.flatMap((item) => (there.get(item.claim.key) ?? []).slice(0, 1).map((result): [EffectItem, string] => [item, result]))));
    },
  };
  const perform = (items: readonly EffectItem[], worker = one, destination: EffectDestination<EffectItem> = askable) => performEffects(items, destination, { ledger: worker.ledger, leases: worker.leases, clock: bench.clock });
  const performKeys = (keys: readonly string[], worker = one, destination?: EffectDestination<EffectItem>) => perform(keys.map((key) => worker.item(key)), worker, destination);
  const failureOf = (outcome: EffectOutcome | undefined): Failure => (outcome?.kind === 'failed' ? outcome.failure : assert.fail(`${JSON.stringify(outcome)} is no failure`));

  it('writes what is new in one call, and answers a repetition from the ledger without a call', async () => {
    const first = await performKeys(['1', '2']);
    assert.deepEqual(first, [{ kind: 'done', result: 'f1#1' }, { kind: 'done', result: 'f1#1' }]);
    await two.takeOver();
    assert.deepEqual(await performKeys(['2', '3', '1'], two), [{ kind: 'kept', result: 'f1#1' }, { kind: 'done', result: 'f1#2' }, { kind: 'kept', result: 'f1#1' }]);
    assert.deepEqual([sent, asked], [[['1', '2'], ['3']], []]);
  });

  it('has an answer of its own for other content under the same key and revision, and sends nothing', async () => {
    await performKeys(['1']);
    assert.deepEqual(await perform([one.item('1', 'f2')]), [{ kind: 'changed', result: 'f1#1' }]);
    assert.deepEqual(sent, [['1']]);
  });

  it('lets an item wait that another message is writing', async () => {
    await one.ledger.begin([one.claim('1')]);
    const failure = failureOf((await performKeys(['1']))[0]);
    assert.deepEqual([failure.code, failure.disposition, failure.retryAfterMs], ['OUTCOME_UNKNOWN', 'retry', 2000]);
    assert.deepEqual(sent, []);
  });

  it('tells each item of a call its own answer', async () => {
    answers.set('2', 'refused').set('3', 'unanswered').set('4', 'silent');
    const [done, refused, unanswered, silent] = await performKeys(['1', '2', '3', '4']);
    assert.equal(done?.kind, 'done');
    assert.deepEqual(failureOf(refused), refusal);
    const unknown = failureOf(unanswered);
    assert.deepEqual([unknown.code, unknown.message, unknown.retryAfterMs, unknown.details], ['OUTCOME_UNKNOWN', 'Whether The ERP has order 3 is not known yet: The ERP did not answer within 20 s.', settleMs, { reason: 'REMOTE_TIMEOUT' }]);
    assert.equal(failureOf(silent).message, 'Whether The ERP has order 4 is not known yet: The ERP did not mention it in its answer.');
    assert.deepEqual(await bench.rows('1', '2', '3', '4'), ['1 confirmed 1 f1#1', '2 none', '3 unknown 1 -', '4 unknown 1 -']);
  });

  it('finds what was written although no answer came, and does not write it again', async () => {
    answers.set('1', 'unanswered');
    await performKeys(['1']);
    assert.deepEqual(await performKeys(['1']), [{ kind: 'done', result: 'f1#1' }]);
    assert.deepEqual([sent, asked], [[['1']], [['1']]]);
    assert.deepEqual(await performKeys(['1']), [{ kind: 'kept', result: 'f1#1' }]);
  });

  it('says that other content was written when it finds that', async () => {
    answers.set('1', 'unanswered');
    await performKeys(['1']);
    assert.deepEqual(await perform([one.item('1', 'f2')]), [{ kind: 'changed', result: 'f1#1' }]);
    assert.deepEqual(await performKeys(['1']), [{ kind: 'kept', result: 'f1#1' }], 'the content that was written is the one that is remembered');
  });

  it('believes that something is not there only when the destination has had its time, counted to the question', async () => {
    answers.set('1', 'lost');
    await performKeys(['1']);
    await bench.clock.advance(settleMs - 1);
    const slow: EffectDestination<EffectItem> = {
      ...askable,
      unknownAfterMs: settleMs,
      async lookUp(items) {
        await bench.clock.advance(5000);
        asked.push(keysOf(items));
        return new Map();
      },
    };
    const failure = failureOf((await performKeys(['1'], one, slow))[0]);
    assert.deepEqual([failure.code, failure.retryAfterMs], ['OUTCOME_UNKNOWN', 1]);
    answers.delete('1');
    assert.deepEqual(await performKeys(['1']), [{ kind: 'done', result: 'f1#2' }]);
    assert.deepEqual(there.get('1'), ['f1#2']);
  });

  it('writes the content of now when what was perhaps written is certainly not there', async () => {
    answers.set('1', 'lost');
    await performKeys(['1']);
    await bench.clock.advance(settleMs);
    answers.delete('1');
    assert.deepEqual(await perform([one.item('1', 'f2')]), [{ kind: 'done', result: 'f2#2' }]);
    assert.deepEqual(await perform([one.item('1', 'f2')]), [{ kind: 'kept', result: 'f2#2' }]);
  });

  it('writes nothing while the destination cannot be asked, and says why in the words of that failure', async () => {
    answers.set('1', 'lost');
    await performKeys(['1']);
    await bench.clock.advance(settleMs);
    const down = new OperationError('REMOTE_UNREACHABLE', 'The ERP cannot be reached (ECONNREFUSED).', { retryAfterMs: 9 });
    const [unknown, fresh] = await performKeys(['1', '2'], one, { ...askable, unknownAfterMs: settleMs, lookUp: () => Promise.reject(down) });
    const { code, message, retryAfterMs } = failureOf(unknown);
    assert.deepEqual([code, message, retryAfterMs], ['REMOTE_UNREACHABLE', 'Whether The ERP has order 1 is not known, and it could not be asked: The ERP cannot be reached (ECONNREFUSED).', 9]);
    assert.equal(fresh?.kind, 'done', 'what is new does not wait for it');
    assert.deepEqual(await bench.rows('1'), ['1 unknown 1 -']);
  });

  it('gives up its claims when certainly nothing was written, so that the next attempt just writes', async () => {
    const [first, second] = await performKeys(['1', '2'], one, { ...askable, write: () => Promise.reject(limited) });
    assert.deepEqual([failureOf(first), failureOf(second)], [limited.toFailure(), limited.toFailure()]);
    assert.deepEqual((await performKeys(['1', '2'])).map(({ kind }) => kind), ['done', 'done']);
    assert.deepEqual(asked, []);
  });

  it('leaves out what another worker goes on with, right before the call leaves, and sends the rest', async () => {
    const lostLease = { lease: 'worker:gone', fence: 3 };
    await bench.tables.leases.acquire(lostLease.lease, 'gone', 1e9);
    const gone = (key: string): EffectItem => ({ name: key, claim: { ...one.claim(key), holder: { lease: lostLease.lease, fence: 1 } } });
    const outcomes = await perform([one.item('1'), gone('2'), one.item('3')]);
    assert.deepEqual(outcomes.map((outcome) => (outcome.kind === 'failed' ? outcome.failure.code : outcome.kind)), ['done', 'LEASE_LOST', 'done']);
    assert.deepEqual(sent, [['1', '3']]);
    assert.deepEqual(await bench.rows('2'), ['2 none']);
  });

  it('writes nothing when its lease is lost after the claim', async () => {
    const late: EffectDestination<EffectItem> = {
      ...askable,
      async write(items, guard) {
        await two.takeOver();
        return write(items, guard);
      },
    };
    assert.equal(failureOf((await performKeys(['1'], one, late))[0]).code, 'LEASE_LOST');
    assert.deepEqual([sent, await bench.rows('1')], [[], ['1 none']]);
  });

  it('claims nothing under a lease that another worker has, without holding up the others of the batch', async () => {
    const old = one.item('1');
    await two.takeOver();
    const [lost, fresh] = await perform([old, two.item('2')], two);
    assert.equal(failureOf(lost).code, 'LEASE_LOST');
    assert.equal(fresh?.kind, 'done');
  });

  it('does not call an item done when another worker has claimed it since', async () => {
    let answer = (): void => undefined;
    const slow: EffectDestination<EffectItem> = {
      ...askable,
      async write(items, guard) {
        const told = await write(items, guard);
        await new Promise<void>((resolve) => (answer = resolve));
        there.clear();
        return told;
      },
    };
    const first = performKeys(['1'], one, slow);
    await bench.clock.advance(0);
    there.clear();
    await two.takeOver();
    await performKeys(['1'], two);
    await bench.clock.advance(settleMs);
    await two.ledger.claimAgain([two.claim('1')]);
    answer();
    assert.equal(failureOf((await first)[0]).code, 'LEASE_LOST');
    assert.deepEqual(await bench.rows('1'), ['1 claimed 2 -']);
  });

  for (const fails of ['before', 'after'] as const) {
    it(`asks the destination when the store failed ${fails} it was told that the write is done`, async () => {
      const failing: EffectDestination<EffectItem> = {
        ...askable,
        write(items, guard) {
          one.store.fails = fails;
          return write(items, guard);
        },
      };
      assert.deepEqual(failureOf((await performKeys(['1'], one, failing))[0]), unreachable.toFailure());
      one.store.fails = 'no';
      assert.deepEqual(await performKeys(['1']), [{ kind: fails === 'before' ? 'done' : 'kept', result: 'f1#1' }]);
      assert.deepEqual(sent, [['1']]);
    });
  }

  describe('that cannot be asked', () => {
    const idempotent: EffectDestination<EffectItem> = { ...erp, write, unknown: 'write-again' };
    const opaque: EffectDestination<EffectItem> = { ...erp, write, unknown: 'ask-a-person' };

    it('writes again at once where our key is recognised, the same content only', async () => {
      answers.set('1', 'unanswered').set('2', 'unanswered');
      const [first] = await performKeys(['1', '2'], one, idempotent);
      assert.deepEqual([failureOf(first).disposition, failureOf(first).retryAfterMs], ['retry', undefined]);
      answers.clear();
      assert.deepEqual(await perform([one.item('1'), one.item('2', 'f2')], one, idempotent), [{ kind: 'done', result: 'f1#2' }, { kind: 'changed', result: null }]);
      assert.deepEqual(sent, [['1', '2'], ['1']]);
    });

    it('still does not know what became of the first call when the second was certainly not taken', async () => {
      answers.set('1', 'unanswered');
      await performKeys(['1'], one, idempotent);
      answers.set('1', 'refused');
      assert.deepEqual(failureOf((await performKeys(['1'], one, idempotent))[0]), refusal);
      assert.deepEqual(await bench.rows('1'), ['1 unknown 1 -']);
      assert.deepEqual(await perform([one.item('1', 'f2')], one, idempotent), [{ kind: 'changed', result: null }]);
    });

    it('leaves it to a person where nothing else can tell, and never writes by itself again', async () => {
      answers.set('1', 'unanswered');
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const failure = failureOf((await performKeys(['1'], one, opaque))[0]);
        assert.deepEqual([failure.code, failure.disposition], ['OUTCOME_UNKNOWN', 'park']);
        await bench.clock.advance(settleMs);
      }
      assert.deepEqual(sent, [['1']]);
    });
  });
});
