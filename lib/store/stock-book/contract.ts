import type { SkuIdentity } from '../../model/identity.ts';
import type { SkuPosition, StockCycle, StockLine } from '../../model/stock.ts';

export interface InventoryLine extends StockLine {
  readonly skuCode: string;
  readonly identity: SkuIdentity;
}

/** What a full cycle takes away: SKUs that the book has with stock and that have none in the cycle, and their units, of all with stock. */
export interface DroppedStock {
  readonly skus: number;
  readonly of: number;
  readonly units: number;
  readonly ofUnits: number;
}

/** One SKU code that stands for several SKUs of the ERP. Each is in the book by itself; none of their figures are mixed. */
export interface SharedSkuCode {
  readonly skuCode: string;
  readonly identities: readonly SkuIdentity[];
}

/** One cycle on its way in. Lines may come in any order and more than once; the last word on a SKU, location and lot counts. */
export interface CycleLoad {
  put(lines: readonly InventoryLine[]): void;
  /** Lines so far, each once. To be asked when the last page is in: it looks at what came more than once. */
  count(): number;
  /** `sha256:<hex>` over all lines in order of their key: see stock-checksum.ts. */
  checksum(): string;
  /** Of a delta nothing: what it does not mention stays. */
  dropped(): DroppedStock;
  /**
   * The cycle becomes what the book says; in delta mode what it does not mention stays. A SKU that a full cycle does not have
   * stays in the book without lines. Says how many SKUs the cycle had and how many changed.
   */
  commit(): { readonly skus: number; readonly changed: number };
  /** The book stays as it was. */
  abandon(): void;
}

/**
 * What the ERP last said of every SKU, kept on this machine's disk beside the store: it can be read again from the ERP at
 * any time, so it costs the database nothing, and a worker that has none begins with a full read. One process per book.
 */
export interface PositionBook {
  /** Cycle of the last commit; null: empty or left in the middle of one. */
  head(): StockCycle | null;
  /** Takes the place of a load that was not finished. A delta needs a book that has a head. */
  begin(cycle: StockCycle): CycleLoad;
  /** SKUs that the last commit changed, in pages, in order of division, style and colour. */
  changed(pageSize: number): Iterable<readonly SkuPosition[]>;
  all(pageSize: number): Iterable<readonly SkuPosition[]>;
  /** A code that several SKUs share finds all of them. */
  find(skuCodes: readonly string[]): readonly SkuPosition[];
  /** In order of their code. A person has to make them differ in the ERP. */
  shared(limit: number): readonly SharedSkuCode[];
  close(): void;
}
