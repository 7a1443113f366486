/** One SKU as the channel shows it, beside what we know of it. Times are ms since 1970 (UTC). */
export interface ShownStock {
  readonly skuCode: string;
  /** What the channel shows; null: it does not keep stock of it. */
  readonly shown: number | null;
  readonly readAt: number;
  /** The figure that we wrote last; null: none. */
  readonly published: number | null;
  /**
   * Units that the channel has sold between that write and the reading, of the orders we know: it has taken them off by
   * itself. At least and at most, because clocks differ and nobody can say of a sale in the minute of the write on which side of it it lies.
   */
  readonly sold: { readonly least: number; readonly most: number };
  /** The figure as it would be published now. */
  readonly wanted: number;
  /** A newer figure waits in the lane or is being written. */
  readonly underWay: boolean;
}

export type DriftKind = 'too-many' | 'too-few' | 'not-managed' | 'not-published';

export interface Drift {
  readonly skuCode: string;
  readonly kind: DriftKind;
  readonly shown: number | null;
  /** What the channel should show: the figure written last, less what it has sold since. */
  readonly expected: number | null;
  /** What is to be written; null: writing a figure does not put it right. */
  readonly repair: number | null;
}

/**
 * Where a channel shows neither what it should now nor what we wrote, less what it sold. Fewer units than expected may be a sale whose order was
 * not read yet, so they count only when orders are known until after the channel was asked; more units are always drift.
 * @param salesSeenUntil until when all orders of the channel are known
 */
export function findDrift(stock: readonly ShownStock[], salesSeenUntil: number): readonly Drift[] {
  return stock.flatMap((one) => {
    const kind = one.underWay ? null : kindOf(one, salesSeenUntil);
    if (kind === null) return [];
    const { skuCode, shown, published, sold, wanted } = one;
    const expected = published === null ? null : published - (kind === 'too-few' ? sold.most : sold.least);
    return [{ skuCode, kind, shown, expected, repair: kind === 'not-managed' ? null : wanted }];
  });
}

function kindOf({ shown, readAt, published, sold, wanted }: ShownStock, salesSeenUntil: number): DriftKind | null {
  if (shown === null) return 'not-managed';
  if (shown === wanted) return null;
  if (published === null) return 'not-published';
  if (shown > published - sold.least) return 'too-many';
  return shown < published - sold.most && salesSeenUntil >= readAt ? 'too-few' : null;
}
