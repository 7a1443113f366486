import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import { recordEnd } from '../../runtime/track-delivery.ts';

/** So long a lane keeps what was held back before it asks again. */
const askAgainMs = 60_000;

/**
 * Holds a message back, and loses none: its lane sends it again, or its source reads it again. A page ends here, with the
 * reason: it stands for a thousand records, of which the source sends all once the feed is fresh.
 * @throws FEED_STALE, to be tried again, for what a lane sent
 */
export function holdBack({ topic, selvedge: { lane, trace, dryRun } }: CanonicalMessage, sentence: string): void {
  const note = `Held back: ${sentence}`;
  if (dryRun) recordEnd(trace, { kind: 'shown', note });
  else if (topic.endsWith('-page')) recordEnd(trace, { kind: 'skipped', note });
  else if (lane) throw new OperationError('FEED_STALE', note, { disposition: 'retry', retryAfterMs: askAgainMs });
  else recordEnd(trace, { kind: 'interrupted', note });
}
