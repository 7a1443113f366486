import { Gauge } from 'prom-client';
import type { LaneStatus } from '../../lib/lanes/contract.ts';
import { registerFeedMetrics } from './feed-metrics.ts';
import type { KitServices } from './services.ts';
import { messagesUnderWay } from './track-delivery.ts';

type Observed = Pick<KitServices, 'clock' | 'metrics' | 'store' | 'lanes' | 'leases' | 'heldBack'>;

const circuitFigures = { closed: 0, probing: 1, open: 2 } as const;
const yes = (is: boolean): number => (is ? 1 : 0);

const laneFigures: readonly (readonly [name: string, help: string, read: (status: LaneStatus) => number])[] = [
  ['waiting', 'Messages that wait in a lane', ({ waiting }) => waiting],
  ['in_flight', 'Messages under way from a lane to its destination', ({ inFlight }) => inFlight],
  ['parked', 'Messages of a lane that wait for a person', ({ parked }) => parked],
  ['oldest_seconds', 'Age of the oldest message that waits or is under way', ({ oldestAgeMs }) => oldestAgeMs / 1000],
  ['bytes', 'Size of the messages that wait, are under way or wait for a person', ({ bytes }) => bytes],
  ['full', '1 while the lane holds as much as it may and its sources wait', ({ full }) => yes(full)],
  ['paused', '1 while a person has paused the lane', ({ paused }) => yes(paused !== null)],
  ['circuit', '0 sends, 1 probes the destination, 2 waits because the destination fails', ({ circuit }) => circuitFigures[circuit.state]],
  ['leading', '1 where this worker drives the lane', ({ leading }) => yes(leading)],
  ['settled', 'Messages settled by this worker since its start', ({ settled }) => settled],
  ['settled_per_minute', 'Messages settled in the last minute', ({ settledPerMinute }) => settledPerMinute],
  ['failures', 'Failed attempts at this worker since its start', ({ failures }) => failures],
];

/** Figures that are read when they are asked for: lanes, leases, feeds, exceptions, messages under way. */
export function registerKitMetrics({ clock, metrics, store, lanes, leases, heldBack }: Observed): void {
  const registers = [metrics];
  registerFeedMetrics({ clock, metrics, store });
  for (const [name, help, read] of laneFigures) {
    new Gauge({
      ...{ name: `selvedge_lane_${name}`, help, labelNames: ['lane'], registers },
      collect() {
        this.reset();
        for (const lane of lanes.values()) this.set({ lane: lane.name }, read(lane.status()));
      },
    });
  }
  new Gauge({
    ...{ name: 'selvedge_leases_held', help: 'Leases that this worker holds: its own, and one per group of lanes and sources that it drives', registers },
    collect() {
      this.set(leases.held().length);
    },
  });
  new Gauge({
    ...{ name: 'selvedge_source_held_back', help: '1 for a feed that waits until a full lane has room', labelNames: ['feed', 'lane'], registers },
    collect() {
      this.reset();
      for (const [feed, lane] of heldBack) this.set({ feed, lane }, 1);
    },
  });
  new Gauge({
    ...{ name: 'selvedge_exceptions_open', help: 'Exceptions that wait for a person', labelNames: ['code', 'owner'], registers },
    async collect() {
      this.reset();
      for (const { code, owner, count } of await store.read.exceptions.openCount()) this.set({ code, owner }, count);
    },
  });
  new Gauge({
    ...{ name: 'selvedge_messages_under_way', help: 'Messages that their flow has not finished with', registers },
    collect() {
      this.set(messagesUnderWay());
    },
  });
}
