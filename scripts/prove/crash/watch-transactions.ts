import { nameWrites } from './name-write.ts';
import type { Passing } from './crash-trigger.ts';

/** Follows what one connection is told, statement by statement, and names each commit by what its transaction wrote. */
export interface ConnectionWatch {
  /** Before the statement is carried out; returns what is to be called once it has been. */
  about(text: string, parameters: readonly unknown[]): () => void;
}

const nothing = (): void => undefined;

export function watchConnection(passing: Passing): ConnectionWatch {
  let open: Set<string> | undefined;
  return {
    about(text, parameters) {
      const word = /^\s*(\w+)/.exec(text)?.[1]?.toLowerCase();
      if (word === 'begin') {
        open = new Set();
        return nothing;
      }
      if (word === 'rollback' && !/^\s*rollback to/i.test(text)) open = undefined;
      if (word === 'commit') {
        const kinds = [...(open ?? [])];
        open = undefined;
        passing(kinds, 'before');
        return () => passing(kinds, 'after');
      }
      const kinds = nameWrites(text, parameters);
      if (kinds.length === 0) return nothing;
      if (open) {
        for (const kind of kinds) open.add(kind);
        return nothing;
      }
      // Outside a transaction a statement is its own commit.
      const own = [...new Set(kinds)];
      passing(own, 'before');
      return () => passing(own, 'after');
    },
  };
}
