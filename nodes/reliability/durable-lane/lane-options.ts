import type { LaneOptions } from '../../../lib/lanes/contract.ts';
import type { DurableLaneConfig } from './durable-lane.definition.ts';

const inMs = (seconds: readonly string[]): readonly number[] => seconds.map((one) => Number(one) * 1000);

/** What people write in seconds and megabytes, as the lane takes it. */
export function laneOptions(config: DurableLaneConfig): LaneOptions {
  return {
    name: config.lane,
    order: config.order,
    concurrency: config.concurrency,
    maxAttempts: config.maxAttempts,
    retryDelaysMs: inMs(config.retryDelaysSeconds),
    classDelaysMs: Object.fromEntries(config.classDelays.map(({ failure, seconds }) => [failure, inMs(seconds.split(/ +/))])),
    priority: config.priority,
    capacity: { entries: config.capacityEntries, bytes: config.capacityMegabytes * 1_000_000 },
    circuit: { failures: config.circuitFailures, probeDelaysMs: inMs(config.probeDelaysSeconds) },
  };
}
