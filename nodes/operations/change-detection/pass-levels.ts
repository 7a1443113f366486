import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import { isOlderRevision } from '../../../lib/model/older-revision.ts';
import type { StockLevelPage } from '../../../lib/model/stock.ts';
import { writeHeld } from '../../runtime/write-held.ts';
import type { ChangeDetectionConfig } from './change-detection.definition.ts';
import { findChanges } from './find-changes.ts';
import { findMoved } from './find-moved.ts';
import { cycleName, keepHeldBack, markSent, readFirstRun, readHeldBack, type FirstRun } from './first-run.ts';
import { sendChanges, type ChangeSender } from './send-changes.ts';
import { keepSent } from './sent-figures.ts';

type Page = CanonicalMessage<StockLevelPage>;

export interface LevelPasser {
  /**
   * Sends what has changed and keeps that it was sent; says how many levels.
   * @throws LEASE_LOST when the flow was interrupted under the page, or the page is older than one that has passed: its
   * source brings it again, calculated anew
   * @throws PAYLOAD_INVALID for a page of several channels
   */
  pass(sender: ChangeSender, page: Page, firstRun: ChangeDetectionConfig['firstRun']): Promise<number | 'held-back'>;
}

/** Lets through what has changed of pages that come one after the other. */
export function passLevels(): LevelPasser {
  /** Of channels that something was sent to: that stays so. */
  const running = new Map<string, FirstRun>();
  /** `calculatedAt` of the newest page that has passed, per channel and feed. */
  const newest = new Map<string, string>();

  return {
    async pass(sender, message, whenFirst) {
      const { payload: page, selvedge } = message;
      const { store, clock } = sender.services;
      const channel = channelOf(page);
      if (channel === undefined) return 0;
      const passed = `${page.cycle.feed} ${channel}`;
      refuseOlder(page, newest.get(passed));
      const first = running.get(channel) ?? (await readFirstRun(store.read, channel));
      if (first.state === 'sent') running.set(channel, first);
      if (first.state === 'not-started' && whenFirst === 'wait' && !selvedge.dryRun) {
        await holdBack(sender, message, channel);
        return 'held-back';
      }

      const cycle = cycleName(page.cycle);
      const isFirst = first.state !== 'sent' || first.cycle === cycle;
      const changes = await findChanges(store.read.snapshots, page, isFirst, await findMoved(store.read, page));
      const timed = changes.map((one) => ({ ...one, calculatedAt: page.calculatedAt }));
      await sendChanges(sender, timed, selvedge, async (some) => {
        if (selvedge.dryRun) return;
        const at = clock.now();
        const sent = some.map(({ change: { feed, level }, calculatedAt }) => ({ feed, calculatedAt, level }));
        await writeHeld(store, selvedge.holder, async (tables) => {
          await keepSent(tables.snapshots, channel, sent, at);
          if (!running.has(channel)) await markSent(tables, channel, cycle, at);
        });
        if (!running.has(channel)) running.set(channel, { state: 'sent', cycle });
      });
      if (!selvedge.dryRun) newest.set(passed, page.calculatedAt);
      return changes.length;
    },
  };
}

function channelOf({ levels }: StockLevelPage): string | undefined {
  const [first] = levels;
  const other = levels.find(({ channel }) => channel !== first?.channel);
  if (other) throw new OperationError('PAYLOAD_INVALID', `A page has levels of one channel; this one has ${first?.channel ?? ''} and ${other.channel}.`);
  return first?.channel;
}

/** What is in it may have been overtaken, and is not sent after what is newer. */
function refuseOlder({ calculatedAt }: StockLevelPage, newest: string | undefined): void {
  if (newest === undefined || !isOlderRevision(calculatedAt, newest)) return;
  throw new OperationError('LEASE_LOST', `The page was calculated at ${calculatedAt}, before one that has passed (${newest}): its source brings it again.`);
}

/** Its figures are asked for again when a person starts the first run. */
async function holdBack({ services: { store, clock }, node }: ChangeSender, { payload, selvedge }: Page, channel: string): Promise<void> {
  const { feed } = payload.cycle;
  const isKept = (held: Awaited<ReturnType<typeof readHeldBack>>): boolean => held.some((one) => one.channel === channel && one.feed === feed);
  if (isKept(await readHeldBack(store.read, node.id))) return;
  await writeHeld(store, selvedge.holder, async (tables) => {
    const held = await readHeldBack(tables, node.id);
    if (!isKept(held)) await keepHeldBack(tables, node.id, [...held, { channel, feed }], clock.now());
  });
}
