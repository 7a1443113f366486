import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { ShownStockPage, StockChange } from '../../../lib/model/stock.ts';
import { urgencyOf } from '../../../lib/operations/stock/detect-changes.ts';
import type { Drift } from '../../../lib/operations/stock/drift.ts';
import { sideBySide } from '../../../lib/operations/stock/side-by-side.ts';
import type { TimelineEvent } from '../../../lib/store/contract/timeline-table.ts';
import { writeHeld } from '../../runtime/write-held.ts';
import { findShownDrift } from './find-shown-drift.ts';
import { closeKeptAgain, tellNotKept } from './not-kept.ts';
import { keyOf, sendChanges, type ChangeSender, type TimedChange } from './send-changes.ts';
import { readSentLevels, type SentLevel } from './sent-figures.ts';

export interface DriftReport {
  readonly known: number;
  readonly repaired: number;
  readonly notKept: number;
}

/** Writes again what a channel shows wrongly, and tells what was found of each SKU. */
export async function repairDrift(sender: ChangeSender, { payload: page, selvedge }: CanonicalMessage<ShownStockPage>): Promise<DriftReport> {
  const { store, clock } = sender.services;
  const { channel } = page;
  const { known, drifts } = await findShownDrift(store.read, page);
  const levels = await readSentLevels(store.read.snapshots, channel, drifts.map(({ skuCode }) => skuCode));
  const found = drifts.flatMap((drift) => {
    const sent = levels.get(drift.skuCode);
    return sent ? [{ drift, sent }] : [];
  });
  const wrong = found.filter(({ drift }) => drift.repair !== null);
  const changes = repairsOf(wrong.map(({ drift, sent }) => ({ sent, shown: drift.shown })));
  const drifted = new Map(wrong.map(({ drift }) => [drift.skuCode, drift]));
  const tell = async (some: readonly TimedChange[]): Promise<void> => {
    if (selvedge.dryRun) return;
    const at = clock.now();
    const events = some.flatMap(({ change: { level }, calculatedAt }) => {
      const drift = drifted.get(level.skuCode);
      return drift ? [driftEvent(drift, channel, calculatedAt, at)] : [];
    });
    await writeHeld(store, selvedge.holder, (tables) => tables.timeline.record(events));
  };
  await sendChanges(sender, changes, selvedge, tell);
  const notKept = found.filter(({ drift }) => drift.kind === 'not-managed').map(({ sent }) => sent);
  await tellNotKept(sender, notKept, selvedge);
  if (!selvedge.dryRun) await closeKeptAgain(sender, page);
  return { known, repaired: changes.length, notKept: notKept.length };
}

/** The figures as they were sent last, with the time of their calculation: what was sold since then is known by that. */
export function repairsOf(wrong: readonly { readonly sent: SentLevel; readonly shown: number | null }[]): readonly TimedChange[] {
  const calculated = new Map(wrong.map(({ sent }) => [sent.level.skuCode, sent.calculatedAt]));
  const changes = wrong.map(({ sent: { feed, level }, shown }): StockChange => ({ feed, reason: 'drift', level, before: level.published, urgency: urgencyOf(level, shown) }));
  return sideBySide(changes).map((one) => ({ ...one, calculatedAt: calculated.get(one.change.level.skuCode) ?? '' }));
}

const words: Readonly<Record<Drift['kind'], string>> = {
  'too-many': 'more than it should',
  'too-few': 'less than it should',
  'not-managed': 'no stock',
  'not-published': 'a figure that was not written by us',
};

function driftEvent({ kind, skuCode, shown, expected, repair }: Drift, channel: string, revision: string, at: number): TimelineEvent {
  const should = expected === null ? 'nothing was written yet' : `${expected} expected`;
  const text = `${channel} shows ${shown ?? 'no figure'}, ${words[kind]} (${should}): ${repair ?? 'nothing'} is written again.`;
  return { entity: 'stock-change', key: keyOf({ skuCode, channel }), at, system: 'selvedge', kind: 'drift', text, revision };
}
