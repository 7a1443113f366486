import type { Logger } from 'pino';
import type { DurableLane } from '../lib/lanes/contract.ts';

const everyMs = 1000;

/** Says now and every second, until the returned function is called, what is still under way. */
export function sayWhatDrains(log: Logger, lanes: ReadonlyMap<string, DurableLane>): () => void {
  const say = (): void => {
    for (const lane of lanes.values()) {
      const messages = lane.inFlight();
      if (messages.length === 0) continue;
      log.info({ lane: lane.name, inFlight: messages.length, keys: messages.slice(0, 5).map(({ key }) => key) }, `draining: lane ${lane.name} waits for ${messages.length} in flight`);
    }
  };
  say();
  const timer = setInterval(say, everyMs);
  return () => clearInterval(timer);
}
