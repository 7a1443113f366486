/** Something that happens in a process once the process runs: a timer, an answer from outside. */
type Entrance = () => void;

/** A process of the simulation: what reaches it goes through {@link SimulatedProcess.enter}. */
export interface SimulatedProcess {
  readonly name: string;
  alive(): boolean;
  /** Runs now; when the process is stopped, once it goes on; when it is dead, never. */
  enter(run: Entrance): void;
  /** As SIGKILL does. */
  die(): void;
  /** As SIGSTOP does, with SIGCONT after so many milliseconds. */
  stop(ms: number): void;
}

export interface World {
  now(): number;
  /** From 0 to 1, by the seed of the schedule. */
  random(): number;
  process(name: string): SimulatedProcess;
  /** Happens at its time. Without a process it belongs to the world and cannot be stopped. */
  later(delayMs: number, run: Entrance, process?: SimulatedProcess): { cancel(): void };
  /** Happens now, one after the other, those of different processes in an order that the seed decides. */
  job(process: SimulatedProcess, run: () => Promise<void>): void;
  /** Until nothing is left to do at this moment. */
  rest(): Promise<void>;
  advance(ms: number): Promise<void>;
  /** What went wrong in a place that nobody waits for. */
  fail(error: unknown): void;
}

/** Promises that wait for nothing outside have all settled when this has. */
const microtasks = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time, order of events and chance, all from one seed. */
export function simulatedWorld(seed: number, start = Date.UTC(2026, 0, 1)): World {
  let now = start;
  let state = seed >>> 0;
  let failure: { readonly error: unknown } | undefined;
  const timers = new Set<{ readonly at: number; readonly order: number; readonly run: Entrance }>();
  const jobs: { readonly process: SimulatedProcess; readonly run: () => Promise<void> }[] = [];
  let order = 0;

  // mulberry32: small, and good enough to choose with.
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const takeJob = () => {
    const waiting = [...new Set(jobs.map(({ process }) => process))];
    const chosen = waiting[Math.floor(random() * waiting.length)];
    return jobs.splice(jobs.findIndex(({ process }) => process === chosen), 1)[0];
  };
  const check = (): void => {
    if (failure) throw failure.error;
  };

  const world: World = {
    now: () => now,
    random,
    process(name) {
      let alive = true;
      let stopped = false;
      const held: Entrance[] = [];
      return {
        name,
        alive: () => alive,
        enter(run) {
          if (!alive) return;
          if (stopped) held.push(run);
          else run();
        },
        die() {
          alive = false;
          held.length = 0;
        },
        stop(ms) {
          if (stopped || !alive) return;
          stopped = true;
          world.later(ms, () => {
            stopped = false;
            for (const run of held.splice(0)) run();
          });
        },
      };
    },
    later(delayMs, run, process) {
      const timer = { at: now + Math.max(0, delayMs), order: (order += 1), run: process ? () => process.enter(run) : run };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    job: (process, run) => void jobs.push({ process, run }),
    async rest() {
      for (;;) {
        await microtasks();
        check();
        const next = jobs.length > 0 ? takeJob() : undefined;
        if (!next) return;
        await next.run();
      }
    },
    async advance(ms) {
      const end = now + ms;
      await world.rest();
      for (;;) {
        let next: { readonly at: number; readonly order: number; readonly run: Entrance } | undefined;
        for (const timer of timers) if (timer.at <= end && (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order))) next = timer;
        if (!next) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.run();
        await world.rest();
      }
      now = end;
    },
    fail: (error) => void (failure ??= { error }),
  };
  return world;
}
