import type { Node, NodeAPI } from 'node-red';
import { toFailure } from '../../lib/errors/operation-error.ts';
import { showState } from './node-status.ts';
import type { KitServices } from './services.ts';
import { openServices } from './services.ts';

export interface NodeLife {
  /** Runs when the node closes; Node-RED waits 15 s for all of them. */
  onClose(release: () => void | Promise<void>): void;
  readonly closed: AbortSignal;
}

/**
 * Starts what a node does by itself (a source, a lane). What goes wrong shows under the node and in the log instead of
 * ending the process; everything registered with `onClose` is released, also when the start is still under way.
 */
export function setUpNode(RED: NodeAPI, node: Node, start: (services: KitServices, life: NodeLife) => void | Promise<void>): void {
  const releases: (() => void | Promise<void>)[] = [];
  const closing = new AbortController();
  const life: NodeLife = { onClose: (release) => releases.unshift(release), closed: closing.signal };
  const started = openServices(RED)
    .then(async (services) => {
      if (!closing.signal.aborted) await start(services, life);
    })
    .catch((error: unknown) => {
      const failure = toFailure(error);
      showState(node, 'broken', failure.code.slice(0, 20));
      node.error(`${failure.code}: ${failure.message}`);
    });
  node.on('close', (done: () => void) => {
    closing.abort();
    void started
      .then(async () => {
        for (const release of releases) await release();
      })
      .catch((error: unknown) => node.warn(toFailure(error).message))
      .finally(done);
  });
}
