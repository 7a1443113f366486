import type { StockChange } from '../../model/stock.ts';

export interface OrderedChange<T extends Pick<StockChange, 'level' | 'urgency'>> {
  readonly change: T;
  /** Of the most urgent change of its style: lower goes first. */
  readonly priority: StockChange['urgency'];
}

/**
 * The order in which changes leave: those of one style side by side and with the priority of the most urgent among them,
 * because a shop takes the variations of one product in one call. A SKU without a style stands for itself.
 */
export function sideBySide<T extends Pick<StockChange, 'level' | 'urgency'>>(changes: readonly T[]): readonly OrderedChange<T>[] {
  const styles = new Map<string, { priority: StockChange['urgency']; readonly changes: T[] }>();
  for (const change of changes) {
    const { style, skuCode } = change.level;
    const name = style === '' ? `\0${skuCode}` : style;
    const known = styles.get(name);
    if (!known) styles.set(name, { priority: change.urgency, changes: [change] });
    else {
      known.changes.push(change);
      if (change.urgency < known.priority) known.priority = change.urgency;
    }
  }
  return [...styles]
    .sort(([oneName, one], [otherName, other]) => one.priority - other.priority || (oneName < otherName ? -1 : 1))
    .flatMap(([, { priority, changes: ofStyle }]) => ofStyle.sort((one, other) => one.urgency - other.urgency).map((change) => ({ change, priority })));
}
