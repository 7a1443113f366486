import type { StockLine } from '../../model/stock.ts';

/** Units that a line says are there. */
export type UnitsOf = (line: StockLine) => number;

export function sumUnits(lines: readonly StockLine[], unitsOf: UnitsOf): number {
  let units = 0;
  for (const line of lines) units += unitsOf(line);
  return units;
}
