import type { Node } from 'node-red';
import { toFailure } from '../../lib/errors/operation-error.ts';
import type { LeaseToken } from '../../lib/model/lease-token.ts';
import { followGroup } from './follow-group.ts';
import { showState } from './node-status.ts';
import { pagesWhile } from './pages-while.ts';
import { readGate } from './read-gate.ts';
import { recordFeedRun, type FeedReport } from './record-feed-run.ts';
import { runRepeatedly, type Repetition } from './run-repeatedly.ts';
import type { KitServices } from './services.ts';
import type { NodeLife } from './set-up-node.ts';

/** One run of a source. */
export interface Turn {
  /** Something said that there is news, so a look at the newest records will do. */
  readonly hinted: boolean;
  /** Travels on what is sent, and fences what is written. */
  readonly holder: LeaseToken;
  /** Aborted when what is under way must be dropped at once. */
  readonly signal: AbortSignal;
  /** Aborted, too, when the source is to stop after the page in hand: whatever only waits must not. */
  readonly ending: AbortSignal;
  /** The pages of a list, each only when it may be read: see {@link readGate}. */
  pages<T>(list: AsyncIterable<T>): AsyncIterable<T>;
}

export interface PollParts {
  readonly services: KitServices;
  readonly node: Node;
  readonly life: NodeLife;
  /** `<account>:<resource>`: of its cursor, its runs, its hints. */
  readonly feed: string;
  readonly intervalMs: number;
  /** A text under the node's `status` in its catalogue. */
  readonly say: (key: string, values?: Record<string, string | number>) => string;
  readonly run: (turn: Turn) => Promise<FeedReport>;
  /** Status after a run that went well. Left out: the run says and keeps by itself what it brought. */
  readonly good?: (report: FeedReport) => string;
}

/**
 * Runs a source again and again while this worker has its lease; on any other worker it stands by. A hint may come to any
 * worker (`signals.send('feed:<feed>')`). A lease that is lost in the middle of a run is no failure of the feed: the next
 * holder reads the page again.
 */
export function pollWhileLeading({ services, node, life, feed, intervalMs, say, run, good }: PollParts): void {
  const { clock, flows } = services;
  const { signals } = services.store;
  let leading: { readonly reads: Repetition; readonly stop: AbortController; readonly drop: AbortController } | undefined;

  const lead = (holder: LeaseToken): void => {
    const [stop, drop] = [new AbortController(), new AbortController()];
    const signal = AbortSignal.any([life.closed, drop.signal]);
    const ending = AbortSignal.any([stop.signal, signal]);
    const gate = readGate({
      ...{ services, node, feed, ended: ending },
      onFull: (lane) => showState(node, 'waiting', say('full', { lane })),
      onRoom: () => showState(node, 'waiting', say('reading')),
    });
    const once = async (hinted: boolean): Promise<void> => {
      if (good) showState(node, 'waiting', say('reading'));
      let cutShort = false;
      const pages = <T>(list: AsyncIterable<T>): AsyncIterable<T> => pagesWhile(() => gate.mayRead(), list, () => (cutShort = true));
      try {
        const brought = async (): Promise<FeedReport> => {
          const found = await run({ hinted, holder, signal, ending, pages });
          return { ...found, complete: found.complete && !cutShort };
        };
        const report = await (good ? recordFeedRun(services, feed, brought) : brought());
        if (good && !signal.aborted) showState(node, 'good', good(report));
      } catch (error) {
        if (!signal.aborted && toFailure(error).code !== 'LEASE_LOST') throw error;
      }
    };
    const reads = runRepeatedly({
      ...{ clock, intervalMs, run: once },
      onFailure: (failure) => {
        showState(node, 'broken', failure.code.slice(0, 20));
        node.warn(`${failure.code}: ${failure.message}`);
      },
    });
    leading = { reads, stop, drop };
  };
  const standBy = (): void => {
    leading?.drop.abort();
    void leading?.reads.stop();
    leading = undefined;
    showState(node, 'waiting', say('standby'));
  };
  const leave = followGroup(services, node.id, {
    gained(holder) {
      if (leading) standBy();
      lead(holder);
    },
    lost: standBy,
  });
  const stop = async (): Promise<void> => {
    leading?.stop.abort();
    await leading?.reads.stop();
    await leave();
  };
  if (!leading) standBy();
  life.onClose(services.sources.register({ name: feed, stop }));
  life.onClose(stop);
  life.onClose(
    signals.on((topic) => {
      if (topic === `feed:${feed}`) leading?.reads.hint();
    }),
  );
  // What a deploy interrupted is read again at once.
  life.onClose(
    flows.onChange((phase) => {
      if (phase === 'ended') leading?.reads.hint();
    }),
  );
}
