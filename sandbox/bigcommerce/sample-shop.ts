import type { JsonObject } from '../json-value.ts';
import type { Random } from '../seeded-random.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { OrderDraft } from './orders/order-draft.ts';
import type { Warehouse } from './stock/warehouse.ts';

/** A style that the shop opens with. */
export interface ShopStyle {
  readonly code: string;
  readonly name: string;
  readonly price: number;
  readonly colours: readonly { readonly code: string; readonly name: string }[];
  readonly sizes: readonly string[];
  /** A second size axis: an inseam. */
  readonly inseams?: readonly string[];
  /** As the shop writes it; `{code}-{colour}-{size}` with slashes taken out when absent. */
  readonly skuOf?: (colour: string, size: string, inseam: string | null) => string;
}

const navy = { code: 'NAV', name: 'Navy' };
const black = { code: 'BLK', name: 'Black' };
const stone = { code: 'STN', name: 'Stone' };
const olive = { code: 'OLV', name: 'Olive' };
const ecru = { code: 'ECR', name: 'Ecru' };
const letters = ['XS', 'S', 'M', 'L', 'XL'];

export const northgateStyles: readonly ShopStyle[] = [
  { code: 'NG1001', name: 'Fell Waxed Jacket', price: 189, colours: [olive, navy], sizes: letters },
  { code: 'NG1002', name: 'Harrier Down Gilet', price: 119, colours: [black, navy, olive], sizes: letters },
  { code: 'NG2001', name: 'Tarn Merino Crew', price: 79, colours: [navy, ecru, stone], sizes: letters },
  { code: 'NG2002', name: 'Ridge Oxford Shirt', price: 64.5, colours: [ecru, navy], sizes: ['S', 'M', 'L', 'XL', 'XXL'] },
  { code: 'NG3001', name: 'Carter Chino', price: 72, colours: [stone, navy], sizes: ['30', '32', '34', '36'], inseams: ['30', '32'] },
  { code: 'NG3002', name: 'Selvedge Denim', price: 129.95, colours: [navy], sizes: ['28', '30', '32', '34', '36'], inseams: ['30', '32', '34'] },
  { code: 'NG4001', name: 'Wool Beanie', price: 24, colours: [black, navy, stone], sizes: ['One Size'] },
  { code: 'NG4002', name: 'Canvas Belt 1 1/4"', price: 29.99, colours: [stone, black], sizes: ['S/M', 'L/XL'] },
];

const skuOf = ({ code, skuOf: own }: ShopStyle, colour: string, size: string, inseam: string | null): string =>
  own ? own(colour, size, inseam) : [code, colour, ...[size, inseam].filter((part) => part !== null)].join('-').replace(/[/ ]/g, '').toUpperCase();

/** A 12-digit UPC with its check digit. */
const upcOf = (number: number): string => {
  const digits = `84012${String(number).padStart(6, '0')}`;
  const weighted = Array.from(digits, Number).reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 3 : 1), 0);
  return `${digits}${(10 - (weighted % 10)) % 10}`;
};

export const fillCatalogue = (catalogue: Catalogue, warehouse: Warehouse, styles: readonly ShopStyle[], random: Random): void => {
  let number = 1;
  for (const style of styles) {
    const variants = style.colours.flatMap((colour) =>
      style.sizes.flatMap((size) =>
        (style.inseams ?? [null]).map((inseam): JsonObject => ({
          sku: skuOf(style, colour.code, size, inseam),
          upc: upcOf(number++),
          option_values: [
            { option_display_name: 'Colour', label: colour.name },
            { option_display_name: 'Size', label: size },
            ...(inseam === null ? [] : [{ option_display_name: 'Inseam', label: inseam }]),
          ],
        })),
      ),
    );
    const product = catalogue.create({ name: style.name, type: 'physical', sku: style.code, weight: 0.4, price: style.price, inventory_tracking: 'variant', variants });
    for (const variant of product.variants) warehouse.set({ product, variant }, warehouse.defaultLocation, Math.floor(random() * 40) + 5, 'control');
  }
};

const people: readonly (readonly [first: string, last: string])[] = [['Jane', 'Okafor'], ['Miguel', 'Santos'], ['Priya', 'Raman'], ['Ellen', "O'Neill"], ['Tom', 'Ashworth'], ['Zoë', 'Lindqvist'], ['Kenji', 'Mori'], ['Sarah', 'Bell']];
const places: readonly (readonly [street: string, city: string, state: string, zip: string])[] = [
  ['455 Main Street', 'Austin', 'Texas', '78751'],
  ['12 Harbor Road', 'Portland', 'Maine', '04101'],
  ['98 Larimer Street', 'Denver', 'Colorado', '80202'],
  ['7 Beacon Hill', 'Boston', 'Massachusetts', '02108'],
];

/** Somebody who buys; the same seed brings the same people. */
export const contactMaker =
  (random: Random): (() => JsonObject) =>
  () => {
    const [first, last] = people[Math.floor(random() * people.length)] ?? ['Jane', 'Doe'];
    const [street, city, state, zip] = places[Math.floor(random() * places.length)] ?? ['', '', '', ''];
    const email = `${first}.${last}@example.com`.toLowerCase().replace(/[^a-z.@]/g, '');
    return { first_name: first, last_name: last, company: '', street_1: street, street_2: '', city, state, zip, country: 'United States', country_iso2: 'US', phone: '', email };
  };

/** The orders the shop opens with: each kind that an integration must read. `skus` are goods of the catalogue. */
export const sampleDrafts = (skus: readonly string[]): OrderDraft[] => {
  const sku = (index: number): string => skus[(index * 7) % skus.length] ?? '';
  return [
    { lines: [{ sku: sku(0), quantity: 1 }], addresses: [{ cost: 7.5 }] },
    { lines: [{ sku: sku(1), quantity: 2 }, { sku: sku(2), quantity: 1 }], addresses: [{ cost: 7.5 }], coupons: [{ code: 'WELCOME10', kind: 'percentage', amount: 10 }] },
    { lines: [{ sku: sku(3), quantity: 1, address: 0 }, { sku: sku(4), quantity: 3, address: 1 }], addresses: [{ cost: 7.5 }, { contact: { first_name: 'Robin', last_name: 'Gift', street_1: '1 Elm Street' }, cost: 9.95, method: 'Express' }], coupons: [{ code: 'TEN', kind: 'total', amount: 10 }] },
    { lines: [{ sku: sku(5), quantity: 2, wrapping: { name: 'Box with ribbon', message: 'Happy birthday', cost: 4.5 } }], addresses: [{ cost: 0, method: 'Free Shipping' }], storeCredit: 20, giftCertificate: 15 },
    { lines: [{ sku: sku(6), quantity: 1 }, { quantity: 1, giftCertificate: true, name: '$50 Gift Certificate', price: 50 }], addresses: [{ cost: 7.5, handling: 2 }] },
    { lines: [{ sku: sku(7), quantity: 4 }], addresses: [{ cost: 12 }], fees: [{ name: 'Alterations', cost: 18 }], discount: 5 },
    { lines: [{ sku: sku(8), quantity: 1 }], addresses: [{ cost: 7.5 }], statusId: 7, paymentMethod: 'Bank Deposit' },
    { lines: [{ sku: sku(9), quantity: 1 }], addresses: [{ cost: 7.5 }], statusId: 0 },
    { lines: [{ sku: sku(10), quantity: 1 }], addresses: [{ cost: 7.5 }], statusId: 12, customerMessage: 'Please leave it with the neighbour at no. 7' },
    { lines: [{ quantity: 1, name: 'Repair of a zip', price: 15 }], addresses: [{ cost: 7.5 }] },
  ];
};
