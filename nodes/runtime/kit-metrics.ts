import { Gauge } from 'prom-client';
import type { DurableLane } from '../../lib/lanes/contract.ts';
import type { HostServices } from './host-services.ts';
import { messagesUnderWay } from './track-delivery.ts';

/** Figures that are read when they are asked for: lanes, exceptions, messages under way. */
export function registerKitMetrics({ metrics, store }: Pick<HostServices, 'metrics' | 'store'>, lanes: ReadonlyMap<string, DurableLane>): void {
  const registers = [metrics];
  const perLane = (name: string, help: string, read: (lane: DurableLane) => number): Gauge =>
    new Gauge({
      name,
      help,
      labelNames: ['lane'],
      registers,
      collect() {
        this.reset();
        for (const lane of lanes.values()) this.set({ lane: lane.name }, read(lane));
      },
    });
  perLane('selvedge_lane_waiting', 'Messages that wait in a lane', (lane) => lane.status().waiting);
  perLane('selvedge_lane_in_flight', 'Messages under way from a lane to its destination', (lane) => lane.status().inFlight);
  perLane('selvedge_lane_parked', 'Messages of a lane that wait for a person', (lane) => lane.status().parked);
  perLane('selvedge_lane_oldest_seconds', 'Age of the oldest message that waits or is under way', (lane) => lane.status().oldestAgeMs / 1000);
  perLane('selvedge_lane_settled', 'Messages settled since the start', (lane) => lane.status().settled);
  perLane('selvedge_lane_failures', 'Failed attempts since the start', (lane) => lane.status().failures);
  new Gauge({
    name: 'selvedge_exceptions_open',
    help: 'Exceptions that wait for a person',
    labelNames: ['code', 'owner'],
    registers,
    async collect() {
      this.reset();
      for (const { code, owner, count } of await store.read.exceptions.openCount()) this.set({ code, owner }, count);
    },
  });
  new Gauge({ name: 'selvedge_messages_under_way', help: 'Messages that their flow has not finished with', registers, collect() { this.set(messagesUnderWay()); } });
}
