import type { Signals } from '../../../../lib/store/contract/signals.ts';
import type { SimulatedProcess, World } from './world.ts';

/** Words between processes. To another one a word may get lost. */
export function simulatedSignals(world: World): (process: SimulatedProcess) => Signals {
  const listeners = new Map<SimulatedProcess, Set<{ readonly hear: (topic: string) => void }>>();
  return (process) => {
    const own = new Set<{ readonly hear: (topic: string) => void }>();
    listeners.set(process, own);
    return {
      send(topic) {
        for (const [other, theirs] of listeners) {
          if (other !== process && world.random() < 0.2) continue;
          for (const { hear } of [...theirs]) {
            world.later(other === process ? 0 : 5, () => hear(topic), other);
          }
        }
      },
      on(listener) {
        const entry = { hear: listener };
        own.add(entry);
        return () => void own.delete(entry);
      },
    };
  };
}
