import type { Failure, FailureDetails } from '../errors/operation-error.ts';

export interface FailedRecord {
  readonly entity: string;
  readonly key: string;
  readonly revision: string;
}

/** Stands for whatever differs from one record to the next. */
const any = '…';
const longest = 200;

/** Details that say what has to be put right; one cure helps every record that names the same. */
const causes: ReadonlySet<string> = new Set([
  ...['table', 'value', 'missing', 'field', 'status', 'state', 'lane', 'system', 'account', 'code', 'remoteCode', 'reason', 'lastCode'],
  ...['sku', 'currency', 'what', 'variable', 'lastNode', 'source'],
]);
/** Details that name the one record, also where they hold no digit. */
const names: ReadonlySet<string> = new Set(['order', 'externalRef', 'ordNum', 'record', 'reference', 'id', 'line', 'amount', 'quantity']);

/**
 * What exceptions of one cause have in common, short enough to show: code, entity and the sentence without what names
 * the single record (key, revision, numbers, dates, ids, single quoted words). What is quoted in the details as the
 * thing to be put right (a table and the value it lacks, a status, a SKU) stays: records that lack the same are one
 * cause, records that lack something else are another.
 */
export function normaliseCause({ code, message, details }: Pick<Failure, 'code' | 'message' | 'details'>, { entity, key, revision }: FailedRecord): string {
  const record = [key, revision, ...textsOf(details, names)];
  const kept = textsOf(details, causes).filter((text) => text !== key && text !== revision);
  const sentence = maskBetween(message.replace(/\s+/g, ' ').trim(), kept, (text) => maskText(text, record));
  return shortened(`${code} ${entity}: ${sentence.replace(/…(?:[ ,./:-]*…)+/g, any).replace(/[.\s]+$/, '')}`);
}

function textsOf(details: FailureDetails, members: ReadonlySet<string>): string[] {
  return Object.entries(details)
    .filter(([member]) => members.has(member))
    .flatMap(([, value]) => (Array.isArray(value) ? (value as readonly string[]).map((one) => one.replace(/^[\w-]+: /, '')) : [String(value)]))
    .filter((text) => text !== '' && text !== 'null');
}

/** Longest first, so that a text is not found inside a longer one. As a word of its own: `53` is not in `1953`. */
function wordsOf(texts: readonly string[]): RegExp | undefined {
  const words = [...new Set(texts)].filter((text) => text !== '').sort((a, b) => b.length - a.length);
  return words.length === 0 ? undefined : new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${words.map(escaped).join('|')})(?![\\p{L}\\p{N}_-])`, 'gu');
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

function maskBetween(sentence: string, kept: readonly string[], mask: (text: string) => string): string {
  const words = wordsOf(kept);
  if (!words) return mask(sentence);
  let masked = '';
  let from = 0;
  for (const found of sentence.matchAll(words)) {
    masked += mask(sentence.slice(from, found.index)) + found[0];
    from = found.index + found[0].length;
  }
  return masked + mask(sentence.slice(from));
}

function maskText(text: string, record: readonly string[]): string {
  const named = wordsOf(record);
  const withoutNames = named ? text.replace(named, any) : text;
  return (
    withoutNames
      .replace(/[^\s"@()<>]+@[^\s"@()<>]+\.\w+/g, any)
      // The path of an address says what was called, its query which record.
      .replace(/(\bhttps?:\/\/[^\s"?#]+)[?#][^\s"]*/g, '$1')
      .replace(/"[^"\s]*"/g, `"${any}"`)
      // Numbers, dates, ids: every word with a digit in it. Signs that end a sentence or a part of it stay.
      .replace(/[^\s"'()[\]{}<>,;/=]*\d[^\s"'()[\]{}<>,;/=]*?(?=[.:!?]*(?:[\s"'()[\]{}<>,;/=]|$))/g, any)
  );
}

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}${any}`;
}
