import { OperationError, toFailure } from '../errors/operation-error.ts';
import { sentence } from './sentence.ts';
import type { EffectDestination, EffectItem, EffectOutcome, EffectParts } from './effect-destination.ts';

export interface UnknownEffect<Item> {
  readonly item: Item;
  /** Whether what was perhaps written is what is to be written now. */
  readonly sameContent: boolean;
  /** When the destination was called last, at the latest; milliseconds since 1970. */
  readonly since: number;
}

export interface Resolved<Item> {
  readonly outcomes: readonly (readonly [Item, EffectOutcome])[];
  /** Claimed again, to be written now: certainly not there, or safe to repeat. */
  readonly ours: readonly Item[];
}

/** Finds out about effects that were perhaps written before. */
export async function resolveUnknown<Item extends EffectItem>(effects: readonly UnknownEffect<Item>[], destination: EffectDestination<Item>, { ledger, clock }: EffectParts): Promise<Resolved<Item>> {
  const outcomes: (readonly [Item, EffectOutcome])[] = [];
  const ours: Item[] = [];
  if (effects.length === 0) return { outcomes, ours };
  const claimAgain = async (item: Item): Promise<void> => {
    await ledger.claimAgain([item.claim]);
    ours.push(item);
  };
  const wait = ({ name }: Item, why: string, options: ConstructorParameters<typeof OperationError>[2]): EffectOutcome => failed(unknownOutcome(destination.system, name, why, options));

  const conclude = async (conclusion: (effect: UnknownEffect<Item>) => Promise<EffectOutcome | undefined>): Promise<Resolved<Item>> => {
    // One by one, which the ledger makes one write of: each has its own answer.
    await Promise.all(
      effects.map(async (effect) => {
        const outcome = await conclusion(effect).catch(failed);
        if (outcome) outcomes.push([effect.item, outcome]);
      }),
    );
    return { outcomes, ours };
  };

  if (!destination.lookUp) {
    return conclude(async ({ item, sameContent }) => {
      if (destination.unknown === 'ask-a-person') return wait(item, 'it did not answer and cannot be asked; look there before it is sent again', { disposition: 'park' });
      // Under the same idempotency key the destination would keep the first content without a word.
      if (!sameContent) return { kind: 'changed', result: null };
      await claimAgain(item);
      return undefined;
    });
  }

  const { unknownAfterMs } = destination;
  const askedAt = clock.now();
  let found: ReadonlyMap<Item, string>;
  try {
    found = await destination.lookUp(effects.map(({ item }) => item));
  } catch (error) {
    // The reason decides how it is waited for: an outage is one, whatever was asked.
    const cause = toFailure(error);
    return conclude(({ item }) => Promise.resolve({ kind: 'failed', failure: { ...cause, message: sentence(`Whether ${destination.system} has ${item.name} is not known, and it could not be asked`, cause.message) } }));
  }
  return conclude(async ({ item, sameContent, since }) => {
    const result = found.get(item);
    if (result !== undefined) {
      await ledger.confirm([{ ...item.claim, result }]);
      return { kind: sameContent ? 'done' : 'changed', result };
    }
    // What it said counts from the moment it was asked.
    const leftMs = since + unknownAfterMs - askedAt;
    if (leftMs > 0) return wait(item, 'it may still be working on the call', { retryAfterMs: leftMs });
    await claimAgain(item);
    return undefined;
  });
}

export function unknownOutcome(system: string, name: string, why: string, options: ConstructorParameters<typeof OperationError>[2]): OperationError {
  return new OperationError('OUTCOME_UNKNOWN', sentence(`Whether ${system} has ${name} is not known yet`, why), options);
}

function failed(error: unknown): EffectOutcome {
  return { kind: 'failed', failure: toFailure(error) };
}
