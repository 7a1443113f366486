import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Changes one bit of one byte, as a failing disk does. */
export function flipByte(file: string, offset: number, bit = 0): void {
  const descriptor = openSync(file, 'r+');
  try {
    const byte = Buffer.alloc(1);
    if (readSync(descriptor, byte, 0, 1, offset) !== 1) throw new Error(`${file} has no byte ${offset}`);
    byte[0] = byte[0]! ^ (1 << bit);
    writeSync(descriptor, byte, 0, 1, offset);
  } finally {
    closeSync(descriptor);
  }
}
