import type { CreateLane, LaneStatus } from './contract.ts';
import { driveLane } from './drive-lane.ts';
import { journalMessages } from './journal-messages.ts';
import { toKeptText } from './keepable-message.ts';
import { laneControl } from './lane-control.ts';
import { laneCounters } from './lane-counters.ts';
import { laneCapacity, reportedLoad } from './lane-load.ts';
import { laneReport } from './lane-report.ts';
import { drivenStatus, reportedStatus } from './lane-status.ts';

/** A lane over the store: see {@link DurableLane}. One instance per name may run at a time in a process. */
export const createDurableLane: CreateLane = (options, parts) => {
  const { store, clock } = parts;
  const { name } = options;
  const listeners = new Set<() => void>();
  let offSignals: (() => void) | undefined;

  const changed = (): void => {
    if (driver.running() && driver.driving()) report.changed();
    for (const listener of [...listeners]) listener();
  };
  const figures = () => counters.figures(driver.underWay(), clock.now());
  const status = (): LaneStatus => {
    const own = { full: capacity.full(), paused: control.paused(), running: driver.running() };
    if (!driver.driving()) return reportedStatus(control.row(), own, clock.now());
    return drivenStatus(figures(), driver.underWay(), driver.circuit(), own);
  };

  const journal = journalMessages(options, parts);
  const counters = laneCounters();
  const elsewhere = reportedLoad();
  const control = laneControl({
    ...{ lane: name, store, clock },
    leading: () => driver.holder() !== undefined,
    changed() {
      driver.wake();
      changed();
    },
  });
  const driver = driveLane(options, {
    ...{ store, clock, counters, changed },
    paused: () => control.paused() !== null,
    tookOver(row) {
      elsewhere.forget();
      control.take(row);
    },
  });
  const capacity = laneCapacity(options, () => {
    if (!driver.driving()) return elsewhere.load(control.row());
    const { waiting, parked, bytes } = figures();
    return { entries: waiting + driver.underWay() + parked, bytes };
  });
  const report = laneReport({
    ...{ lane: name, store, clock },
    current() {
      const holder = driver.holder();
      return holder && driver.driving() ? { holder, status: status(), oldestAt: counters.oldestAt() } : null;
    },
  });
  const tellHolder = (): void => store.signals.send(`lane:${name}`);

  return {
    name,
    async journal(message) {
      const text = toKeptText(message);
      const bytes = Buffer.byteLength(text);
      const admitted = capacity.admit(bytes);
      try {
        const journaling = journal(message, text);
        driver.wake();
        const { kept, batch } = await journaling;
        const now = clock.now();
        if (!driver.driving()) {
          if (kept) elsewhere.journaled(bytes);
          if (batch && batch.kept > 0) tellHolder();
        } else {
          const superseded = batch?.superseded ?? { waiting: 0, parked: 0, bytes: 0 };
          counters.add({ waiting: (kept ? 1 : 0) - superseded.waiting, parked: -superseded.parked, bytes: (kept ? bytes : 0) - superseded.bytes }, now);
        }
        if (!kept) return;
        counters.began(now);
        changed();
      } finally {
        admitted();
      }
    },
    async start(deliver, refuse) {
      await control.start();
      offSignals ??= store.signals.on((topic) => {
        if (topic === `lane:${name}`) driver.disturbed();
        if (topic === `probe:${name}`) driver.probe();
      });
      driver.start(deliver, refuse);
      changed();
    },
    async stop(deadlineMs) {
      control.stop();
      offSignals?.();
      offSignals = undefined;
      await driver.stop(deadlineMs);
      await report.flush();
      changed();
    },
    gained: (holder) => driver.gained(holder),
    lost() {
      // Refused by the store if another worker has the lane already and speaks for it.
      report.flush().catch(() => undefined).then(() => control.look(), () => undefined);
      driver.lost();
    },
    settle: (envelope, settlement) => driver.settle(envelope, settlement),
    failed: (envelope, failure) => driver.failed(envelope, failure),
    moved(entry, to) {
      // Where another worker drives the lane, the desk has told it.
      if (driver.driving()) driver.moved(entry, to);
    },
    wake() {
      if (driver.driving()) driver.wake();
      else tellHolder();
    },
    pause: (by, reason) => control.pause(by, reason),
    resume: (by) => control.resume(by),
    probe() {
      if (driver.driving()) driver.probe();
      else store.signals.send(`probe:${name}`);
    },
    full: () => capacity.full(),
    inFlight: () => driver.inFlight(),
    status,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
