import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import { validateOrder } from '../../../lib/operations/validate-order.ts';
import { minorUnitsOf } from '../../../lib/model/money/minor-units-of.ts';
import { unitsPerPound } from '../../../lib/model/money/units-per-pound.ts';
import type { BluecherryAccountNode } from '../../bluecherry/bluecherry-account/bluecherry-account.ts';
import { handleInput } from '../../runtime/handle-input.ts';
import { showState } from '../../runtime/node-status.ts';
import { readConfig } from '../../runtime/read-config.ts';
import { accountOf } from '../../runtime/account-of.ts';
import { recordEnd } from '../../runtime/track-delivery.ts';
import { definition, OrderValidationConfig } from './order-validation.definition.ts';
import { endOrder } from './end-order.ts';
import { findReasonNotToSend } from './find-reason-not-to-send.ts';

export default function register(RED: NodeAPI): void {
  RED.nodes.registerType(definition.type, function (this: Node, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    let passed = 0;
    handleInput<SalesOrder>(RED, this, definition, async (message, send, services) => {
      const config = readConfig(OrderValidationConfig, raw, 'Order validation');
      const order = message.payload;
      const reason = await findReasonNotToSend(services.store.read, order);
      if (reason) {
        if (!message.selvedge.dryRun) await endOrder(services, message, reason);
        recordEnd(message.selvedge.trace, { kind: message.selvedge.dryRun ? 'shown' : 'skipped', note: reason.sentence });
        showState(this, 'good', reason.reason.replaceAll('-', ' ').slice(0, 20));
        send([null, message]);
        return;
      }
      const account = accountOf<BluecherryAccountNode>(RED, config.account, 'bluecherry-account');
      const codes = order.lines.flatMap((line) => (line.skuCode === null ? [] : [line.skuCode]));
      const payload = validateOrder(order, await account.skuDirectory(services).find(codes), {
        maxLineQuantity: config.maxLineQuantity,
        maxOrderTotal: config.maxOrderTotal * unitsPerPound(order.currency) * minorUnitsOf(order.currency),
      });
      passed += 1;
      showState(this, 'good', RED._('order-validation.status.passed', { count: passed }));
      send([{ ...message, payload }, null]);
    });
  });
}
