/** Lists of codes travel in the address, which servers cut at about 8,000 characters. */
const longestList = 6000;

/** Values in the order given, at most `size` per chunk and never too long for one address. */
export function inChunks(values: readonly string[], size: number): readonly (readonly string[])[] {
  const chunks: string[][] = [];
  let length = 0;
  for (const value of values) {
    const last = chunks.at(-1);
    const cost = encodeURIComponent(value).length + 3;
    if (!last || last.length >= size || length + cost > longestList) {
      chunks.push([value]);
      length = cost;
    } else {
      last.push(value);
      length += cost;
    }
  }
  return chunks;
}
