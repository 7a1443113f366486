import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { KitServices } from '../../runtime/services.ts';
import { recordEnd } from '../../runtime/track-delivery.ts';
import { writeHeld } from '../../runtime/write-held.ts';

/**
 * Ends a message here, with the reason: in its lane where it comes from one, in the timeline of its record, and for whoever
 * sent it. Of a page nobody would ask: it stands for a thousand records that are sent again.
 * @throws LEASE_LOST when another worker has taken over what sent it
 */
export async function holdBack({ store, clock, lanes }: Pick<KitServices, 'store' | 'clock' | 'lanes'>, { topic, selvedge }: CanonicalMessage, sentence: string): Promise<void> {
  const { key, revision, lane, holder, trace, dryRun } = selvedge;
  const reason = `Held back: ${sentence}`;
  if (dryRun) {
    recordEnd(trace, { kind: 'shown', note: reason });
    return;
  }
  if (lane) await lanes.get(lane.lane)?.settle(selvedge, { kind: 'skipped', reason });
  else if (!topic.endsWith('-page')) {
    const event = { entity: topic, key, at: clock.now(), system: 'selvedge', kind: 'skipped', text: reason, revision };
    await writeHeld(store, holder, ({ timeline }) => timeline.record([event]));
  }
  recordEnd(trace, { kind: 'skipped', note: reason });
}
