import assert from 'node:assert/strict';
import { OperationError, type Failure } from '../../../lib/errors/operation-error.ts';
import type { LaneOptions } from '../../../lib/lanes/contract.ts';
import { laneBench, message, refused, timeOut } from './lane-bench.ts';

describe('the circuit of a lane', () => {
  let bench: ReturnType<typeof laneBench>;
  const begin = async (options: Partial<LaneOptions> = {}) => {
    bench = laneBench({ concurrency: 3, circuit: { failures: 3, probeDelaysMs: [10_000, 60_000] }, retryDelaysMs: [600_000], ...options });
    await bench.live();
  };
  afterEach(() => bench.discard());

  const failureOf = (...parts: ConstructorParameters<typeof OperationError>): Failure => new OperationError(...parts).toFailure();
  const keys = (count: number) => Array.from({ length: count }, (_, n) => message(`k${n}`));
  const failAll = async (failure = timeOut) => {
    for (const one of bench.delivered.splice(0)) await bench.failed(one, failure);
  };
  const state = () => bench.lane.status().circuit.state;
  /** Opened by three time-outs, with more waiting. */
  const opened = async (options: Partial<LaneOptions> = {}, waiting = 5) => {
    await begin({ concurrency: 4, ...options });
    await bench.journal(...keys(3));
    const handed = bench.delivered.splice(0);
    await Promise.all(handed.map((one) => bench.lane.failed(one.selvedge, timeOut)));
    await bench.journal(...keys(3 + waiting).slice(3));
    assert.equal(state(), 'open');
  };

  it('opens when one message after the other fails because of the destination, and nothing is sent any more', async () => {
    await opened();
    assert.deepEqual(bench.taken(), []);
    const { circuit, waiting } = bench.lane.status();
    assert.deepEqual([waiting, circuit], [
      8,
      { state: 'open', code: 'REMOTE_TIMEOUT', message: 'BlueCherry did not answer', openedAt: bench.clock.now(), nextProbeAt: bench.clock.now() + 10_000 },
    ]);
  });

  it('costs no attempt of what failed when it opened, nor of what was still under way', async () => {
    await begin({ concurrency: 4 });
    await bench.journal(...keys(4));
    const handed = bench.delivered.splice(0);
    await failAll();
    for (const one of handed) await bench.failed(one, timeOut);
    const states = (await Promise.all(keys(4).map(({ selvedge }) => bench.states(selvedge.key)))).flat();
    assert.deepEqual(states, ['1 waiting 1', '1 waiting 1', '1 waiting 0', '1 waiting 0']);
  });

  it('stays closed when another message gets through between, or is refused for a reason of its own', async () => {
    await begin();
    await bench.journal(...keys(12));
    const next = () => bench.delivered.shift();
    await bench.failed(next(), timeOut);
    await bench.failed(next(), timeOut);
    await bench.settle(next());
    await bench.failed(next(), timeOut);
    await bench.failed(next(), timeOut);
    assert.equal(await bench.failed(next(), refused), 'park');
    assert.equal(state(), 'closed');
  });

  it('does not open for one message that fails again and again, nor for failures that say nothing of the destination', async () => {
    await begin({ retryDelaysMs: [0], maxAttempts: 100 });
    await bench.journal(message('a'));
    for (let n = 0; n < 6; n += 1) {
      await failAll();
      await bench.clock.advance(10);
    }
    assert.equal(state(), 'closed');
    await bench.settle(bench.delivered.pop());
    await bench.journal(...keys(3));
    await failAll(failureOf('STORE_UNAVAILABLE', 'full'));
    assert.equal(state(), 'closed');
  });

  it('counts a call without an answer when it says that the destination failed, and not otherwise', async () => {
    await begin();
    await bench.journal(...keys(3));
    await failAll(failureOf('OUTCOME_UNKNOWN', 'not known', { details: { reason: 'REMOTE_TIMEOUT' } }));
    assert.equal(state(), 'open');
    await bench.discard();
    await begin();
    await bench.journal(...keys(3));
    await failAll(failureOf('OUTCOME_UNKNOWN', 'not known'));
    assert.equal(state(), 'closed');
  });

  it('opens at once when the credentials are refused', async () => {
    await begin();
    await bench.journal(...keys(9));
    await bench.failed(bench.delivered[0], failureOf('CREDENTIALS_REFUSED', 'wrong key'));
    assert.equal(state(), 'open');
    assert.deepEqual(await bench.states('k0'), ['1 waiting 0']);
  });

  it('waits as long as the destination asks before it probes', async () => {
    await begin();
    await bench.journal(...keys(3));
    const limited = (retryAfterMs: number) => failureOf('REMOTE_RATE_LIMITED', 'slow down', { retryAfterMs });
    const [a, b, c] = bench.delivered.splice(0);
    await bench.failed(a, limited(1500));
    await bench.failed(b, limited(1500));
    await bench.failed(c, limited(1500));
    await bench.journal(message('new'));
    await bench.clock.advance(1499);
    assert.deepEqual(bench.taken(), []);
    await bench.clock.advance(1);
    assert.equal(bench.taken().length, 1);
    assert.equal(state(), 'probing');
  });

  it('probes with one message at a time, and later each time it fails, at no cost', async () => {
    await opened();
    await bench.clock.advance(9_999);
    assert.deepEqual(bench.taken(), []);
    await bench.clock.advance(1);
    assert.deepEqual(bench.delivered.map(({ selvedge }) => selvedge.key), ['k3']);
    assert.equal(state(), 'probing');
    await bench.journal(message('later'));
    assert.equal(bench.delivered.length, 1);
    assert.equal(await bench.failed(bench.delivered.pop(), timeOut), 'postponed');
    assert.deepEqual(await bench.states('k3'), ['1 waiting 0']);
    await bench.clock.advance(59_999);
    assert.deepEqual([state(), bench.delivered], ['open', []]);
    await bench.clock.advance(1);
    assert.deepEqual([state(), bench.taken()], ['probing', ['k4/1']]);
  });

  for (const [how, end] of [
    ['is through', () => bench.settle(bench.delivered.pop())],
    ['turns out to be not needed', () => bench.settle(bench.delivered.pop(), { kind: 'skipped', reason: 'cancelled' })],
    ['is refused for a reason of its own', () => bench.failed(bench.delivered.pop(), refused)],
  ] as const) {
    it(`closes when the probe ${how}, and sends at once what waited for the outage`, async () => {
      await opened({ concurrency: 20 });
      await bench.clock.advance(10_000);
      await end();
      assert.equal(state(), 'closed');
      assert.deepEqual(bench.taken().sort(), ['k0/1', 'k1/1', 'k2/1', 'k4/1', 'k5/1', 'k6/1', 'k7/1']);
    });
  }

  it('does not bring forward what the destination asked to wait for by name', async () => {
    await opened({ circuit: { failures: 4, probeDelaysMs: [10_000] } }, 0).catch(() => undefined);
    await bench.journal(message('limited'));
    await bench.failed(bench.delivered.pop(), failureOf('REMOTE_RATE_LIMITED', 'slow down', { retryAfterMs: 5_000 }));
    bench.lane.probe();
    await bench.clock.advance(1);
    await bench.settle(bench.delivered.pop());
    assert.deepEqual(bench.taken().includes('limited/1'), false);
    await bench.clock.advance(5_000);
    assert.ok(bench.taken().includes('limited/1'));
  });

  it('probes with something that waits for the outage when nothing else is due', async () => {
    await opened({}, 0);
    await bench.clock.advance(10_000);
    assert.match(bench.taken().join(), /^k[012]\/1$/);
  });

  it('probes again at the next time when the probe says nothing of the destination', async () => {
    await opened();
    await bench.clock.advance(10_000);
    await bench.settle(bench.delivered.pop(), { kind: 'released' });
    assert.equal(state(), 'open');
    await bench.clock.advance(10_000);
    assert.equal(state(), 'probing');
    const probe = bench.delivered.pop();
    await bench.desk.park({ message: probe ?? assert.fail(), failure: failureOf('MESSAGE_DROPPED', 'dropped'), raisedBy: 'x' });
    assert.equal(state(), 'open');
  });

  it('probes now when a person says so, and when something under way gets through', async () => {
    await opened();
    bench.lane.probe();
    await bench.clock.advance(0);
    assert.equal(state(), 'probing');
    await bench.discard();
    await begin({ concurrency: 4 });
    await bench.journal(...keys(6));
    const [a, b, c, d] = bench.delivered.splice(0);
    for (const one of [a, b, c]) await bench.failed(one, timeOut);
    assert.equal(state(), 'open');
    await bench.settle(d);
    assert.equal(state(), 'probing');
  });

  it('is open still for the next holder of the lane, who probes at once', async () => {
    await opened();
    await bench.clock.advance(1000);
    await bench.live();
    assert.equal(state(), 'probing');
    assert.equal(bench.delivered.length, 1);
    await bench.settle(bench.delivered.pop());
    assert.equal(state(), 'closed');
  });
});
