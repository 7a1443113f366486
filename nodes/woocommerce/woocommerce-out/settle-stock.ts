import { inOneWrite } from '../../../lib/lanes/in-one-write.ts';
import { leaseLost } from '../../../lib/lanes/lease-lost.ts';
import { stillHeld } from '../../../lib/lanes/still-held.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { StockChange } from '../../../lib/model/stock.ts';
import type { StoreTables } from '../../../lib/store/contract/store.ts';
import type { KitServices } from '../../runtime/services.ts';
import { recordEnd } from '../../runtime/track-delivery.ts';
import type { WrittenStock } from './stock-item.ts';
import { keepWritten } from './written-snapshot.ts';

type StockMessage = CanonicalMessage<StockChange>;

export interface SettleStock {
  /** Rejects with LEASE_LOST when another worker has taken over: nothing is written down then, that one writes the figure again. */
  written(message: StockMessage, holder: LeaseToken, outcome: WrittenStock): Promise<void>;
  skipped(message: StockMessage, reason: string): Promise<void>;
}

interface Kept {
  readonly message: StockMessage;
  readonly holder: LeaseToken;
  readonly outcome: WrittenStock;
}

/**
 * Writes down what the shop shows now: the figure, the cycle that it brings into the channel, the end of the message and of the
 * exceptions of its key. Those of one call are told in one turn, so they share a transaction.
 */
export function settleStock({ store, clock, desk, lanes }: KitServices, channel: string): SettleStock {
  const keep = inOneWrite<Kept, boolean>(store, async (tables, items) => {
    const held = await stillHeld(tables, items.map(({ holder }) => holder));
    await keepFigures(tables, items.filter(({ holder }) => held(holder)), channel, clock.now());
    return items.map(({ holder }) => held(holder));
  });

  return {
    async written(message, holder, outcome) {
      const { topic, selvedge } = message;
      const kept = keep({ message, holder, outcome });
      if (outcome.again) {
        if (!(await kept)) throw leaseLost(holder);
        return;
      }
      const note = `${outcome.sent} in ${channel}`;
      const [ours] = await Promise.all([
        kept,
        desk.resolveByKey(topic, selvedge.key, note, selvedge),
        selvedge.lane ? lanes.get(selvedge.lane.lane)?.settle(selvedge, { kind: 'done', note }) : undefined,
      ]);
      if (!ours) throw leaseLost(holder);
      recordEnd(selvedge.trace, { kind: 'done', note });
    },
    async skipped({ topic, selvedge }, reason) {
      const { key, lane, trace } = selvedge;
      await Promise.all([desk.resolveByKey(topic, key, reason, selvedge), lane ? lanes.get(lane.lane)?.settle(selvedge, { kind: 'skipped', reason }) : undefined]);
      recordEnd(trace, { kind: 'skipped', note: reason });
    },
  };
}

async function keepFigures(tables: StoreTables, items: readonly Kept[], channel: string, at: number): Promise<void> {
  await keepWritten(tables, channel, items.map(({ message, outcome }) => ({ ...outcome, skuCode: message.payload.level.skuCode })), at);
  const ofCycles = items.map(({ message }) => message.payload).filter(({ reason }) => reason === 'cycle');
  const cycles = new Map(ofCycles.map(({ feed, level: { cycleId } }) => [JSON.stringify([feed, cycleId]), { feed, cycleId }]));
  for (const { feed, cycleId } of cycles.values()) await tables.feedCycles.published(feed, cycleId, at);
  const events = items.flatMap(({ message: { topic: entity, selvedge: { key, revision } }, outcome: { event } }) =>
    event === null ? [] : [{ entity, key, revision, at, system: channel, kind: 'overwritten', text: event }],
  );
  await tables.timeline.record(events);
}
