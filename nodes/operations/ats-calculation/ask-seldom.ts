/** A question whose answer is good for a while: asked once for all who want to know meanwhile. A failure is no answer. */
export function askSeldom<T>(now: () => number, goodForMs: number, ask: () => Promise<T>): () => Promise<T> {
  let asked: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return () => {
    const age = asked ? now() - asked.at : Infinity;
    if (asked && age >= 0 && age < goodForMs) return asked.answer;
    const question = { at: now(), answer: ask() };
    question.answer.catch(() => {
      if (asked === question) asked = undefined;
    });
    asked = question;
    return question.answer;
  };
}
