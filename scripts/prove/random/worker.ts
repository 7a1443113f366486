import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { end, spawnHost, type HostOptions } from '../host-process.ts';

/** One place for a process of the host: whoever dies there is replaced at once. */
export interface Worker {
  readonly url: string;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGSTOP, and SIGCONT after so long. */
  freeze(forMs: number): Promise<void>;
  /** When it was asked last, a moment ago: it had a lane or a source to drive. */
  drives(): boolean;
  /** Sends SIGCONT at once to whoever is still stopped, and resolves when the process is ready. */
  ready(): Promise<void>;
  /** SIGTERM; resolves with the exit code, and nobody takes its place. */
  stop(): Promise<number | null>;
}

const lookEveryMs = 250;
const startLimitMs = 60_000;
/** What the host says when it cannot use its database: one line that begins so. */
const clearSentence = /^The database .* cannot be used: /m;

export interface WorkerEvents {
  /** A process ended at work that nobody had ended; in its own words. */
  readonly onEnd: (words: string) => void;
  /** One gave up while it started, in a clear sentence (the database kept it waiting for too long): it is started again. */
  readonly onGivenUp: () => void;
}

export function employWorker(options: HostOptions, { onEnd, onGivenUp }: WorkerEvents): Worker {
  const url = `http://127.0.0.1:${options.port}`;
  const ended = new WeakSet<ChildProcess>();
  let health: Health = idle;
  let wasReady = false;
  let thaw: (() => void) | undefined;
  let turn = Promise.resolve();
  let words = (): string => '';

  const start = (): ChildProcess => {
    const { child, said } = spawnHost(options);
    [health, wasReady, words] = [idle, false, said];
    child.once('exit', (code, signal) => {
      if (ended.has(child)) return;
      if (wasReady || code !== 1 || !clearSentence.test(said())) onEnd(`a worker ended by itself (${signal ?? `exit code ${String(code)}`}):\n${said()}`);
      else onGivenUp();
      current = start();
    });
    void watch(child);
    return child;
  };
  const watch = async (child: ChildProcess): Promise<void> => {
    while (child.exitCode === null && child.signalCode === null) {
      const seen = await askHealth(url);
      if (current === child) [health, wasReady] = [seen, wasReady || seen.ready];
      await pause(lookEveryMs);
    }
  };
  let current = start();

  return {
    url,
    // One after the other: two of them at once would leave two processes in one place.
    kill: () =>
      (turn = turn.then(async () => {
        thaw?.();
        ended.add(current);
        await end(current, 'SIGKILL');
        current = start();
      })),
    async freeze(forMs) {
      const child = current;
      const over = new AbortController();
      thaw = () => over.abort();
      child.kill('SIGSTOP');
      await pause(forMs, undefined, { signal: over.signal }).catch(() => undefined);
      thaw = undefined;
      child.kill('SIGCONT');
    },
    drives: () => health.drives,
    async ready() {
      thaw?.();
      await turn;
      const deadline = performance.now() + startLimitMs;
      while (!health.ready) {
        if (performance.now() > deadline) throw new Error(`a worker did not become ready (${health.says}):\n${words()}`);
        await pause(lookEveryMs);
      }
    },
    async stop() {
      thaw?.();
      await turn;
      ended.add(current);
      if (current.exitCode !== null || current.signalCode !== null) return current.exitCode;
      const exited = once(current, 'exit');
      current.kill('SIGTERM');
      await exited;
      return current.exitCode;
    },
  };
}

interface Health {
  readonly ready: boolean;
  readonly drives: boolean;
  readonly says: string;
}

const idle: Health = { ready: false, drives: false, says: 'it does not answer' };

async function askHealth(url: string): Promise<Health> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2000) });
    const { worker, says = '' } = (await answer.json()) as { worker?: { drives?: readonly unknown[] }; says?: string };
    return { ready: answer.ok, drives: (worker?.drives?.length ?? 0) > 0, says };
  } catch {
    return idle;
  }
}
