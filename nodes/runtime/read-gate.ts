import type { Node } from 'node-red';
import type { KitServices } from './services.ts';

export interface ReadGate {
  /**
   * To be asked before each page: waits while a lane behind the source is full, or while a deploy changes the flow.
   * False: read no further.
   */
  mayRead(): Promise<boolean>;
}

export interface ReadGateParts {
  readonly services: Pick<KitServices, 'clock' | 'flows' | 'lanes' | 'log' | 'heldBack'>;
  readonly node: Pick<Node, 'id'>;
  readonly feed: string;
  /** Aborted when nothing more is to be read. */
  readonly ended: AbortSignal;
  /** The source waits for room in this lane. */
  readonly onFull: (lane: string) => void;
  readonly onRoom: () => void;
}

/** So often a waiting source looks whether there is room again. */
const lookAgainMs = 1000;

/** Whether a source may read on: whoever reads faster than a destination writes must wait, not fill the disk. */
export function readGate({ services, node, feed, ended, onFull, onRoom }: ReadGateParts): ReadGate {
  const { clock, flows, lanes, log, heldBack } = services;
  const fullLane = (): string | undefined => flows.graph().lanesAfter(node.id).find((name) => lanes.get(name)?.full() === true);
  const pause = (until?: Promise<void>): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        timer.cancel();
        ended.removeEventListener('abort', end);
        resolve();
      };
      const timer = clock.setTimer(end, lookAgainMs);
      ended.addEventListener('abort', end);
      void until?.then(end);
    });
  return {
    async mayRead() {
      while (!ended.aborted) {
        const lane = fullLane();
        if (lane === undefined && heldBack.delete(feed)) {
          log.info({ feed }, 'there is room again: reading goes on');
          onRoom();
        }
        if (flows.changing()) await pause(flows.settled());
        else if (lane === undefined) return true;
        else {
          if (!heldBack.has(feed)) {
            log.warn({ feed, lane }, 'a lane is full: its source reads no further until there is room');
            onFull(lane);
          }
          heldBack.set(feed, lane);
          await pause();
        }
      }
      heldBack.delete(feed);
      return false;
    },
  };
}
