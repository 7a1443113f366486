import { OperationError } from '../../../../lib/errors/operation-error.ts';
import type { DurableLane } from '../../../../lib/lanes/contract.ts';
import type { CanonicalMessage } from '../../../../lib/model/envelope.ts';
import type { LeaseToken } from '../../../../lib/model/lease-token.ts';
import type { Store } from '../../../../lib/store/contract/store.ts';

/** The source of all records, and what of them has been acknowledged. */
export interface Shop {
  /** Newest revision of each key. */
  readonly records: Map<string, number>;
  /** `key/revision` of every message that a lane said to be on disk. */
  readonly acknowledged: Set<string>;
  /** Keys of which the next look brings an older revision after the newest, as an answer that comes late does. */
  readonly late: Set<string>;
}

export const feed = 'shop:orders';

export function message(key: string, revision: number, holder?: LeaseToken): CanonicalMessage {
  return {
    topic: 'sales-order',
    payload: { key, revision },
    selvedge: {
      ...{ client: 'simulation', key, revision: String(revision), source: { system: 'shop', account: 'shop', node: 'shop' } },
      ...{ occurredAt: '2026-01-01T00:00:00.000Z', trace: '' },
      ...(holder ? { holder } : {}),
    },
  };
}

/** One look at the shop: what is new goes into the lane, and then the cursor moves. */
export async function readShop(shop: Shop, { store, lane, holder }: { readonly store: Store; readonly lane: DurableLane; readonly holder: LeaseToken }): Promise<void> {
  if (lane.full()) return;
  const known = JSON.parse((await store.read.cursors.get(feed)) ?? '{}') as Record<string, number>;
  const seen = Object.fromEntries(shop.records);
  const news = Object.entries(seen).filter(([key, revision]) => (known[key] ?? 0) < revision);
  const late = [...shop.late].map((key) => message(key, (seen[key] ?? 0) - 1, holder)).filter(({ selvedge: { revision } }) => Number(revision) > 0);
  shop.late.clear();
  if (news.length === 0 && late.length === 0) return;
  await Promise.all(
    news.map(async ([key, revision]) => {
      await lane.journal(message(key, revision, holder));
      shop.acknowledged.add(`${key}/${revision}`);
    }),
  );
  await Promise.all(late.map((one) => lane.journal(one)));
  await store.write(async ({ leases, cursors }) => {
    if ((await leases.held([holder])).length === 0) throw new OperationError('LEASE_LOST', 'Another worker reads the shop.');
    await cursors.set(feed, JSON.stringify(seen), 0);
  });
}
