import type { LaneControlRow } from '../store/contract/lane-control-table.ts';
import type { LaneParts, LanePause } from './contract.ts';

export interface LaneControl {
  /** Reads what is kept about the lane, and from then on follows it. */
  start(): Promise<void>;
  stop(): void;
  /** Reads it again now. */
  look(): void;
  /** Read in passing by somebody else. */
  take(row: LaneControlRow | null): void;
  row(): LaneControlRow | null;
  paused(): LanePause | null;
  pause(by: string, reason: string): Promise<void>;
  resume(by: string): Promise<void>;
}

export interface LaneControlParts extends LaneParts {
  readonly lane: string;
  readonly leading: () => boolean;
  readonly changed: () => void;
}

/** A signal may get lost. Who drives the lane hears of people's decisions only, the others of its figures too. */
const looksMs = { leading: 30_000, following: 2_000 };

/** What is kept about a lane for all workers: read at every signal, and now and then without one. */
export function laneControl({ lane, store, clock, leading, changed }: LaneControlParts): LaneControl {
  let row: LaneControlRow | null = null;
  let timer: { cancel(): void } | undefined;
  let off: (() => void) | undefined;

  const take = (found: LaneControlRow | null): void => {
    const before = row;
    row = found;
    if (before?.pausedAt !== found?.pausedAt || before?.reportedAt !== found?.reportedAt) changed();
  };
  const read = async (): Promise<void> => take(await store.read.laneControls.get(lane));
  /** A store that cannot be read just now is asked again later. */
  const look = (): void => void read().catch(() => undefined).then(lookLater);
  const lookLater = (): void => {
    timer?.cancel();
    if (off) timer = clock.setTimer(look, store.shared && !leading() ? looksMs.following : looksMs.leading);
  };
  const pauseOf = (found: LaneControlRow | null): LanePause | null =>
    found?.pausedAt == null ? null : { at: found.pausedAt, by: found.pausedBy ?? '', reason: found.pauseReason ?? '' };
  const decide = async (who: string, pause: LanePause | null): Promise<void> => {
    const found = await store.write(async ({ audit, laneControls }) => {
      const before = pauseOf(await laneControls.get(lane));
      if (pause) await laneControls.pause(lane, who, pause.reason, pause.at);
      else await laneControls.resume(lane);
      const texts = { before: JSON.stringify({ paused: before }), after: JSON.stringify({ paused: pause }) };
      await audit.record({ at: clock.now(), who, action: pause ? 'lane.pause' : 'lane.resume', subject: `lane:${lane}`, ...texts });
      return laneControls.get(lane);
    });
    take(found);
    store.signals.send(`control:${lane}`);
  };

  return {
    async start() {
      await read();
      off ??= store.signals.on((topic) => {
        if (topic === `control:${lane}`) look();
      });
      lookLater();
    },
    stop() {
      off?.();
      off = undefined;
      timer?.cancel();
    },
    look,
    take,
    row: () => row,
    paused: () => pauseOf(row),
    pause: (by, reason) => decide(by, { at: clock.now(), by, reason }),
    resume: (by) => decide(by, null),
  };
}
