import { toFailure, type Failure } from '../errors/operation-error.ts';
import type { CanonicalMessage, Envelope } from '../model/envelope.ts';
import { sameLease, type LeaseToken } from '../model/lease-token.ts';
import type { LaneControlRow } from '../store/contract/lane-control-table.ts';
import type { LaneEntry } from '../store/contract/lane-table.ts';
import { claimLoop, type ClaimRoom } from './claim-loop.ts';
import type { CircuitStatus, DurableLane, LaneOptions, LaneParts } from './contract.ts';
import { entriesUnderWay } from './entries-under-way.ts';
import { destinationAnswered, outageCodes } from './failure-class.ts';
import { handOut } from './hand-out.ts';
import { judgeRetry } from './judge-retry.ts';
import { laneCircuit } from './lane-circuit.ts';
import type { LaneCounters } from './lane-counters.ts';
import { readReport } from './lane-status.ts';
import { retryDelay } from './retry-delay.ts';
import { setRightFigures } from './set-right-figures.ts';
import { suspectEntries } from './suspect-entries.ts';
import { takeOverLane } from './take-over-lane.ts';
import { writeOutcomes, type Outcome } from './write-outcomes.ts';

/** The part of a lane that only the holder of its lease does: claiming, handing out, writing what became of it. */
export interface LaneDriver extends Pick<DurableLane, 'gained' | 'lost' | 'stop' | 'settle' | 'failed' | 'moved' | 'wake' | 'probe' | 'inFlight'> {
  start(deliver: Deliver, refuse: Refuse): void;
  running(): boolean;
  /** The lease, as soon as it is ours. */
  holder(): LeaseToken | undefined;
  /** It is ours, and what others had claimed is released. */
  driving(): boolean;
  circuit(): CircuitStatus;
  underWay(): number;
  /** Another worker has put something into the lane. */
  disturbed(): void;
}

type Deliver = (message: CanonicalMessage) => void;
type Refuse = (message: CanonicalMessage, failure: Failure) => void;

export interface LaneDriverParts extends LaneParts {
  readonly counters: LaneCounters;
  readonly paused: () => boolean;
  /** What is kept about the lane for all workers, as it stood when the lane was taken over. */
  readonly tookOver: (control: LaneControlRow | null) => void;
  readonly changed: () => void;
}

export function driveLane(options: LaneOptions, parts: LaneDriverParts): LaneDriver {
  const { store, clock, counters, paused, tookOver, changed } = parts;
  const { name } = options;
  let holder: LeaseToken | undefined;
  let ready = false;
  /** A write has failed that may have been kept all the same, or whose outcome nobody will bring again. */
  let doubtful = false;
  let handler: { readonly deliver: Deliver; readonly refuse: Refuse } | undefined;
  const circuit = laneCircuit(options.circuit);
  const suspects = suspectEntries();
  const upkeep = setRightFigures(name, parts, counters);
  const underWay = entriesUnderWay(clock, writeOutcomes(options, parts));

  const prepare = async (): Promise<void> => {
    const taking = holder;
    if (taking && ready && doubtful) await giveBack(taking);
    if (!taking || ready) return;
    const found = await store.write((tables) => takeOverLane(tables, options, taking, clock.now()));
    if (!found || holder !== taking) return;
    ready = true;
    counters.set(found.counts);
    suspects.set(found.left);
    const left = readReport(found.control)?.circuit;
    if (left) circuit.restore(left, clock.now());
    tookOver(found.control);
    changed();
  };
  /** What stands as claimed by us and is not under way here waits again; the ledger knows what of it has been sent. */
  const giveBack = async (token: LeaseToken): Promise<void> => {
    await store.write(async ({ lanes, leases }) => {
      if ((await leases.held([token])).length > 0) await lanes.release(name, { of: token, except: underWay.ids() });
    });
    doubtful = false;
    upkeep.disturbed();
  };
  const room = (): ClaimRoom | null => {
    if (!holder || !ready || paused()) return null;
    const probe = circuit.probeDue(clock.now());
    if (circuit.status().state !== 'closed' && !probe) return null;
    const free = Math.min(options.concurrency - underWay.entries.size, probe ? 1 : Infinity);
    const suspected = suspects.next(underWay.entries, clock.now());
    if (!suspected) return { holder, limit: free, probe };
    return { holder, limit: Math.min(free, suspected.limit), ids: suspected.ids, probe };
  };
  const roomAt = (): number => {
    if (!holder || !ready || paused()) return Infinity;
    const at = [circuit.status().nextProbeAt ?? Infinity, suspects.harmlessAt(underWay.entries)];
    return Math.min(...at.filter((time) => time > clock.now()));
  };
  const hand = (entry: LaneEntry, token: LeaseToken): void => {
    underWay.add(entry);
    counters.add({ waiting: -1 }, clock.now());
    try {
      const { message, failure } = handOut(entry, options, token);
      if (failure) handler?.refuse(message, failure);
      else handler?.deliver(message);
    } catch (error) {
      // The flow could not even take it: later, without end, because nobody is there who could park it.
      const delay = retryDelay(options, { attempt: entry.attempts + 1, retryClass: undefined }, Math.random);
      circuit.left(entry.id, clock.now());
      conclude(entry.id, { kind: 'retry', failure: toFailure(error), dueAt: clock.now() + delay, counted: true }).catch(() => undefined);
    }
  };
  const handAll = (entries: readonly LaneEntry[], { holder: token, ids, limit, probe }: ClaimRoom): void => {
    // Claimed under a lease that is not ours any more, or not yet again: void.
    if (holder !== token || !ready) return;
    if (ids && entries.length < limit) {
      const got = new Set(entries.map(({ id }) => id));
      for (const id of ids) if (!got.has(id)) suspects.cleared(id);
      claims.wake();
    }
    for (const entry of entries) {
      if (probe) circuit.probing(entry.id);
      hand(entry, token);
    }
    if (entries.length > 0) changed();
  };
  const claims = claimLoop({
    ...{ lane: name, parts, prepare, room, roomAt, hand: handAll, failed: () => void (doubtful = true) },
    count: (drained) => (ready ? upkeep.look(drained && underWay.size() === 0) : Promise.resolve(Infinity)),
  });

  const conclude = async (id: number, outcome: Outcome): Promise<void> => {
    const token = holder;
    if (!token) return;
    const joined = underWay.concluding(id);
    if (joined) {
      await joined;
      return;
    }
    const writing = underWay.conclude(id, token, outcome);
    writing.catch(() => {
      doubtful = true;
      claims.wake();
    });
    suspects.cleared(id);
    // Asked for in the same turn, so the next claim shares the transaction and sees what has become free.
    claims.wake();
    const { before, bytes } = await writing;
    if (holder === token) counters.add(figuresOf(outcome, before, bytes), clock.now());
    changed();
  };
  const answered = (id: number): void => {
    if (!circuit.answered(id, clock.now())) return;
    // Should it fail, they come when their own time has come.
    store.write(({ lanes }) => lanes.bringForward(name, outageCodes, clock.now())).catch(() => undefined);
    claims.wake();
  };
  /** The entry that the message stands for, while it is ours to say what becomes of it. */
  const entryOf = ({ lane, holder: sender }: Envelope): number | undefined => (lane?.lane === name && holder && sender && sameLease(sender, holder) ? lane.entry : undefined);

  return {
    start(deliver, refuse) {
      handler = { deliver, refuse };
      claims.start();
    },
    async stop(deadlineMs) {
      await claims.stop();
      await underWay.emptied(deadlineMs);
      underWay.forget();
      const token = holder;
      if (!token) return;
      const released = await store.write(async ({ lanes, leases }) => ((await leases.held([token])).length > 0 ? lanes.release(name, { of: token }) : []));
      counters.add({ waiting: released.length }, clock.now());
    },
    gained(token) {
      if (holder && sameLease(holder, token)) return;
      forget();
      holder = token;
      claims.wake();
    },
    lost() {
      forget();
      changed();
    },
    async settle(envelope, settlement) {
      const id = entryOf(envelope);
      if (id === undefined) return;
      if (settlement.kind === 'released') circuit.left(id, clock.now());
      else answered(id);
      await conclude(id, settlement);
    },
    async failed(envelope, failure) {
      counters.add({ failures: 1 }, clock.now());
      const id = entryOf(envelope);
      if (id === undefined) return 'postponed';
      const entry = underWay.entries.get(id);
      const outage = entry !== undefined && circuit.failed(id, failure, clock.now());
      if (failure.disposition !== 'retry') {
        if (destinationAnswered(failure)) answered(id);
        return 'park';
      }
      if (!entry) {
        // Released or postponed in the meantime: another attempt has it or will.
        await underWay.concluding(id);
        return 'postponed';
      }
      const verdict = judgeRetry(options, { entry, failure, outage }, Math.random);
      if (!verdict) return 'park';
      const { counted, delayMs } = verdict;
      await conclude(id, { kind: 'retry', failure, counted, dueAt: clock.now() + delayMs });
      return 'postponed';
    },
    moved(id, to) {
      const entry = underWay.delete(id);
      suspects.cleared(id);
      circuit.left(id, clock.now());
      if (to === 'parked') counters.add({ parked: 1, waiting: entry ? 0 : -1 }, clock.now());
      else if (!entry) counters.add({ parked: -1, waiting: to === 'waiting' ? 1 : 0 }, clock.now());
      // How much was in what nobody here had in hand is not known.
      if (to === 'settled' && entry) counters.add({ bytes: -entry.bytes }, clock.now());
      else if (to === 'settled') upkeep.disturbed();
      claims.wake();
      changed();
    },
    wake: () => claims.wake(),
    probe() {
      circuit.probeNow(clock.now());
      claims.wake();
    },
    disturbed() {
      upkeep.disturbed();
      claims.wake();
    },
    inFlight: () => underWay.list(),
    running: () => claims.running(),
    holder: () => holder,
    driving: () => holder !== undefined && ready,
    circuit: () => circuit.status(),
    underWay: () => underWay.size(),
  };

  function forget(): void {
    holder = undefined;
    ready = false;
    doubtful = false;
    underWay.forget();
    suspects.set([]);
    circuit.reset();
  }
}

/** What an outcome does to the figures, given the state its entry was in. */
function figuresOf({ kind }: Outcome, before: LaneEntry['state'] | 'lost', bytes: number): Parameters<LaneCounters['add']>[0] {
  if (kind === 'retry' || kind === 'released') return before === 'claimed' ? { waiting: 1 } : {};
  if (before === 'settled' || before === 'lost') return {};
  return { settled: 1, bytes: -bytes, ...(before === 'waiting' ? { waiting: -1 } : {}), ...(before === 'parked' ? { parked: -1 } : {}) };
}
