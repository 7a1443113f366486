const blank = /[ \t\n\r]*/y;
const scalar = /"(?:[^"\\\n\r\t]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const text = /"(?:[^"\\\n\r\t]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/**
 * The line (from 1) on which a text stops being JSON. V8 names a place for some mistakes only, and not for the most
 * frequent one in a folder under version control: the marks of an unfinished merge.
 */
export function findJsonErrorLine(source: string): number {
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) at += found[0].length;
    return found !== null;
  };
  const expect = (character: string): boolean => {
    take(blank);
    if (source[at] !== character) return false;
    at += 1;
    return true;
  };
  const members = (close: string, member: () => boolean): boolean => {
    if (expect(close)) return true;
    while (member()) {
      if (expect(close)) return true;
      if (!expect(',')) return false;
    }
    return false;
  };
  const property = (): boolean => {
    take(blank);
    return take(text) && expect(':') && value();
  };
  const value = (): boolean => {
    take(blank);
    if (source[at] === '{') return expect('{') && members('}', property);
    if (source[at] === '[') return expect('[') && members(']', value);
    return take(scalar);
  };
  if (value()) take(blank);
  return source.slice(0, at).split('\n').length;
}
