/** Every connection keeps each named statement in the server's memory. */
const statementsNamed = 300;
/** Texts longer than this (wide multi-row inserts of odd sizes) would fill memory faster than they save time. */
const longestNamedText = 24_000;
const textsRemembered = 2000;

/** Gives a name to a statement that comes again, by which the server needs not parse it again. */
export function createStatementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  const seen = new Set<string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || text.length > longestNamedText || names.size >= statementsNamed) return known;
    if (seen.delete(text)) {
      const name = `selvedge_${names.size}`;
      names.set(text, name);
      return name;
    }
    if (seen.size >= textsRemembered) seen.clear();
    seen.add(text);
    return undefined;
  };
}
