import { numberOf, objectsOf, textOf, type JsonObject } from '../json-value.ts';
import sizeRanges from './data/size-ranges.json' with { type: 'json' };
import styles from './data/styles.json' with { type: 'json' };
import type { SkuRecord } from './sku-record.ts';

const ranges = new Map<string, readonly string[]>(Object.entries(sizeRanges));

const optionOf = (variation: JsonObject, attribute: string): string =>
  textOf(objectsOf(variation, 'attributes').find((candidate) => textOf(candidate, 'name') === attribute) ?? {}, 'option');

/** UPC-A: the last digit makes the weighted sum a multiple of ten. */
const withCheckDigit = (digits: string): string => {
  const sum = Array.from(digits).reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
};

/**
 * The ERP's SKUs from the recorded catalogue. A variation `STYLE-COLOUR-SIZE` gives style and colour code; its attributes give the
 * names. The size's place in the style's range is the bucket; jeans written `28/30` have the waist as size and the inseam as
 * dimension. What the shop sells without variations is listed with the styles: bucket 0, no colour.
 */
export const deriveSkus = (products: readonly JsonObject[], variations: readonly JsonObject[]): SkuRecord[] =>
  styles.flatMap((style): SkuRecord[] => {
    const shared = { division: style.division, style: style.style, label: '', active: true };
    const product = products.find((candidate) => textOf(candidate, 'sku') === style.style);
    const modifiedAt = (record: JsonObject | undefined): string => `${textOf(record ?? products[0] ?? {}, 'date_modified_gmt')}Z`;
    if (style.skuCode !== undefined) {
      const single = { ...shared, colorCode: '', dimension: '', sizeBucket: 0, sizeName: '', colorName: '', upc: null };
      return [{ ...single, skuCode: style.skuCode, styleName: style.styleName, modifiedAt: modifiedAt(product) }];
    }
    const own = variations.filter((variation) => numberOf(variation, 'parent_id') === numberOf(product ?? {}, 'id'));
    const inOrder = own.toSorted((left, right) => numberOf(left, 'id') - numberOf(right, 'id'));
    return inOrder.map((variation, index) => {
      const skuCode = textOf(variation, 'sku');
      const size = optionOf(variation, 'Size');
      const [waist = '', inseam = ''] = style.sizeAxes === 'waist/inseam' ? size.split('/') : [size];
      return {
        ...shared,
        colorCode: skuCode.split('-')[1] ?? '',
        dimension: inseam,
        sizeBucket: (ranges.get(style.sizeRange) ?? []).indexOf(waist) + 1,
        sizeName: waist,
        upc: style.upcPrefix === null ? null : withCheckDigit(`${style.upcPrefix}${String(index + 1).padStart(3, '0')}`),
        skuCode,
        styleName: textOf(product ?? {}, 'name'),
        colorName: optionOf(variation, 'Colour'),
        modifiedAt: modifiedAt(variation),
      };
    });
  });
