import { strict as assert } from 'node:assert';
import type { CircuitStatus, DurableLane, ParkRequest } from '../../lib/lanes/contract.ts';
import type { KitServices } from '../../nodes/runtime/services.ts';
import { watchCircuit, type CircuitWatch } from '../../nodes/reliability/durable-lane/watch-circuit.ts';
import { fakeClock, type FakeClock } from '../lib/lanes/fake-clock.ts';

const holder = { lease: 'account:erp', fence: 3 };
const closed: CircuitStatus = { state: 'closed', code: null, message: '', openedAt: null, nextProbeAt: null };

describe('the watch over a circuit', () => {
  let clock: FakeClock;
  let status: { circuit: CircuitStatus; leading: boolean; settled: number; waiting: number };
  let changed: () => void;
  let parked: ParkRequest[];
  let resolved: string[];
  let watch: CircuitWatch;

  const open = (code = 'REMOTE_UNREACHABLE'): CircuitStatus => ({ state: 'open', code, message: 'nobody answers', openedAt: clock.now(), nextProbeAt: null });
  const become = (change: Partial<typeof status>): void => {
    Object.assign(status, change);
    changed();
  };
  beforeEach(() => {
    clock = fakeClock();
    status = { circuit: closed, leading: true, settled: 0, waiting: 12 };
    [parked, resolved] = [[], []];
    const lane = {
      name: 'orders',
      status: () => status,
      onChange: (listener: () => void) => {
        changed = listener;
        return () => undefined;
      },
    } as unknown as DurableLane;
    const desk = {
      park: (request: ParkRequest) => Promise.resolve(void parked.push(request)),
      resolveByKey: (entity: string, key: string) => Promise.resolve(resolved.push(`${entity} ${key}`)),
    };
    const services = { client: 'north', clock, desk, log: { error: (_: object, said: string) => assert.fail(said) } } as unknown as KitServices;
    watch = watchCircuit({ lane, nodeId: 'n1', services, holder: () => (status.leading ? holder : undefined) });
  });
  afterEach(() => watch.stop());

  it('makes an exception of one that is open for five minutes, once, with what is at stake', async () => {
    become({ circuit: open() });
    await clock.advance(299_000);
    assert.equal(parked.length, 0);
    become({ circuit: { ...status.circuit, state: 'probing' } });
    become({ circuit: { ...status.circuit, state: 'open' } });
    await clock.advance(600_000);
    assert.equal(parked.length, 1);
    const [{ message, failure, raisedBy } = assert.fail()] = parked;
    assert.deepEqual([message.topic, message.selvedge.key, message.selvedge.holder, failure.code, raisedBy], ['lane', 'orders', holder, 'LANE_CIRCUIT_OPEN', 'n1']);
    assert.deepEqual(message.payload, { lane: 'orders', code: 'REMOTE_UNREACHABLE', message: 'nobody answers', since: '2026-01-01T00:00:00.000Z', waiting: 12 });
  });

  it('does not wait where our credentials are refused', () => {
    become({ circuit: open('CREDENTIALS_REFUSED') });
    assert.equal(parked.length, 1);
  });

  it('closes it when the destination works again', async () => {
    become({ circuit: open() });
    await clock.advance(300_000);
    become({ circuit: closed });
    assert.deepEqual(resolved, ['lane orders']);
    become({ settled: 1 });
    assert.equal(resolved.length, 1);
  });

  it('closes one that a crash left behind, when something has been settled', () => {
    become({ waiting: 0 });
    assert.deepEqual(resolved, []);
    become({ settled: 1 });
    become({ settled: 2 });
    assert.deepEqual(resolved, ['lane orders']);
  });

  it('opens it again when the probe that a replay asked for fails', async () => {
    become({ circuit: open() });
    await clock.advance(300_000);
    watch.probeAsked();
    become({ waiting: 13 });
    become({ circuit: { ...status.circuit, state: 'probing' } });
    assert.equal(parked.length, 1);
    become({ circuit: { ...status.circuit, state: 'open' } });
    assert.equal(parked.length, 2);
  });

  it('resolves a replay that comes when it is closed already', () => {
    watch.probeAsked();
    assert.deepEqual(resolved, ['lane orders']);
  });

  it('leaves it to the worker that drives the lane', async () => {
    become({ leading: false, circuit: open() });
    await clock.advance(600_000);
    watch.probeAsked();
    become({ circuit: closed });
    assert.deepEqual([parked, resolved], [[], []]);
  });

  it('raises none for a lane that was taken over meanwhile', async () => {
    become({ circuit: open() });
    await clock.advance(60_000);
    become({ leading: false });
    await clock.advance(600_000);
    assert.deepEqual(parked, []);
  });
});
