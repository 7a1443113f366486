import type { Logger } from 'pino';
import type { RunningSource, RunningSources } from '../nodes/runtime/host-services.ts';

export interface SourceList extends RunningSources {
  /** Stops all at once. One that fails to stop is logged and does not keep the others. */
  stopAll(): Promise<void>;
}

export function createSourceList(log: Logger): SourceList {
  const running = new Set<RunningSource>();
  return {
    register(source) {
      running.add(source);
      return () => running.delete(source);
    },
    async stopAll() {
      const stopping = [...running].map(async (source) => {
        try {
          await source.stop();
        } catch (error) {
          log.error({ source: source.name, reason: String(error) }, 'a source did not stop cleanly');
        }
      });
      await Promise.all(stopping);
    },
  };
}
