import { isCodeList, type Code, type CodeList, type MasterData } from './master-data.ts';
import type { SkuRecord } from './sku-record.ts';

/** What people do in the ERP's master data screens, for tests. */
export class ErpControl {
  readonly #masterData: MasterData;
  readonly #now: () => number;

  constructor(masterData: MasterData, now: () => number) {
    this.#masterData = masterData;
    this.#now = now;
  }

  addSku(sku: Partial<SkuRecord> & Pick<SkuRecord, 'skuCode' | 'division' | 'style'>): SkuRecord {
    const blank = { colorCode: '', label: '', dimension: '', sizeBucket: 0, sizeName: '', upc: null, styleName: '', colorName: '', active: true };
    const added: SkuRecord = { ...blank, ...sku, modifiedAt: this.#modifiedAt() };
    this.#masterData.putSku(added);
    return added;
  }

  skuCodes(): string[] {
    return this.#masterData.skus().map(({ skuCode }) => skuCode);
  }

  sku(skuCode: string): SkuRecord {
    const [sku] = this.#masterData.skusByCode(skuCode);
    if (!sku) throw new RangeError(`There is no SKU "${skuCode}".`);
    return sku;
  }

  /** Every SKU under the code. */
  patchSku(skuCode: string, changes: Partial<SkuRecord>): SkuRecord[] {
    const found = this.#masterData.skusByCode(skuCode);
    if (found.length === 0) throw new RangeError(`There is no SKU "${skuCode}".`);
    return found.map((sku) => {
      const changed: SkuRecord = { ...sku, ...changes, modifiedAt: this.#modifiedAt() };
      this.#masterData.removeSku(sku);
      this.#masterData.putSku(changed);
      return changed;
    });
  }

  removeSku(skuCode: string): void {
    const found = this.#masterData.skusByCode(skuCode);
    if (found.length === 0) throw new RangeError(`There is no SKU "${skuCode}".`);
    found.forEach((sku) => this.#masterData.removeSku(sku));
  }

  addCode(list: CodeList, code: Code): void {
    this.#masterData.addCode(this.#list(list), code);
  }

  removeCode(list: CodeList, code: string): void {
    this.#masterData.removeCode(this.#list(list), code);
  }

  #list(name: string): CodeList {
    if (!isCodeList(name)) throw new RangeError(`There is no code list "${name}".`);
    return name;
  }

  #modifiedAt(): string {
    return new Date(this.#now()).toISOString();
  }
}
