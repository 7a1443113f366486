import type { StockTerm } from '../../model/stock.ts';
import type { ConnectorClock } from '../contract.ts';

/** Names of the columns of a dump, in any order; null: the dump has none. Upper and lower case are one. */
export interface DumpColumns {
  readonly division: string;
  readonly style: string;
  readonly colorCode: string | null;
  readonly label: string | null;
  readonly dimension: string | null;
  readonly sizeBucket: string;
  readonly location: string | null;
  readonly lot: string | null;
  /** Null: made by `skuCodeTemplate`. */
  readonly skuCode: string | null;
  readonly qoh: string | null;
  readonly picked: string | null;
  readonly open: string | null;
  readonly reserved: string | null;
  readonly wip: string | null;
  readonly shipToWip: string | null;
  readonly ots: string | null;
  readonly otsShipToWip: string | null;
}

/** As users of BlueCherry's stock report know them. It states no OTS: see `otsFromAvailable`. */
export const reportColumns: DumpColumns = {
  division: 'Div', style: 'Style', colorCode: 'Color #', label: 'Label', dimension: 'Dm/Pk', sizeBucket: 'SzBk', location: 'Location', lot: null, skuCode: null,
  qoh: 'Total QOH', picked: 'Total Pick', open: 'Total Open', reserved: null, wip: 'Total Prod', shipToWip: 'Total Ship To WIP', ots: null, otsShipToWip: null,
};

/** How a dump is known to be written to its end. */
export type DumpCompleteness =
  /** By a second file of the same name with this ending, written after it: see read-control-file.ts. */
  | { readonly by: 'control-file'; readonly ending: string }
  /** Where the ERP cannot write one: size and time of change stayed the same for so long, by our clock. */
  | { readonly by: 'settled'; readonly settleMs: number };

/** Columns of goods expected: units, the day as `MM/DD/YYYY`, and what is said of where they come from. */
export interface SupplyColumns {
  readonly availableFrom: string;
  readonly units: string;
  readonly source: string;
}

export interface CsvDropOptions {
  readonly clock: ConnectorClock;
  /** IANA zone in which dates in file names are meant. */
  readonly timeZone: string;
  /**
   * A regular expression, in which case does not matter, with the groups `year`, `month`, `day`, and if need be `hour`, `minute`,
   * `second`, `sequence` and `mode` (`full`, `delta`).
   */
  readonly fileName?: string;
  /** Of a dump whose name and control file state none. */
  readonly mode?: 'full' | 'delta';
  readonly columns?: Partial<DumpColumns>;
  /** Columns of raw terms, where the dump has them. */
  readonly terms?: Readonly<Partial<Record<StockTerm, string>>>;
  readonly supply?: readonly SupplyColumns[];
  /** Column names in braces; one that is blank in a row falls out with the text before it. */
  readonly skuCodeTemplate?: string;
  /**
   * Where a dump has no OTS: the column from which `open` is taken off to make it. It leaves out reserved and uncovered
   * demand and counts linked units, so it is a person's decision; null: OTS is not stated.
   */
  readonly otsFromAvailable?: string | null;
  readonly delimiter?: string;
  /** A byte order mark in the file counts before it. */
  readonly encoding?: 'utf-8' | 'utf-16le' | 'windows-1252';
  readonly completeness?: DumpCompleteness;
  /** Lines. */
  readonly pageSize?: number;
}

export type CsvDropSettings = Required<Omit<CsvDropOptions, 'columns'>> & { readonly columns: DumpColumns };

export function withDropDefaults(options: CsvDropOptions): CsvDropSettings {
  return {
    ...options,
    fileName: options.fileName ?? '^inventory[-_](?:(?<mode>full|delta)[-_])?(?<year>\\d{4})-?(?<month>\\d\\d)-?(?<day>\\d\\d)(?:[-_T]?(?<hour>\\d\\d)(?<minute>\\d\\d)(?<second>\\d\\d)?)?(?:[-_](?<sequence>\\d+))?\\.csv$',
    mode: options.mode ?? 'full',
    columns: { ...reportColumns, ...options.columns },
    terms: options.terms ?? {},
    supply: options.supply ?? [],
    skuCodeTemplate: options.skuCodeTemplate ?? '{Style}-{Color #}-{Size}',
    otsFromAvailable: options.otsFromAvailable ?? null,
    delimiter: options.delimiter ?? ',',
    encoding: options.encoding ?? 'utf-8',
    completeness: options.completeness ?? { by: 'control-file', ending: '.done' },
    pageSize: options.pageSize ?? 1000,
  };
}
