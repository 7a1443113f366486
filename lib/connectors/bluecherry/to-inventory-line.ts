import Type from 'typebox';
import { stockTerms, type StockLine, type StockSupply, type StockTerm } from '../../model/stock.ts';
import { OperationError } from '../../errors/operation-error.ts';
import { calendarDate } from './calendar-date.ts';
import type { InventoryLine } from './inventory-source.ts';
import { recordReader, Text, trimmed, Whole, whole } from './remote-fields.ts';

/** Blank is what the ERP does not state. */
const Units = Type.Optional(
  Type.Union([Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }), Type.String({ pattern: '^\\s*(-?\\d{1,15}(\\.0*)?)?\\s*$' }), Type.Null()]),
);
const Bucket = Type.Union([Type.Integer({ minimum: 0, maximum: 24 }), Type.String({ pattern: '^\\s*0*([0-9]|1[0-9]|2[0-4])\\s*$' })]);

const read = recordReader(
  'inventory line',
  Type.Object({
    cycleId: Text,
    sku: Type.Object({ division: Type.String(), style: Type.String(), colorCode: Text, label: Text, dimension: Text, sizeBucket: Bucket, skuCode: Type.String({ pattern: '\\S' }) }),
    location: Text, lot: Text,
    buckets: Type.Optional(Type.Union([Type.Object(Object.fromEntries(stockTerms.map((term) => [term, Units])) as Record<StockTerm, typeof Units>), Type.Null()])),
    qoh: Units, picked: Units, open: Units, reserved: Units, wip: Units, shipToWip: Units, ots: Units, otsShipToWip: Units,
    availability: Type.Optional(Type.Union([Type.Array(Type.Object({ availableFrom: Text, qty: Whole, source: Text })), Type.Null()])),
  }),
  (record) => (record['sku'] as { skuCode?: unknown } | null | undefined)?.skuCode,
);

export interface CycleLine {
  /** As the line states it; empty: it does not. */
  readonly cycleId: string;
  readonly line: InventoryLine;
}

/** A line of the inventory feed: codes trimmed and still text, figures as numbers, what is not stated null. @throws REMOTE_RECORD_INVALID */
export function toInventoryLine(remote: unknown): CycleLine {
  const record = read(remote);
  const { sku } = record;
  const skuCode = sku.skuCode.trim();
  const totals: StockLine['totals'] = {
    qoh: unitsOf(record.qoh), picked: unitsOf(record.picked), open: unitsOf(record.open), reserved: unitsOf(record.reserved), wip: unitsOf(record.wip),
    shipToWip: unitsOf(record.shipToWip), ots: unitsOf(record.ots), otsShipToWip: unitsOf(record.otsShipToWip),
  };
  return {
    cycleId: trimmed(record.cycleId),
    line: {
      skuCode,
      identity: {
        division: sku.division.trim(), style: sku.style.trim(), colorCode: trimmed(sku.colorCode), label: trimmed(sku.label), dimension: trimmed(sku.dimension),
        sizeBucket: whole(sku.sizeBucket),
      },
      location: trimmed(record.location),
      lot: trimmed(record.lot),
      terms: termsOf(record.buckets),
      totals,
      supply: (record.availability ?? []).flatMap((entry) => supplyOf(entry, skuCode)),
    },
  };
}

type RemoteUnits = number | string | null | undefined;

function unitsOf(value: RemoteUnits): number | null {
  if (typeof value === 'number') return value;
  return value === undefined || value === null || value.trim() === '' ? null : Number(value);
}

function termsOf(buckets: Readonly<Partial<Record<StockTerm, RemoteUnits>>> | null | undefined): StockLine['terms'] {
  if (!buckets) return null;
  const terms: Partial<Record<StockTerm, number>> = {};
  for (const term of stockTerms) {
    const units = unitsOf(buckets[term]);
    if (units !== null) terms[term] = units;
  }
  return terms;
}

/** Goods without a date are in the work in progress, but nobody knows when they come. */
function supplyOf(entry: { readonly availableFrom?: string | null; readonly qty: number | string; readonly source?: string | null }, skuCode: string): StockSupply[] {
  const stated = trimmed(entry.availableFrom);
  if (stated === '') return [];
  const availableFrom = calendarDate(stated.slice(0, 10));
  if (availableFrom === undefined) {
    throw new OperationError('REMOTE_RECORD_INVALID', `BlueCherry's inventory line ${skuCode.slice(0, 60)} is not as agreed at /availability: "${stated.slice(0, 30)}" is not a day.`, {
      details: { record: skuCode.slice(0, 60), path: '/availability' },
    });
  }
  return [{ availableFrom, units: whole(entry.qty), source: trimmed(entry.source) }];
}
