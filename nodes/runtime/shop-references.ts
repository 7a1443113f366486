import { OperationError } from '../../lib/errors/operation-error.ts';
import type { Clock } from '../../lib/lanes/contract.ts';
import type { Store } from '../../lib/store/contract/store.ts';
import { gatherQuestions } from './gather-questions.ts';

/** Where a shop keeps the stock of a SKU. */
export interface ShopPlace {
  /** Of a variation its parent. */
  readonly productId: string;
  /** Null for a simple product. */
  readonly variantId: string | null;
}

export interface ShopReferences {
  /** Null: the shop has no such SKU. @throws SHOP_SKU_AMBIGUOUS, and what asking the shop fails with */
  find(skuCode: string): Promise<ShopPlace | null>;
  /** It is not there any more: the next one who wants to know asks the shop. */
  forget(places: readonly ShopPlace[]): Promise<void>;
}

export interface ShopReferencesParts {
  readonly store: Store;
  readonly clock: Clock;
  /** The channel of the shop's account. */
  readonly system: string;
  /** Asks the shop; several places where a SKU is not unique. */
  readonly ask: (skuCodes: readonly string[]) => Promise<ReadonlyMap<string, readonly ShopPlace[]>>;
  readonly lingerMs: number;
  /** For how long a SKU that the shop does not have is not asked for again; 0: it is asked for each time. */
  readonly absentForMs: number;
}

const entity = 'shop-stock';
/** SKUs that are asked for together. */
const skusPerQuestion = 100;

/** Remembers where a shop has its SKUs, and asks it, a hundred SKUs a call, for those that it was not asked for yet. */
export function openShopReferences({ store, clock, system, ask, lingerMs, absentForMs }: ShopReferencesParts): ShopReferences {
  const absentUntil = new Map<string, number>();
  let sweptAt = clock.now();

  const rememberAbsent = (skuCodes: readonly string[]): void => {
    const now = clock.now();
    if (absentForMs === 0) return;
    for (const skuCode of skuCodes) absentUntil.set(skuCode, now + absentForMs);
    if (now - sweptAt < absentForMs) return;
    sweptAt = now;
    for (const [skuCode, until] of absentUntil) if (until <= now) absentUntil.delete(skuCode);
  };
  const known = gatherQuestions<ShopPlace>({
    size: Infinity,
    soon(leave) {
      const immediate = setImmediate(leave);
      return { cancel: () => clearImmediate(immediate) };
    },
    async ask(skuCodes) {
      const rows = Map.groupBy(await store.read.references.find(entity, system, skuCodes), ({ key }) => key);
      // A SKU that came to be known at two places is in one of them only: the shop says in which.
      return new Map([...rows].flatMap(([skuCode, [row, ...others]]) => (row && others.length === 0 ? [[skuCode, toPlace(row.remoteId)] as const] : [])));
    },
  });
  const asked = gatherQuestions<readonly ShopPlace[]>({
    size: skusPerQuestion,
    soon: (leave) => clock.setTimer(leave, lingerMs),
    async ask(skuCodes) {
      const found = await ask(skuCodes);
      const single = [...found].flatMap(([skuCode, [place, ...others]]) => (place && others.length === 0 ? [{ skuCode, place }] : []));
      const updatedAt = clock.now();
      await store.write(async ({ references }) => {
        const before = await references.find(entity, system, skuCodes);
        await references.remove(entity, system, before.map(({ remoteId }) => remoteId));
        await references.put(single.map(({ skuCode, place }) => ({ entity, key: skuCode, system, remoteId: toRemoteId(place), data: '{}', updatedAt })));
      });
      rememberAbsent(skuCodes.filter((skuCode) => (found.get(skuCode) ?? []).length === 0));
      return found;
    },
  });

  return {
    async find(skuCode) {
      if ((absentUntil.get(skuCode) ?? 0) > clock.now()) return null;
      const place = await known(skuCode);
      if (place) return place;
      const places = (await asked(skuCode)) ?? [];
      if (places.length > 1) {
        const where = places.map(toRemoteId).sort();
        throw new OperationError('SHOP_SKU_AMBIGUOUS', `The shop has SKU ${skuCode} ${places.length} times: as ${where.join(' and ')}.`, { details: { sku: skuCode, places: where } });
      }
      return places[0] ?? null;
    },
    forget: (places) => store.write(({ references }) => references.remove(entity, system, places.map(toRemoteId))),
  };
}

/** `11/26` for a variation, `50` for a simple product. */
const toRemoteId = ({ productId, variantId }: ShopPlace): string => (variantId === null ? productId : `${productId}/${variantId}`);

function toPlace(remoteId: string): ShopPlace {
  const [productId = '', variantId = null] = remoteId.split('/');
  return { productId, variantId };
}
