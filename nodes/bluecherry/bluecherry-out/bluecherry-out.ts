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
import { setUpNode } from '../../runtime/set-up-node.ts';
import { showInDebugSidebar } from '../../runtime/show-in-debug-sidebar.ts';
import { recordEnd } from '../../runtime/track-delivery.ts';
import type { BluecherryAccountNode } from '../bluecherry-account/bluecherry-account.ts';
import { BluecherryOutConfig, definition } from './bluecherry-out.definition.ts';
import { createSalesOrders, type OrderToCreate, type SalesOrderOutcome } from './create-sales-orders.ts';
import { gatherBatch } from './gather-batch.ts';
import { settleSalesOrders, type SettleSalesOrder } from './settle-sales-orders.ts';
import { viewSalesOrders } from './view-sales-orders.ts';

interface Destination {
  readonly connector: BluecherryConnector;
  /** The account, as ledger and references name it. */
  readonly system: string;
  readonly unknownAfterMs: number;
  /** Goes into the next batch; resolves with what became of the order. */
  readonly send: (order: OrderToCreate) => Promise<SalesOrderOutcome>;
  readonly settle: SettleSalesOrder;
}

export default function register(RED: NodeAPI): void {
  RED.nodes.registerType(definition.type, function (this: Node, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    let sent = 0;
    let opened: Destination | undefined;

    const open = (services: KitServices): Destination => {
      const config = readConfig(BluecherryOutConfig, raw, 'BlueCherry out');
      const { clock, ledger, leases } = services;
      const account = accountOf<BluecherryAccountNode>(RED, config.account, 'bluecherry-account');
      const connector = account.connector(services);
      const system = account.system();
      const unknownAfterMs = config.unknownAfterSeconds * 1000;
      const send = gatherBatch<OrderToCreate, SalesOrderOutcome>({ size: config.batchSize, lingerMs: config.lingerMs, clock }, (orders) => {
        showState(this, 'waiting', RED._('bluecherry-out.status.sending', { count: orders.length }));
        return createSalesOrders(orders, { connector, ledger, leases, clock, destination: system, unknownAfterMs });
      });
      return { connector, system, unknownAfterMs, send, settle: settleSalesOrders(services, system) };
    };
    // The account is looked up once: while a flow is being stopped its nodes can no longer be found.
    const destination = (services: KitServices): Destination => (opened ??= open(services));

    const showRequest = (message: CanonicalMessage<SalesOrder>, connector: BluecherryConnector): void => {
      const request = connector.importRequest([message.payload]);
      showInDebugSidebar(RED, this, `dry run of ${message.selvedge.key}: ${request.method} ${new URL(request.url).pathname}`, request);
      recordEnd(message.selvedge.trace, { kind: 'shown', note: `${request.method} ${request.url}` });
      showState(this, 'good', RED._('bluecherry-out.status.dryRun'));
    };

    setUpNode(RED, this, (services, life) => {
      const { store, clock, desk, flows } = services;
      const lookUp = viewSalesOrders(() => ({ store, clock, ...destination(services) }));
      life.onClose(desk.registerDestination(this.id, () => flows.graph().upstreamOf(this.id), lookUp));
    });
    handleInput<SalesOrder>(RED, this, definition, async (message, send, services) => {
      const { connector, send: create, settle } = destination(services);
      if (message.selvedge.dryRun) {
        showRequest(message, connector);
        return;
      }
      if (!message.selvedge.lane) {
        throw new OperationError('LANE_MISSING', 'Put a durable lane before this node: without one an order could be lost.');
      }
      const holder = message.selvedge.holder ?? services.leases.worker();
      const outcome = await create({ order: message.payload, holder });
      if (outcome.kind === 'failed') {
        const { code, message: sentence, disposition, details, retryAfterMs } = outcome.failure;
        throw new OperationError(code, sentence, { disposition, details, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
      }
      await settle(message, holder, outcome);
      sent += 1;
      showState(this, 'good', RED._('bluecherry-out.status.sent', { count: sent }));
      send({ ...message, erp: { ordNum: outcome.ordNum, externalRef: message.payload.externalRef } });
    });
  });
}
