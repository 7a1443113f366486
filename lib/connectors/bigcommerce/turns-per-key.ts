/** Work under one key runs one after the other, in the order it came; under different keys side by side. */
export function takeTurnsPerKey(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
    const settled = turn.catch(() => undefined).finally(() => {
      if (last.get(key) === settled) last.delete(key);
    });
    last.set(key, settled);
    return turn;
  };
}
