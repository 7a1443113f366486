import type { EventEmitter } from 'node:events';

export interface FlowsState {
  readonly running: boolean;
  readonly says: string;
}

export interface FlowsWatch {
  state(): FlowsState;
  /** Resolves once the flows run, or Node-RED has said why they do not, or after the given time. */
  settled(withinMs: number): Promise<FlowsState>;
}

interface RuntimeEvent {
  readonly id: string;
  readonly payload?: { readonly state?: string; readonly error?: string; readonly types?: readonly string[] };
}

/** Node-RED starts flows on its own time and tells of it in events only. */
export function watchFlows(events: EventEmitter): FlowsWatch {
  let state: FlowsState = { running: false, says: 'the flows are being loaded' };
  const waiting = new Set<() => void>();
  const change = (next: FlowsState): void => {
    state = next;
    for (const proceed of waiting) proceed();
    waiting.clear();
  };
  events.on('flows:started', () => change({ running: true, says: 'the flows run' }));
  events.on('runtime-event', ({ id, payload }: RuntimeEvent) => {
    if (id !== 'runtime-state' || !payload) return;
    if (payload.error === 'missing-types') {
      change({ running: false, says: `the flows do not run: no node of type ${payload.types?.join(', ') ?? '?'} is installed` });
    } else if (payload.state === 'stop' || payload.state === 'safe') {
      change({ running: false, says: `the flows do not run (${payload.error ?? payload.state})` });
    }
  });
  return {
    state: () => state,
    async settled(withinMs) {
      if (state.running) return state;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
      return state;
    },
  };
}
