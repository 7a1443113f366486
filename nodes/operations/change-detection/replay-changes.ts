import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { ReplaySource } from '../../../lib/lanes/contract.ts';
import { emitTracked } from '../../runtime/emit-tracked.ts';
import { refuseInterrupted } from '../../runtime/refuse-interrupted.ts';
import { repairsOf } from './repair-drift.ts';
import { changeMessage, type ChangeSender } from './send-changes.ts';
import { readSentLevels } from './sent-figures.ts';

/** A replay sends the figure that was sent last: it goes out from the worker where a person asks for it, under that worker's own lease. */
export function replayChanges(sender: ChangeSender): ReplaySource {
  const { services, node, closed } = sender;
  const lastOf = async (key: string) => {
    const split = key.lastIndexOf('@');
    const [skuCode, channel] = [key.slice(0, split), key.slice(split + 1)];
    return (await readSentLevels(services.store.read.snapshots, channel, [skuCode])).get(skuCode);
  };
  return {
    async fetch({ key }) {
      const sent = await lastOf(key);
      if (!sent) throw new OperationError('STOCK_FIGURE_MISSING', `No figure of ${key} was sent yet: it leaves with its next calculation.`, { details: { key } });
      for (const change of repairsOf([{ sent, shown: null }])) {
        const brought = { client: services.client, source: { system: 'selvedge', account: change.change.level.channel, node: node.id }, holder: services.leases.worker() };
        refuseInterrupted(await emitTracked(services, node, changeMessage(sender, change, brought), closed));
      }
    },
    async send(message) {
      const selvedge = { ...message.selvedge, holder: services.leases.worker() };
      refuseInterrupted(await emitTracked(services, node, { ...message, selvedge }, closed));
    },
    async revisionOf(key) {
      return (await lastOf(key))?.calculatedAt ?? null;
    },
  };
}
