import type { Signals } from './contract/signals.ts';

/** Signals within one process. Each listener hears them at once, in the order in which they were sent. */
export function createLocalSignals(): Signals {
  const listeners = new Set<{ readonly hear: (topic: string) => void }>();
  return {
    send(topic) {
      for (const { hear } of [...listeners]) {
        try {
          hear(topic);
        } catch {
          // Whoever listens also looks by itself now and then; the sender and the other listeners must not suffer for it.
        }
      }
    },
    on(listener) {
      const entry = { hear: listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
}
