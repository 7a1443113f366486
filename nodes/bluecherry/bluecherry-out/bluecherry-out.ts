import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { BluecherryConnector } from '../../../lib/connectors/bluecherry/connector.ts';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import { accountOf } from '../../runtime/account-of.ts';
import { handleInput } from '../../runtime/handle-input.ts';
import { showState } from '../../runtime/node-status.ts';
import { readConfig } from '../../runtime/read-config.ts';
import type { KitServices } from '../../runtime/services.ts';
import { showInDebugSidebar } from '../../runtime/show-in-debug-sidebar.ts';
import { recordEnd } from '../../runtime/track-delivery.ts';
import type { BluecherryAccountNode } from '../bluecherry-account/bluecherry-account.ts';
import { BluecherryOutConfig, definition } from './bluecherry-out.definition.ts';
import { createSalesOrders, type SalesOrderOutcome } from './create-sales-orders.ts';
import { gatherBatch } from './gather-batch.ts';
import { settleSalesOrder } from './settle-sales-order.ts';

interface Destination {
  /** The account, as ledger and references name it. */
  readonly system: string;
  readonly connector: BluecherryConnector;
  /** Goes into the next batch; resolves with what became of the order. */
  readonly send: (order: SalesOrder) => Promise<SalesOrderOutcome>;
}

export default function register(RED: NodeAPI): void {
  RED.nodes.registerType(definition.type, function (this: Node, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    let sent = 0;
    let destination: Destination | undefined;

    // The account is looked up once: while a flow is being stopped its nodes can no longer be found.
    const open = (services: KitServices): Destination => {
      const config = readConfig(BluecherryOutConfig, raw, 'BlueCherry out');
      const { clock, ledger } = services;
      const account = accountOf<BluecherryAccountNode>(RED, config.account, 'bluecherry-account');
      const connector = account.connector(services);
      const system = account.system();
      const send = gatherBatch<SalesOrder, SalesOrderOutcome>({ size: config.batchSize, lingerMs: config.lingerMs, clock }, async (orders) => {
        showState(this, 'waiting', RED._('bluecherry-out.status.sending', { count: orders.length }));
        const outcomes = await createSalesOrders(orders, {
          connector,
          ledger,
          clock,
          destination: system,
          unknownAfterMs: config.unknownAfterSeconds * 1000,
        });
        return orders.map((order) => outcomes.get(order.externalRef) ?? notMentioned(order));
      });
      return { system, connector, send };
    };

    const showRequest = (message: CanonicalMessage<SalesOrder>, connector: BluecherryConnector): void => {
      const request = connector.importRequest([message.payload]);
      showInDebugSidebar(RED, this, `dry run of ${message.selvedge.key}: ${request.method} ${new URL(request.url).pathname}`, request);
      recordEnd(message.selvedge.trace, { kind: 'shown', note: `${request.method} ${request.url}` });
      showState(this, 'good', RED._('bluecherry-out.status.dryRun'));
    };

    handleInput<SalesOrder>(RED, this, definition, async (message, send, services) => {
      destination ??= open(services);
      if (message.selvedge.dryRun) {
        showRequest(message, destination.connector);
        return;
      }
      if (!message.selvedge.lane) {
        throw new OperationError('LANE_MISSING', 'Put a durable lane before this node: without one an order could be lost.');
      }
      const outcome = await destination.send(message.payload);
      if (outcome.kind === 'failed') {
        const { code, message: sentence, disposition, details, retryAfterMs } = outcome.failure;
        throw new OperationError(code, sentence, { disposition, details, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
      }
      await settleSalesOrder(services, message, destination.system, outcome);
      sent += 1;
      showState(this, 'good', RED._('bluecherry-out.status.sent', { count: sent }));
      send({ ...message, erp: { ordNum: outcome.ordNum, externalRef: message.payload.externalRef } });
    });
  });
}

function notMentioned(order: SalesOrder): SalesOrderOutcome {
  return { kind: 'failed', failure: new OperationError('OUTCOME_UNKNOWN', `BlueCherry did not mention order ${order.orderNumber} in its answer.`).toFailure() };
}
