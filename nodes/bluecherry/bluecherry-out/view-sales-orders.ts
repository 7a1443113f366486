import type { BluecherryConnector } from '../../../lib/connectors/bluecherry/connector.ts';
import { toFailure } from '../../../lib/errors/operation-error.ts';
import type { Clock, DestinationLookup, DestinationView } from '../../../lib/lanes/contract.ts';
import { checkPayload } from '../../../lib/model/check-payload.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { ErpOrder } from '../../../lib/model/erp-order.ts';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import { commercialFingerprint } from '../../../lib/operations/commercial-fingerprint.ts';
import { readImportResult } from '../../../lib/operations/import-result.ts';
import type { EffectRow } from '../../../lib/store/contract/effect-table.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import { salesOrderEffect } from './sales-order-effect.ts';

export interface ViewParts {
  readonly connector: Pick<BluecherryConnector, 'findOrdersByExternalRef'>;
  readonly store: Pick<Store, 'read'>;
  readonly clock: Clock;
  /** The account, as the ledger names it. */
  readonly system: string;
  readonly unknownAfterMs: number;
}

/** What BlueCherry and the ledger have of orders, before they are sent again. Where `parts` fails, the views say why. */
export function viewSalesOrders(parts: () => ViewParts): DestinationLookup {
  return async (messages) => {
    const orders = messages.map(readOrder);
    const look = await lookUp(orders.flatMap(({ order }) => order ?? []), parts).catch((error: unknown) => notSeen(error));
    return orders.map(({ order, why }) => (order ? look(order) : { state: 'unknown', why }));
  };
}

async function lookUp(orders: readonly SalesOrder[], parts: () => ViewParts): Promise<(order: SalesOrder) => DestinationView> {
  const { connector, store, clock, system, unknownAfterMs } = parts();
  const now = clock.now();
  // A person looks while the lanes work: their calls go first.
  const found = await connector.findOrdersByExternalRef(orders.map(({ externalRef }) => externalRef), { priority: 'catalogue' });
  const effects = await store.read.effects.find(orders.map((order) => salesOrderEffect(order, system)));
  const effectOf = new Map(effects.map((effect) => [effect.key, effect]));
  return (order) => view(order, found.get(order.externalRef)?.[0], effectOf.get(order.externalRef), now - unknownAfterMs);
}

function notSeen(error: unknown): () => DestinationView {
  const { message } = toFailure(error);
  return () => ({ state: 'unknown', why: message });
}

function view(order: SalesOrder, existing: ErpOrder | undefined, effect: EffectRow | undefined, believedSince: number): DestinationView {
  if (existing) return { state: 'there', number: existing.ordNum, sameContent: effect ? effect.fingerprint === commercialFingerprint(order) : null };
  if (effect?.state === 'confirmed') {
    return { state: 'unknown', why: `The kit wrote it as sales order ${readImportResult(effect.result)?.ordNum ?? ''}, which BlueCherry does not show under this reference.` };
  }
  if (effect?.state === 'claimed') return { state: 'unknown', why: 'It is being sent just now.' };
  if (effect && (effect.settledAt ?? effect.claimedAt) > believedSince) return { state: 'unknown', why: 'BlueCherry may still be working on a call that it did not answer.' };
  return { state: 'new' };
}

function readOrder({ topic, payload }: CanonicalMessage): { readonly order: SalesOrder | null; readonly why: string } {
  if (topic !== 'sales-order') return { order: null, why: `BlueCherry is asked for sales orders, not for "${topic}".` };
  try {
    checkPayload(topic, payload);
    return { order: payload as SalesOrder, why: '' };
  } catch (error) {
    return { order: null, why: toFailure(error).message };
  }
}
