import { toFailure, type Failure } from '../../lib/errors/operation-error.ts';
import type { Clock } from '../../lib/lanes/contract.ts';

export interface Repetition {
  /** Runs as soon as it may: at once, or right after the run under way. */
  hint(): void;
  /** No further runs; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

export interface RepetitionOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  /** `hinted`: something said that there is news, so a look at the newest records will do. */
  readonly run: (hinted: boolean) => Promise<void>;
  readonly onFailure: (failure: Failure) => void;
}

/** Hints that arrive in a burst (a webhook per order) make one run. */
const hintDelayMs = 250;
/** After failures the pause doubles up to this many intervals, and to five minutes at most. */
const longestPauseMs = 300_000;

/** Runs again and again, never twice at once: `intervalMs` after the end of the last run, sooner on a hint, later after failures. */
export function runRepeatedly({ clock, intervalMs, run, onFailure }: RepetitionOptions): Repetition {
  let timer: { cancel(): void } | undefined;
  let underWay: Promise<void> | undefined;
  let hinted = false;
  let failures = 0;
  let stopped = false;

  const schedule = (delayMs: number): void => {
    timer?.cancel();
    timer = clock.setTimer(start, delayMs);
  };
  const start = (): void => {
    if (stopped || underWay) return;
    const because = hinted;
    hinted = false;
    underWay = run(because)
      .then(
        () => {
          failures = 0;
          return intervalMs;
        },
        (error: unknown) => {
          const failure = toFailure(error);
          if (!stopped) onFailure(failure);
          failures += 1;
          const backoff = Math.min(intervalMs * 2 ** failures, Math.max(longestPauseMs, intervalMs));
          return failure.retryAfterMs ?? backoff;
        },
      )
      .then((pauseMs) => {
        underWay = undefined;
        if (!stopped) schedule(hinted ? Math.min(hintDelayMs, pauseMs) : pauseMs);
      });
  };
  schedule(0);
  return {
    hint() {
      if (stopped || hinted) return;
      hinted = true;
      // While a run fails and backs off, a hint does not make it hammer the remote side.
      if (!underWay && failures === 0) schedule(hintDelayMs);
    },
    async stop() {
      stopped = true;
      timer?.cancel();
      await underWay;
    },
  };
}
