import type { BlueCherrySandbox } from '../bluecherry/start-bluecherry.ts';
import { oversoldSkuCodes } from '../bluecherry/stock/opening-stock.ts';

const carton = 24;
const lowAt = 12;

/**
 * A supplier's delivery: a carton of each SKU that runs low at a location. A shop that sells for days never runs dry; the
 * SKUs that are oversold from the first day on stay so.
 */
export const receiveDelivery = ({ erp, stock }: Pick<BlueCherrySandbox, 'erp' | 'stock'>, location = 'LDS'): string[] => {
  const low = erp.skuCodes().filter((skuCode) => {
    if (oversoldSkuCodes.includes(skuCode)) return false;
    const open = stock.figures(skuCode).filter((row) => row.location === location && row.label === '').reduce((units, { ots }) => units + ots, 0);
    return open < lowAt;
  });
  for (const skuCode of low) stock.receive({ skuCode, location }, carton);
  return low;
};
