import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { WoocommerceConnector } from '../../../lib/connectors/woocommerce/connector.ts';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { StockChange } from '../../../lib/model/stock.ts';
import { accountOf } from '../../runtime/account-of.ts';
import { handleInput } from '../../runtime/handle-input.ts';
import { showState } from '../../runtime/node-status.ts';
import { readConfig } from '../../runtime/read-config.ts';
import type { KitServices } from '../../runtime/services.ts';
import { setUpNode } from '../../runtime/set-up-node.ts';
import { openShopReferences, type ShopPlace, type ShopReferences } from '../../runtime/shop-references.ts';
import { showInDebugSidebar } from '../../runtime/show-in-debug-sidebar.ts';
import { recordEnd } from '../../runtime/track-delivery.ts';
import type { WoocommerceAccountNode } from '../woocommerce-account/woocommerce-account.ts';
import { dispatchByParent, type Dispatcher } from './dispatch-by-parent.ts';
import { doubtfulWrites } from './doubtful-writes.ts';
import { figuresToSend } from './figures-to-send.ts';
import { sendStock } from './send-stock.ts';
import { settleStock, type SettleStock } from './settle-stock.ts';
import type { StockItem, StockItemOutcome } from './stock-item.ts';
import { viewShownStock } from './view-shown-stock.ts';
import { definition, WoocommerceOutConfig } from './woocommerce-out.definition.ts';
import { toChange } from './write-items.ts';

interface Destination {
  readonly connector: WoocommerceConnector;
  readonly channel: string;
  readonly skipUnknown: boolean;
  readonly references: ShopReferences;
  readonly dispatcher: Dispatcher<StockItem, StockItemOutcome>;
  readonly settle: SettleStock;
}

/** A SKU that was not in the shop is asked for again after this; a change of it that comes before is skipped unasked. */
const absentForMs = 300_000;
const longestLookUpLingerMs = 250;

export default function register(RED: NodeAPI): void {
  RED.nodes.registerType(definition.type, function (this: Node, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    const counts = { written: 0, skipped: 0 };
    let opened: Destination | undefined;

    const open = (services: KitServices): Destination => {
      const config = readConfig(WoocommerceOutConfig, raw, 'WooCommerce out');
      const { store, clock, leases, log } = services;
      const { lingerMs, lookBeforeHot, readBackHot } = config;
      const account = accountOf<WoocommerceAccountNode>(RED, config.account, 'woocommerce-account');
      const { channel, concurrency } = account.settings();
      const connector = account.connector(services);
      const skipUnknown = config.unknownSkus === 'skip';
      const ask = (skuCodes: readonly string[]) => connector.findSellables(skuCodes);
      const references = openShopReferences({ store, clock, system: channel, ask, lingerMs: Math.min(lingerMs, longestLookUpLingerMs), absentForMs: skipUnknown ? absentForMs : 0 });
      const doubts = doubtfulWrites(clock, config.unknownAfterSeconds * 1000);
      const dispatcher = dispatchByParent<StockItem, StockItemOutcome>({ atOnce: concurrency, lingerMs, clock }, (items) => {
        showState(this, 'waiting', RED._('woocommerce-out.status.sending', { count: items.length }));
        return sendStock(items, { store, clock, leases, log, connector, references, channel, lookBeforeHot, readBackHot, doubts });
      });
      return { connector, channel, skipUnknown, references, dispatcher, settle: settleStock(services, channel) };
    };
    // The account is looked up once: while a flow is being stopped its nodes can no longer be found.
    const destination = (services: KitServices): Destination => (opened ??= open(services));
    const count = (what: 'written' | 'skipped'): void => {
      counts[what] += 1;
      showState(this, 'good', RED._(`woocommerce-out.status.${what}`, { count: counts[what] }));
    };

    const showRequest = async (message: CanonicalMessage<StockChange>, place: ShopPlace, { connector }: Destination, { store, clock }: KitServices): Promise<void> => {
      const { selvedge, payload: { level, urgency } } = message;
      const [{ figure } = { figure: level.published }] = await figuresToSend(store.read.demand, [level], new Map(), clock.now());
      const request = connector.stockRequest({ parentId: parentOf(place), changes: [{ ...toChange({ level, place, urgency }), quantity: figure }] });
      showInDebugSidebar(RED, this, `dry run of ${selvedge.key}: ${request.method} ${new URL(request.url).pathname}`, request);
      recordEnd(selvedge.trace, { kind: 'shown', note: `${request.method} ${request.url}` });
      showState(this, 'good', RED._('woocommerce-out.status.dryRun'));
    };

    setUpNode(RED, this, (services, life) => {
      const { desk, flows } = services;
      life.onClose(desk.registerDestination(this.id, () => flows.graph().upstreamOf(this.id), viewShownStock(() => destination(services).connector)));
      life.onClose(() => opened?.dispatcher.close(new OperationError('LEASE_LOST', 'The flow was stopped before the figure was sent: its lane sends it again.')));
    });
    handleInput<StockChange>(RED, this, definition, async (message, send, services) => {
      const { selvedge, payload: { level, urgency } } = message;
      if (!selvedge.dryRun && !selvedge.lane) {
        throw new OperationError('LANE_MISSING', 'Put a durable lane of order "latest" before this node: without one a figure could be lost, or an older one written after a newer.');
      }
      const shop = destination(services);
      const { channel, references, dispatcher, settle } = shop;
      if (level.channel !== channel) {
        const sentence = `This figure is meant for the channel "${level.channel}", and the account of this node is "${channel}".`;
        throw new OperationError('CONFIGURATION_INVALID', sentence, { details: { channel: level.channel, account: channel } });
      }
      const place = await references.find(level.skuCode);
      if (!place) {
        const reason = `${channel} has no SKU ${level.skuCode}`;
        if (!shop.skipUnknown) throw new OperationError('SHOP_REFERENCE_STALE', `${reason}.`, { details: { sku: level.skuCode } });
        if (selvedge.dryRun) recordEnd(selvedge.trace, { kind: 'shown', note: reason });
        else await settle.skipped(message, reason);
        count('skipped');
        return;
      }
      if (selvedge.dryRun) {
        await showRequest(message, place, shop, services);
        return;
      }
      const holder = selvedge.holder ?? services.leases.worker();
      const outcome = await dispatcher.add({ level, place, holder, urgency, revision: selvedge.revision, parentId: parentOf(place), id: place.variantId ?? place.productId });
      if (outcome.kind === 'failed') {
        const { code, message: sentence, disposition, details, retryAfterMs } = outcome.failure;
        throw new OperationError(code, sentence, { disposition, details, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
      }
      await settle.written(message, holder, outcome);
      if (outcome.again) throw new OperationError('OUTCOME_UNKNOWN', `${outcome.sent} was written. ${outcome.again.why}`, { retryAfterMs: outcome.again.afterMs });
      count('written');
      send({ ...message, shop: { shown: outcome.shown } });
    });
  });
}

/** Simple products have none: they share calls. */
const parentOf = ({ productId, variantId }: ShopPlace): string | null => (variantId === null ? null : productId);
