import type { Node, NodeAPI, NodeDef } from 'node-red';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { StockLevelPage } from '../../../lib/model/stock.ts';
import { handleInput } from '../../runtime/handle-input.ts';
import { readConfig } from '../../runtime/read-config.ts';
import { setUpNode } from '../../runtime/set-up-node.ts';
import { declareSource } from '../../runtime/source-types.ts';
import { recordEnd } from '../../runtime/track-delivery.ts';
import { BackInStockGateConfig, definition } from './back-in-stock-gate.definition.ts';
import { replayNotices } from './replay-notices.ts';
import { openReturnBook, type ReturnBook } from './return-book.ts';
import { tellWhileLeading } from './tell-while-leading.ts';

export default function register(RED: NodeAPI): void {
  declareSource(definition);
  RED.nodes.registerType(definition.type, function (this: Node, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    let open: { readonly book: ReturnBook; readonly look: () => void } | undefined;

    setUpNode(RED, this, (services, life) => {
      const { threshold, holdMinutes, rearmAt, staleAfterMinutes } = readConfig(BackInStockGateConfig, raw, 'Back in stock');
      if (rearmAt >= threshold) {
        throw new OperationError('CONFIGURATION_INVALID', `Back in stock: "Out at" (${rearmAt} units) must be below "Back from" (${threshold} units).`);
      }
      const policy = { threshold, rearmAt, holdMs: holdMinutes * 60_000 };
      const name = `back-in-stock:${this.id}`;
      const book = openReturnBook({ store: services.store, now: () => services.clock.now(), name, policy });
      life.onClose(services.desk.registerSource(this.id, replayNotices({ services, node: this, book, closed: life.closed })));
      const look = tellWhileLeading({ services, node: this, life, name, book, policy, staleAfterMinutes, say: (key, values = {}) => RED._(`back-in-stock-gate.status.${key}`, values) });
      open = { book, look };
    });

    handleInput<StockLevelPage>(RED, this, definition, async ({ payload, selvedge }) => {
      if (!open) throw new OperationError('CONFIGURATION_INVALID', 'This gate has not been started: its status says why.');
      const dryRun = selvedge.dryRun === true;
      const waits = await open.book.observe(payload, { holder: selvedge.holder, dryRun });
      if (dryRun) recordEnd(selvedge.trace, { kind: 'shown', note: `${waits} of ${payload.levels.length} SKUs would wait to be told of` });
      else open.look();
    });
  });
}
