import type { Sku } from '../../lib/model/identity.ts';
import type { ReferenceRow } from '../../lib/store/contract/reference-table.ts';
import type { Store } from '../../lib/store/contract/store.ts';

/** Which items BlueCherry has under a SKU code: one, none, or several where the code is not unique. */
export interface SkuDirectory {
  find(skuCodes: readonly string[]): Promise<ReadonlyMap<string, readonly Sku[]>>;
}

export interface SkuDirectoryParts {
  readonly store: Store;
  /** The account, e.g. `bluecherry:HTL`. */
  readonly system: string;
  readonly now: () => number;
  /** Asks BlueCherry itself. */
  readonly ask: (skuCodes: readonly string[]) => Promise<ReadonlyMap<string, readonly Sku[]>>;
}

/** Orders that arrive in one turn of the event loop ask BlueCherry together. */
const codesPerQuestion = 100;

/**
 * The directory that the SKU feed fills, backed by BlueCherry itself: a code that is not in it, or is inactive there,
 * is asked for before anybody is told that it does not exist.
 */
export function openSkuDirectory(parts: SkuDirectoryParts): SkuDirectory {
  const asking = new Map<string, Promise<readonly Sku[]>>();
  let gathered: { codes: string[]; answer: Promise<ReadonlyMap<string, readonly Sku[]>> } | undefined;

  const ask = (code: string): Promise<readonly Sku[]> => {
    const underWay = asking.get(code);
    if (underWay) return underWay;
    if (!gathered || gathered.codes.length >= codesPerQuestion) {
      const codes: string[] = [];
      const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
        gathered = undefined;
        const found = await parts.ask(codes);
        const rows = skuReferences(parts.system, [...found.values()].flat(), parts.now());
        if (rows.length > 0) await parts.store.write((tables) => tables.references.put(rows));
        return found;
      });
      gathered = { codes, answer };
    }
    gathered.codes.push(code);
    const answer = gathered.answer.then((found) => found.get(code) ?? []).finally(() => asking.delete(code));
    asking.set(code, answer);
    return answer;
  };

  return {
    async find(skuCodes) {
      const wanted = [...new Set(skuCodes)];
      const rows = await parts.store.read.references.find('sku', parts.system, wanted);
      const known = new Map<string, Sku[]>();
      for (const row of rows) {
        const sku = JSON.parse(row.data) as Sku;
        known.set(row.key, [...(known.get(row.key) ?? []), sku]);
      }
      const doubtful = wanted.filter((code) => !known.get(code)?.some((sku) => sku.active));
      const asked = await Promise.all(doubtful.map(async (code) => [code, await ask(code)] as const));
      return new Map<string, readonly Sku[]>([...known, ...asked]);
    },
  };
}

/** Rows of the directory; an item is one row, so that two items under one code both stand there. */
export function skuReferences(system: string, skus: readonly Sku[], at: number): readonly ReferenceRow[] {
  return skus.map((sku) => ({ entity: 'sku', key: sku.skuCode, system, remoteId: Object.values(sku.identity).join('|'), data: JSON.stringify(sku), updatedAt: at }));
}
