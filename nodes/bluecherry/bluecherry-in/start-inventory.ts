import type { Node } from 'node-red';
import { showState } from '../../runtime/node-status.ts';
import { pollWhileLeading } from '../../runtime/poll-while-leading.ts';
import type { KitServices } from '../../runtime/services.ts';
import type { NodeLife } from '../../runtime/set-up-node.ts';
import type { BluecherryAccountNode } from '../bluecherry-account/bluecherry-account.ts';
import type { BluecherryInConfig } from './bluecherry-in.definition.ts';
import { inventoryTurns } from './inventory-turn.ts';
import { openInventory } from './open-inventory.ts';
import { replayStock } from './replay-stock.ts';

export interface InventoryParts {
  readonly services: KitServices;
  readonly node: Node;
  readonly life: NodeLife;
  readonly config: BluecherryInConfig;
  readonly account: BluecherryAccountNode;
  readonly feed: string;
  /** A text under the node's `status` in its catalogue. */
  readonly say: (key: string, values?: Record<string, string | number>) => string;
}

/** Reads the stock cycles of BlueCherry as long as this worker has the lease. */
export function startInventory({ services, node, life, config, account, feed, say }: InventoryParts): void {
  const times = new Intl.DateTimeFormat('en-GB', { timeZone: account.timeZone(), hour: '2-digit', minute: '2-digit' });
  const turns = inventoryTurns(
    {
      ...{ services, node, feed, source: openInventory(config, account, services), system: account.system() },
      ...{ intervalMs: config.intervalSeconds * 1000, ageMs: config.ageSeconds * 1000, recalculateMs: config.recalculateSeconds * 1000 },
      guardPercent: config.guardPercent,
    },
    { say, timeOfDay: (at) => times.format(at), reading: () => showState(node, 'waiting', say('reading')) },
  );
  life.onClose(services.desk.registerSource(node.id, replayStock(services, feed)));
  life.onClose(
    services.flows.onChange((phase) => {
      if (phase === 'ended') turns.deployed();
    }),
  );
  pollWhileLeading({ services, node, life, feed, say, intervalMs: config.recalculateSeconds * 1000, run: (turn) => turns.turn(turn) });
}
