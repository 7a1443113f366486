import { crc32 } from 'node:zlib';

/** What must not change behind our back between the journal and the destination. */
export interface ChecksummedEntry {
  readonly entity: string;
  readonly key: string;
  readonly revision: string;
  readonly message: string;
}

/** CRC-32 of entity, key, revision and message: a message under another record's key is as wrong as a changed one. */
export function checksumOf({ entity, key, revision, message }: ChecksummedEntry): number {
  return crc32(message, crc32(`${entity}\n${key}\n${revision}\n`));
}

export function lengthAndChecksum(entry: ChecksummedEntry): { readonly bytes: number; readonly checksum: number } {
  return { bytes: Buffer.byteLength(entry.message), checksum: checksumOf(entry) };
}
