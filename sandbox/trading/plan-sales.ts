import { seededRandom } from '../seeded-random.ts';

export interface SoldItem {
  readonly skuCode: string;
  /** Shoppers an hour who want one unit, in quiet hours. */
  readonly shopPerHour: number;
  /** Units an hour that are sold elsewhere and entered in the ERP: telephone, stores, wholesale. */
  readonly erpPerHour: number;
  /** Takes part in the drop. */
  readonly hot?: boolean;
}

export interface Drop {
  /** After the day began. */
  readonly atMs: number;
  /** How many times the quiet rate at its first moment. */
  readonly times: number;
  /** In which half of the rush is gone. */
  readonly halfLifeMs: number;
}

export interface SalesPlan {
  readonly seed: number;
  readonly durationMs: number;
  readonly items: readonly SoldItem[];
  readonly drops?: readonly Drop[];
}

export interface Wish {
  /** After the day began. */
  readonly atMs: number;
  readonly channel: 'shop' | 'erp';
  readonly skuCode: string;
}

const hourMs = 3_600_000;

/** How many times the quiet rate a hot item sells at a moment. */
const rushAt = (drops: readonly Drop[], atMs: number): number =>
  drops.reduce((factor, drop) => (atMs < drop.atMs ? factor : factor + (drop.times - 1) * 2 ** (-(atMs - drop.atMs) / drop.halfLifeMs)), 1);

/** Who wants what when: Poisson arrivals whose rate follows the drops, by thinning. The same seed, the same day. */
export const planSales = ({ seed, durationMs, items, drops = [] }: SalesPlan): Wish[] => {
  const wishes: Wish[] = [];
  // At most what all drops would give at once.
  const peak = drops.reduce((factor, { times }) => factor + Math.max(0, times - 1), 1);
  items.forEach(({ skuCode, hot = false, ...rates }, index) => {
    for (const channel of ['shop', 'erp'] as const) {
      const random = seededRandom(seed * 1_000_003 + index * 2 + (channel === 'shop' ? 0 : 1));
      const most = hot ? peak : 1;
      const perMs = (rates[`${channel}PerHour`] * most) / hourMs;
      if (perMs <= 0) continue;
      for (let atMs = -Math.log(1 - random()) / perMs; atMs < durationMs; atMs += -Math.log(1 - random()) / perMs) {
        if (random() * most < (hot ? rushAt(drops, atMs) : 1)) wishes.push({ atMs: Math.floor(atMs), channel, skuCode });
      }
    }
  });
  return wishes.sort((left, right) => left.atMs - right.atMs || (left.skuCode < right.skuCode ? -1 : 1));
};
