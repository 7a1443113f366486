import type { StockBase } from './stock-base.ts';
import type { StockSku } from './stock-row.ts';
import { noTerms } from './stock-terms.ts';

export interface GeneratedCatalogue {
  readonly skus: number;
  /** Of each SKU; `L01` is the first. */
  readonly locations: number;
}

const sizes = ['XS', 'S', 'M', 'L', 'XL', 'XXL', '3X', '4X'];
const colours = ['BLA', 'ECR', 'IND', 'NAV', 'STO'];
const perStyle = sizes.length * colours.length;

/** Numbers that look arbitrary and are the same each time. */
const mixed = (seed: number, value: number): number => {
  const first = Math.imul((seed ^ value) + 0x9e3779b9, 0x85ebca6b);
  return (first ^ (first >>> 13)) >>> 0;
};

/** A catalogue of any size that takes no memory: styles of five colours and eight sizes, `00000123-NAV-M`. Each row follows from its place. */
export const generatedBase = ({ skus, locations }: GeneratedCatalogue, seed: number): StockBase => {
  const skuAt = (place: number): StockSku => {
    const style = String(Math.floor(place / perStyle)).padStart(8, '0');
    const colorCode = colours[Math.floor((place % perStyle) / sizes.length)] ?? '';
    const bucket = (place % sizes.length) + 1;
    const sizeName = sizes[bucket - 1] ?? '';
    return {
      division: '01', style, colorCode, label: '', dimension: '', sizeBucket: bucket, sizeName,
      upc: String(700_000_000_000 + place), skuCode: `${style}-${colorCode}-${sizeName}`, styleName: `Style ${style}`, colorName: colorCode,
    };
  };
  return {
    count: skus * locations,
    row: (index) => {
      const number = mixed(seed, index);
      const terms = { ...noTerms, SA: number % 7, R1: 20 + (number % 181), IN: (number >>> 8) % 60, OP: (number >>> 14) % 25, PK: (number >>> 19) % 6, RS: (number >>> 22) % 3 };
      return { sku: skuAt(Math.floor(index / locations)), location: `L${String((index % locations) + 1).padStart(2, '0')}`, lot: '', terms, supply: [] };
    },
    skus: (skuCode) => {
      const [style = '', colour = '', size = ''] = skuCode.split('-');
      const place = Number(style) * perStyle + colours.indexOf(colour) * sizes.length + sizes.indexOf(size);
      return /^\d{8}$/.test(style) && place < skus && skuAt(place).skuCode === skuCode ? [skuAt(place)] : [];
    },
  };
};
