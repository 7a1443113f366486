import { closeSync, openSync, readSync } from 'node:fs';

const readAtOnce = 1 << 20;
const lineFeed = 10;

/** The pages of a file, one at a time. */
export function* readPages(file: string): Generator<string> {
  const descriptor = openSync(file, 'r');
  const chunk = Buffer.alloc(readAtOnce);
  const parts: Buffer[] = [];
  try {
    for (let length = readSync(descriptor, chunk); length > 0; length = readSync(descriptor, chunk)) {
      let from = 0;
      for (let end = chunk.indexOf(lineFeed); end !== -1 && end < length; end = chunk.indexOf(lineFeed, from)) {
        parts.push(Buffer.from(chunk.subarray(from, end)));
        yield Buffer.concat(parts.splice(0)).toString('utf8');
        from = end + 1;
      }
      parts.push(Buffer.from(chunk.subarray(from, length)));
    }
  } finally {
    closeSync(descriptor);
  }
}
