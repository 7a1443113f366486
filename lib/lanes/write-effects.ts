import { toFailure, type Failure } from '../errors/operation-error.ts';
import type { EffectDestination, EffectItem, EffectOutcome, EffectParts, WriteAnswer } from './effect-destination.ts';
import { unknownOutcome } from './resolve-unknown.ts';

type Unanswered = Extract<WriteAnswer, { kind: 'unanswered' }>;
type Told<Item> = readonly (readonly [Item, EffectOutcome])[];

/**
 * Writes what is claimed and tells the ledger what became of it. `before` says what was known of the items: whether the
 * destination had none of them, or perhaps got some of them earlier.
 */
export async function writeEffects<Item extends EffectItem>(
  items: readonly Item[],
  before: 'absent' | 'unknown',
  destination: EffectDestination<Item>,
  parts: EffectParts,
): Promise<Told<Item>> {
  if (items.length === 0) return [];
  const { ledger, leases } = parts;
  const giveUp = async (notWritten: readonly Item[], failureOf: (item: Item) => Failure | undefined): Promise<Told<Item>> => {
    const claims = notWritten.map(({ claim }) => claim);
    const told = before === 'absent' ? ledger.abandon(claims) : ledger.markUnknown(claims);
    const failure = await told.then(() => undefined, toFailure);
    return notWritten.flatMap((item) => {
      const reason = failure ?? failureOf(item);
      return reason ? [[item, { kind: 'failed', failure: reason }] as const] : [];
    });
  };
  const lost = new Map<Item, Failure>();
  const guard = (going: readonly Item[]): void => {
    let first: unknown;
    for (const item of going) {
      try {
        leases.check(item.claim.holder);
      } catch (error) {
        first ??= error;
        lost.set(item, toFailure(error));
      }
    }
    if (first !== undefined) throw first as Error;
  };

  let answers: ReadonlyMap<Item, WriteAnswer>;
  try {
    answers = await destination.write(items, guard);
  } catch (error) {
    const failure = toFailure(error);
    const notWritten = lost.size > 0 ? [...lost.keys()] : items;
    const told = await giveUp(notWritten, (item) => lost.get(item) ?? failure);
    // Those whose lease is in force go without the others.
    const rest = lost.size > 0 ? items.filter((item) => !lost.has(item)) : [];
    return [...told, ...(await writeEffects(rest, before, destination, parts))];
  }

  const refused = new Map<Item, Failure>();
  const unanswered = new Map<Item, Unanswered>();
  const done: Promise<readonly [Item, EffectOutcome]>[] = [];
  for (const item of items) {
    const answer = answers.get(item) ?? { kind: 'unanswered', why: `${destination.system} did not mention it in its answer.` };
    if (answer.kind === 'refused') refused.set(item, answer.failure);
    else if (answer.kind === 'unanswered') unanswered.set(item, answer);
    else {
      const { result } = answer;
      // One by one, which the ledger makes one write of: another worker may have claimed one of them in the meantime.
      const confirmed = ledger.confirm([{ ...item.claim, result }]).then((): EffectOutcome => ({ kind: 'done', result }), failed);
      done.push(confirmed.then((outcome) => [item, outcome] as const));
    }
  }
  const told = await Promise.all([
    Promise.all(done),
    giveUp([...refused.keys()], (item) => refused.get(item)),
    leaveOpen(unanswered, destination, parts),
  ]);
  return told.flat();
}

async function leaveOpen<Item extends EffectItem>(unanswered: ReadonlyMap<Item, Unanswered>, destination: EffectDestination<Item>, { ledger }: EffectParts): Promise<Told<Item>> {
  const failure = await ledger.markUnknown([...unanswered.keys()].map(({ claim }) => claim)).then(() => undefined, toFailure);
  const options = destination.lookUp ? { retryAfterMs: destination.unknownAfterMs } : destination.unknown === 'ask-a-person' ? ({ disposition: 'park' } as const) : {};
    return [...unanswered].map(([item, { why, reason }]) => {
    const error = unknownOutcome(destination.system, item.name, why, { ...options, ...(reason ? { details: { reason } } : {}) });
    return [item, failure ? { kind: 'failed', failure } : failed(error)];
  });
}

function failed(error: unknown): EffectOutcome {
  return { kind: 'failed', failure: toFailure(error) };
}
