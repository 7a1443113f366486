import assert from 'node:assert/strict';
import { toFailure, type Failure } from '../../../../lib/errors/operation-error.ts';
import type { Clock, DurableLane, EffectLedger, ExceptionDesk, LaneOptions, Leases } from '../../../../lib/lanes/contract.ts';
import { createDurableLane } from '../../../../lib/lanes/durable-lane.ts';
import { createEffectLedger } from '../../../../lib/lanes/effect-ledger.ts';
import { createExceptionDesk } from '../../../../lib/lanes/exception-desk.ts';
import { destinationFails } from '../../../../lib/lanes/failure-class.ts';
import { createLeases } from '../../../../lib/lanes/leases.ts';
import { performEffects } from '../../../../lib/lanes/perform-effects.ts';
import type { CanonicalMessage } from '../../../../lib/model/envelope.ts';
import type { LeaseToken } from '../../../../lib/model/lease-token.ts';
import type { Store } from '../../../../lib/store/contract/store.ts';
import { armedFaults, type Faults } from './faults.ts';
import type { Mutation } from './mutations.ts';
import type { SimulatedDatabase } from './simulated-database.ts';
import type { SimulatedDestination, SimulatedItem } from './simulated-destination.ts';
import { readShop, type Shop } from './simulated-shop.ts';
import { simulatedStore } from './simulated-store.ts';
import type { Signals } from '../../../../lib/store/contract/signals.ts';
import type { SimulatedProcess, World } from './world.ts';

export interface SimulatedWorker {
  readonly process: SimulatedProcess;
  readonly faults: Faults;
  readonly lane: DurableLane;
  readonly desk: ExceptionDesk;
}

export interface SimulatedWorkerParts {
  readonly name: string;
  readonly world: World;
  readonly database: SimulatedDatabase;
  readonly signals: (process: SimulatedProcess) => Signals;
  readonly destination: SimulatedDestination;
  readonly shop: Shop;
  readonly shared: boolean;
  readonly options: LaneOptions;
  readonly mutation: Mutation | undefined;
  /** Of every message that a lane hands out. */
  readonly onHandOut: (worker: SimulatedWorker, message: CanonicalMessage) => void;
}

const readEveryMs = 1500;

/** One process of the client: leases, lane, ledger and desk as the host puts them together, with a source and a destination. */
export function simulatedWorker(parts: SimulatedWorkerParts): SimulatedWorker {
  const { name, world, database, destination, shop, options, mutation = {} } = parts;
  const process = world.process(name);
  const faults = armedFaults();
  const clock: Clock = { now: () => world.now(), setTimer: (callback, delayMs) => world.later(delayMs, callback, process) };
  const own = simulatedStore({ world, database, process, faults, signals: parts.signals(process), shared: parts.shared });
  const store: Store = mutation.store?.(own) ?? own;
  const real = createLeases({ store, clock, owner: name, monotonic: () => world.now(), random: () => world.random() });
  const leases: Leases = mutation.leases?.(real) ?? real;
  const ledger: EffectLedger = mutation.ledger?.(createEffectLedger({ store, clock })) ?? createEffectLedger({ store, clock });
  const lane = createDurableLane(options, { store, clock });
  const desk = createExceptionDesk({ store, clock, leases });
  const worker = { process, faults, lane, desk };
  const reached = destination.reachedBy(process, faults);
  /** Entries in the hands of the flow, by the lease under which they were handed out. */
  const inHand = new Map<number, LeaseToken>();

  const concluded = ({ selvedge }: CanonicalMessage): void => void inHand.delete(selvedge.lane?.entry ?? -1);
  const park = async (message: CanonicalMessage, failure: Failure): Promise<void> => {
    concluded(message);
    await desk.park({ message, failure, raisedBy: 'out' });
  };
  const failed = async (message: CanonicalMessage, failure: Failure): Promise<void> => {
    const { lane: token } = message.selvedge;
    if (failure.code === 'LEASE_LOST') {
      concluded(message);
      return lane.settle(message.selvedge, { kind: 'released' });
    }
    const circuit = lane.status().circuit.state;
    concluded(message);
    const answer = await lane.failed(message.selvedge, failure);
    if (circuit !== 'closed' && destinationFails(failure) && lane.status().leading) {
      assert.equal(answer, 'postponed', `${message.selvedge.key} was parked for an outage that the circuit knows of`);
      const [row] = database.rows<{ attempts: number }>(`SELECT attempts FROM lane_entry WHERE id = ? AND last_code = '${failure.code}'`, token?.entry ?? -1);
      if (row) assert.equal(row.attempts, (token?.attempt ?? 0) - 1, `an attempt of ${message.selvedge.key} was counted while the circuit was ${circuit}`);
    }
    if (answer === 'park') await park(message, failure);
  };
  const handle = async (message: CanonicalMessage): Promise<void> => {
    const { key, revision, holder } = message.selvedge;
    assert.ok(holder);
    const claim = { destination: 'erp', operation: 'put', key, revision, fingerprint: `${key}/${revision}`, holder };
    const item: SimulatedItem = { claim, name: `${key}/${revision}`, key, revision: Number(revision) };
    const [outcome] = await performEffects([item], reached, { ledger, leases, clock });
    assert.ok(outcome && outcome.kind !== 'changed');
    if (outcome.kind === 'failed') return failed(message, outcome.failure);
    concluded(message);
    await Promise.all([desk.resolveByKey(message.topic, key, 'sent', message.selvedge), lane.settle(message.selvedge, { kind: 'done', note: outcome.kind })]);
  };
  /** As the runtime does: what fails goes to the lane, then to the desk, and what even that cannot take waits for the lane. */
  const guarded = (message: CanonicalMessage, handling: Promise<void>): void => {
    handling
      .catch((error: unknown) => {
        if (error instanceof assert.AssertionError) throw error;
        return failed(message, toFailure(error));
      })
      .catch((error: unknown) => {
        if (error instanceof assert.AssertionError) throw error;
        return park(message, toFailure(error));
      })
      .catch((error: unknown) => {
        const { code } = toFailure(error);
        if (error instanceof assert.AssertionError || (code !== 'STORE_UNAVAILABLE' && code !== 'LEASE_LOST')) world.fail(error);
      });
  };
  const handOut = (message: CanonicalMessage, then: () => Promise<void>): void => {
    const { lane: token, holder, key, revision } = message.selvedge;
    assert.ok(token && holder);
    const held = inHand.get(token.entry);
    if (held?.lease === holder.lease && held.fence === holder.fence) world.fail(new assert.AssertionError({ message: `${key}/${revision} was handed out twice at once` }));
    inHand.set(token.entry, holder);
    parts.onHandOut(worker, message);
    guarded(message, then());
  };

  let stopReading: (() => void) | undefined;
  const read = (holder: LeaseToken): (() => void) => {
    let timer: { cancel(): void } | undefined;
    let over = false;
    const once = (): void => {
      readShop(shop, { store, lane, holder })
        .catch((error: unknown) => {
          const { code } = toFailure(error);
          if (!['STORE_UNAVAILABLE', 'LEASE_LOST', 'LANE_FULL'].includes(code)) world.fail(error);
        })
        .finally(() => {
          if (!over) timer = clock.setTimer(once, readEveryMs);
        });
    };
    once();
    return () => {
      over = true;
      timer?.cancel();
    };
  };

  const start = async (): Promise<void> => {
    desk.registerLane(lane);
    await real.start();
    await lane.start(
      (message) => handOut(message, () => handle(message)),
      (message, failure) => handOut(message, () => park(message, failure)),
    );
    leases.follow('account:erp', { gained: (holder) => lane.gained(holder), lost: () => lane.lost() });
    leases.follow('source:shop', {
      gained: (holder) => {
        stopReading?.();
        stopReading = read(holder);
      },
      lost: () => stopReading?.(),
    });
  };
  const tryToStart = (): void => {
    // A host that cannot start is started again.
    start().catch((error: unknown) => {
      if (toFailure(error).code === 'STORE_UNAVAILABLE') process.die();
      else world.fail(error);
    });
  };
  tryToStart();
  return worker;
}
