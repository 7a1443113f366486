import { OperationError } from '../errors/operation-error.ts';

/** Which record of a list it is, and in which state. */
export interface RecordRevision {
  readonly id: string;
  readonly readable: boolean;
  readonly revision: string;
  readonly status: string;
  /** ISO 8601 UTC, to the second. */
  readonly modifiedAt: string;
}

/** A list in order of change, oldest first, that can be asked from a time on and is paged by number. */
export interface TimedList {
  readonly system: string;
  /** What its records are called: `orders`. */
  readonly records: string;
  /** Records changed later than `afterMs`, a whole second; those of that second itself may be among them. */
  readonly readPage: (position: { readonly afterMs: number; readonly page: number }) => Promise<{ readonly records: readonly unknown[]; readonly isLast: boolean }>;
  readonly revisionOf: (record: unknown) => RecordRevision;
}

/** More passes than this over one second mean that its records change faster than they are read. */
const mostPasses = 8;

/**
 * Pages of raw records, each record once per change.
 *
 * A list that is paged by number skips records: one that is changed while we read leaves its place, all later ones move up, and
 * one slips from page 3 to page 2 just after page 2 was read. So the position is a time: after each full page the list is asked
 * anew from one second before the last change seen, at page 1; a single answer has no gaps. Only where a whole page shares one
 * second is it paged by number, over and over until two passes in a row read the same of that second: what slips onto a page
 * in one pass stands there in the next. Then it goes on right behind that second, at page 1.
 * @param modifiedAfter ISO 8601 UTC; records changed in this second are included
 * @throws PAGE_NOT_ADVANCING when the list repeats a page for ever, REMOTE_ANSWER_INVALID when nothing of a page is a record
 */
export async function* sweepByTime({ system, records: called, readPage, revisionOf }: TimedList, modifiedAfter: string): AsyncGenerator<readonly unknown[]> {
  const seen = new Set<string>();
  // Lists compare "later than" in whole seconds.
  let afterMs = Math.floor(Date.parse(modifiedAfter) / 1000) * 1000 - 1000;
  let page = 1;
  let passes = 1;
  let pageBefore = '';
  let pass: string[] = [];
  let passBefore: string | undefined;
  const from = (ms: number): void => {
    [afterMs, page, passes, pass, passBefore] = [ms, 1, 1, [], undefined];
  };
  const notAdvancing = (): OperationError => {
    const after = new Date(afterMs).toISOString();
    return new OperationError('PAGE_NOT_ADVANCING', `${system}'s list of ${called} does not come to an end: page ${page} after ${after} brings nothing new.`, { details: { page, after } });
  };

  for (;;) {
    const { records, isLast } = await readPage({ afterMs, page });
    const revisions = records.map(revisionOf);
    if (records.length > 0 && !revisions.some(({ readable, status }) => readable || status !== '')) {
      const after = new Date(afterMs).toISOString();
      throw new OperationError('REMOTE_ANSWER_INVALID', `${system}'s list of ${called} holds nothing like one on page ${page} after ${after}.`, { details: { page, after } });
    }
    const marks = revisions.map(({ id, revision }) => `${id}@${revision}`);
    const news = records.filter((_, index) => {
      const mark = marks[index] ?? '';
      return !seen.has(mark) && seen.add(mark);
    });
    if (news.length > 0) yield news;

    if (page > 1 && marks.length > 0 && marks.join() === pageBefore) throw notAdvancing();
    pageBefore = marks.join();

    const secondMs = afterMs + 1000;
    const changes = revisions.map(({ modifiedAt }) => Date.parse(modifiedAt));
    const lastChangeMs = Math.max(0, ...changes);
    pass.push(...marks.filter((_, index) => (changes[index] ?? 0) <= secondMs));
    if (!isLast && lastChangeMs <= secondMs) {
      page += 1;
    } else if (page === 1) {
      if (isLast) return;
      from(lastChangeMs - 1000);
    } else if (pass.join() === passBefore) {
      from(secondMs);
    } else {
      if (passes >= mostPasses) throw notAdvancing();
      [page, passes, passBefore, pass] = [1, passes + 1, pass.join(), []];
    }
  }
}
