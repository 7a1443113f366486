import { deriveSkus } from '../../../sandbox/bluecherry/derive-skus.ts';
import { seededRandom, type Random } from '../../../sandbox/seeded-random.ts';
import type { Drop, SoldItem } from '../../../sandbox/trading/plan-sales.ts';
import { recordedShop } from '../../../sandbox/woocommerce/recorded-shop.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Styles of the drop. */
const dropStyles = /^(MC100|DJ210-IND)/;

export interface PlannedDay {
  readonly seed: number;
  /** What lies in the warehouse in the morning, per SKU. */
  readonly opening: ReadonlyMap<string, number>;
  readonly items: readonly SoldItem[];
  readonly drop: Drop;
  /** How long each cycle runs, from the time whose truth it states until it is completed. */
  readonly cycleRunMs: () => number;
  /** Counted from the drop: which cycle does not come, and which comes behind its successor. */
  readonly skippedCycle: number;
  readonly overlappingCycle: number;
}

export const tradingHours = 9;
export const cycleEveryMs = 30 * minuteMs;

/**
 * A day of a shop whose sizes are broken as a fashion shop's are: a fifth of the ordinary SKUs is down to its last two units,
 * and what is in the drop has 20 to 90. Telephone, stores and wholesale sell between 10 and 30 units for each 100 of the
 * shop, other ones for each SKU, so no one setting is right for all of them. In the drop interest is twenty times the usual
 * and half of it gone after 25 minutes. The same seed, the same day.
 */
export function planTradingDay(seed: number): PlannedDay {
  const random = seededRandom(seed * 7919 + 17);
  const { products, variations } = recordedShop();
  const kept = new Set(variations.map(({ sku }) => sku));
  const skus = deriveSkus(products, variations).map(({ skuCode }) => skuCode).filter((skuCode) => kept.has(skuCode));
  const opening = new Map<string, number>();
  const items = skus.map((skuCode): SoldItem => {
    const hot = dropStyles.test(skuCode);
    opening.set(skuCode, hot ? between(random, 20, 90) : ordinaryUnits(random));
    const shopPerHour = hot ? 2 + random() * 4 : 0.1 + random() * 1.4;
    return { skuCode, shopPerHour, erpPerHour: shopPerHour * (0.1 + random() * 0.2), hot };
  });
  const drop: Drop = { atMs: (3 + random()) * hourMs, times: 20, halfLifeMs: 25 * minuteMs };
  const paces = seededRandom(seed * 104_729 + 3);
  return { seed, opening, items, drop, cycleRunMs: () => (3 + paces() * 6) * minuteMs, skippedCycle: between(random, 0, 1), overlappingCycle: between(random, 2, 4) };
}

const between = (random: Random, least: number, most: number): number => least + Math.floor(random() * (most - least + 1));

function ordinaryUnits(random: Random): number {
  const kind = random();
  return kind < 0.2 ? between(random, 0, 2) : kind < 0.6 ? between(random, 3, 12) : between(random, 13, 60);
}
