import { createHash } from 'node:crypto';
import type { ReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { OperationError } from '../../errors/operation-error.ts';
import type { CsvDropSettings } from './csv-drop-options.ts';
import { dropFileError } from './drop-file-error.ts';
import { createDumpRowReader, type DumpRowReader } from './dump-row.ts';
import type { InventoryLine } from './inventory-source.ts';

/** A quote that is never closed would otherwise take in the rest of the file. */
const longestRow = 64 * 1024;

/**
 * The lines of a dump, page by page; no more than a page and the stream's own buffers are in memory.
 * @param sha256 of the bytes, hexadecimal; compared after the last page, so only what was read to the end may be used
 * @throws DROP_FILE_INVALID naming file, row and column
 */
export async function* readDump(file: string, bytes: ReadStream, sha256: string | null, settings: CsvDropSettings): AsyncGenerator<readonly InventoryLine[]> {
  const hash = createHash('sha256');
  const parser = parse({ delimiter: settings.delimiter, trim: true, relax_column_count: true, relax_quotes: true, max_record_size: longestRow });
  const piped = pipeline(bytes, (chunks: AsyncIterable<Buffer>) => decoded(chunks, settings.encoding, (chunk) => void hash.update(chunk)), parser);
  // Heard by the loop below as well; a loop that ends early breaks the pipe off.
  piped.catch(() => undefined);

  let readRow: DumpRowReader | undefined;
  let page: InventoryLine[] = [];
  let row = 0;
  try {
    for await (const record of parser) {
      const cells = record as readonly string[];
      row += 1;
      if (cells.length === 1 && cells[0] === '') continue;
      if (!readRow) {
        readRow = createDumpRowReader(file, cells, settings);
        continue;
      }
      page.push(readRow(cells, row));
      if (page.length < settings.pageSize) continue;
      yield page;
      page = [];
    }
    await piped;
  } catch (error) {
    if (error instanceof CsvError) throw dropFileError(file, `not readable as CSV (${error.message.slice(0, 200)})`, { row: row + 1 });
    throw error instanceof OperationError ? error : new OperationError('REMOTE_UNREACHABLE', `${file} cannot be read to its end: ${error instanceof Error ? error.message : String(error)}.`, { details: { file } });
  }
  if (!readRow) throw dropFileError(file, 'it has no header', { row: 1 });
  if (sha256 !== null && hash.digest('hex') !== sha256) throw dropFileError(file, 'its content does not have the checksum that its control file states');
  if (page.length > 0) yield page;
}

/** Text of the bytes; what is not of the encoding becomes U+FFFD, which the rows are looked through for. */
async function* decoded(chunks: AsyncIterable<Buffer>, encoding: CsvDropSettings['encoding'], seen: (chunk: Buffer) => void): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const chunk of chunks) {
    seen(chunk);
    decoder ??= new TextDecoder(encodingOf(chunk) ?? encoding);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder?.decode() ?? '';
}

function encodingOf(start: Buffer): CsvDropSettings['encoding'] | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? 'utf-8' : undefined;
}
