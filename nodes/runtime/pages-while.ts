/** Pages as long as they may be read; the list is left where it is when not. */
export async function* pagesWhile<T>(mayRead: () => Promise<boolean>, pages: AsyncIterable<T>, cutShort: () => void): AsyncGenerator<T> {
  const iterator = pages[Symbol.asyncIterator]();
  try {
    for (;;) {
      if (!(await mayRead())) {
        cutShort();
        return;
      }
      const next = await iterator.next();
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
