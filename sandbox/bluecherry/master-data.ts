import codes from './data/codes.json' with { type: 'json' };
import { identityKey, type SkuIdentity, type SkuRecord } from './sku-record.ts';

export const codeLists = ['customers', 'divisions', 'locations', 'orderTypes', 'shipVias', 'terms'] as const;
export type CodeList = (typeof codeLists)[number];

export interface Code {
  readonly code: string;
  readonly name: string;
}

export const isCodeList = (name: string): name is CodeList => (codeLists as readonly string[]).includes(name);

/** What the ERP knows before any order comes. */
export class MasterData {
  readonly #codes: Record<CodeList, Map<string, Code>>;
  readonly #skus = new Map<string, SkuRecord>();

  constructor(skus: readonly SkuRecord[]) {
    const table = (list: CodeList): Map<string, Code> => new Map(codes[list].map((entry) => [entry.code, entry]));
    this.#codes = {
      customers: table('customers'),
      divisions: table('divisions'),
      locations: table('locations'),
      orderTypes: table('orderTypes'),
      shipVias: table('shipVias'),
      terms: table('terms'),
    };
    for (const sku of skus) this.putSku(sku);
  }

  codes(list: CodeList): Code[] {
    return [...this.#codes[list].values()];
  }

  knows(list: CodeList, code: string): boolean {
    return this.#codes[list].has(code);
  }

  addCode(list: CodeList, code: Code): void {
    this.#codes[list].set(code.code, code);
  }

  removeCode(list: CodeList, code: string): void {
    if (!this.#codes[list].delete(code)) throw new RangeError(`There is no "${code}" among the ${list}.`);
  }

  sku(identity: SkuIdentity): SkuRecord | undefined {
    return this.#skus.get(identityKey(identity));
  }

  /** More than one where two SKUs carry the same code: nothing in the ERP forbids it. */
  skusByCode(skuCode: string): SkuRecord[] {
    return this.skus().filter((sku) => sku.skuCode === skuCode);
  }

  skus(): SkuRecord[] {
    return [...this.#skus.values()];
  }

  putSku(sku: SkuRecord): void {
    this.#skus.set(identityKey(sku), sku);
  }

  removeSku(sku: SkuRecord): void {
    this.#skus.delete(identityKey(sku));
  }
}
