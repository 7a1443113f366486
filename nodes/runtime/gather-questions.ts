export interface GatherOptions<Answer> {
  /** Keys that are asked about together at most. */
  readonly size: number;
  /** When a question leaves that is not full; called with its first key. */
  readonly soon: (leave: () => void) => { cancel(): void };
  /** Keys that it leaves out have no answer. */
  readonly ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>;
}

interface Question<Answer> {
  readonly keys: string[];
  readonly answer: PromiseWithResolvers<ReadonlyMap<string, Answer>>;
  readonly timer: { cancel(): void };
  /** Its time has come: it leaves with the answer to the one before it. */
  due: boolean;
}

/**
 * Gathers questions about single keys into questions about many; a key that is being asked about already is not asked twice. While
 * one question is under way the next one keeps gathering, unless it is full.
 */
export function gatherQuestions<Answer>({ size, soon, ask }: GatherOptions<Answer>): (key: string) => Promise<Answer | undefined> {
  const asking = new Map<string, Promise<Answer | undefined>>();
  let open: Question<Answer> | undefined;
  let underWay = 0;

  const leave = (): void => {
    if (!open) return;
    const { keys, answer, timer } = open;
    open = undefined;
    timer.cancel();
    underWay += 1;
    const ended = (): void => {
      underWay -= 1;
      if (open?.due && underWay === 0) leave();
    };
    ask(keys).then(answer.resolve, answer.reject).finally(ended);
  };
  const timeHasCome = (): void => {
    if (underWay === 0) leave();
    else if (open) open.due = true;
  };
  return (key) => {
    const known = asking.get(key);
    if (known) return known;
    open ??= { keys: [], answer: Promise.withResolvers(), timer: soon(timeHasCome), due: false };
    open.keys.push(key);
    const answer = open.answer.promise.then((found) => found.get(key)).finally(() => asking.delete(key));
    asking.set(key, answer);
    if (open.keys.length >= size) leave();
    return answer;
  };
}
