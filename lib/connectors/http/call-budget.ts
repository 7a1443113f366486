import Bottleneck from 'bottleneck';
import { OperationError } from '../../errors/operation-error.ts';
import { callPriority, type AccountLimits, type CallPriority, type ConnectorClock } from '../contract.ts';
import { createAllowanceBook, type CallAllowance } from './call-allowance.ts';
import { wait } from './wait.ts';

/** The one budget of calls that all flows of an account share. */
export interface CallBudget {
  /** Runs `call` when its turn comes; rejects with the signal's reason when that is aborted before. */
  run<T>(priority: CallPriority, signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T>;
  /** No call of the account starts for so long: the remote system asked for it. */
  pause(durationMs: number): void;
  /** The remote system says how many calls are left: what is less urgent leaves them to what is more so, until the window ends. */
  heed(allowance: CallAllowance): void;
  /** Waiting calls are refused; resolves when those under way have ended. */
  close(): Promise<void>;
}

const notStarted: unique symbol = Symbol('paused after its turn had come');

/**
 * Calls are spaced evenly rather than let go in bursts: no window of a second, wherever the remote side lays it, holds
 * more than the rate, and the whole rate is used while calls are waiting.
 */
export function createCallBudget(limits: AccountLimits, clock: ConnectorClock, system: string): CallBudget {
  const limiter = new Bottleneck({ maxConcurrent: limits.concurrency, minTime: 1000 / limits.requestsPerSecond });
  let pausedUntil = 0;
  let resume: { cancel(): void } | undefined;
  let closed = false;
  const allowances = createAllowanceBook(clock);
  const closing = new AbortController();
  let underWay = 0;

  const whenClosed = (): OperationError => new OperationError('REMOTE_UNREACHABLE', `The ${system} account was closed before the call was made.`, { details: { system } });
  const setReservoir = (reservoir: number | null): void => void limiter.updateSettings({ reservoir });

  return {
    async run(priority, signal, call) {
      for (;;) {
        signal?.throwIfAborted();
        if (closed) throw whenClosed();
        const waitMs = allowances.waitMs(priority);
        if (waitMs > 0) {
          // A little later the less urgent it is: what is urgent stands first in the queue of the new window.
          await wait(clock, waitMs + callPriority[priority], signal ? AbortSignal.any([signal, closing.signal]) : closing.signal);
          continue;
        }
        let started = false;
        const turn = limiter.schedule({ priority: callPriority[priority] }, async () => {
          signal?.throwIfAborted();
          if (clock.now() < pausedUntil || allowances.waitMs(priority) > 0) return notStarted;
          started = true;
          allowances.spend();
          underWay += 1;
          return call().finally(() => (underWay -= 1));
        });
        const result = await withdrawable(turn, signal, () => !started).catch((error: unknown) => {
          throw error instanceof Bottleneck.BottleneckError ? whenClosed() : error;
        });
        if (result !== notStarted) return result;
      }
    },
    pause(durationMs) {
      const until = clock.now() + durationMs;
      if (closed || until <= pausedUntil) return;
      pausedUntil = until;
      resume?.cancel();
      // A reservoir of none holds the queue; without a reservoir the spacing alone decides again.
      setReservoir(0);
      resume = clock.setTimer(() => {
        pausedUntil = 0;
        setReservoir(null);
      }, durationMs);
    },
    // The call that brings the figure is over for the remote side, and still under way here.
    heed: (allowance) => allowances.heed(allowance, Math.max(0, underWay - 1)),
    async close() {
      if (closed) return;
      closed = true;
      closing.abort(whenClosed());
      resume?.cancel();
      await limiter.stop({ dropWaitingJobs: true });
    },
  };
}

/** A caller that gives up need not wait for its turn; a call under way hears of it itself, and says how it ended. */
function withdrawable<T>(turn: Promise<T>, signal: AbortSignal | undefined, waiting: () => boolean): Promise<T> {
  if (!signal) return turn;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => {
      if (waiting()) reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort, { once: true });
    void turn.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
