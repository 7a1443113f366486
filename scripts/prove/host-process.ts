import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

export interface HostOptions {
  readonly root: string;
  readonly client: string;
  readonly flowsDir: string;
  readonly dataDir: string;
  /** Overrides of the client's variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  /** A module that is loaded into the process before the host. */
  readonly preload?: string;
}

/** The product as it stands: the compiled host in a process of its own. */
export interface HostProcess {
  readonly url: string;
  readonly startedInMs: number;
  /** SIGKILL: no handler runs, nothing is flushed. */
  kill(): Promise<void>;
  /** SIGTERM, as Ctrl-C or a service manager does; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** Starts the host and resolves when it is ready; its own words stand in the error when it is not. */
export async function startHost(options: HostOptions): Promise<HostProcess> {
  const { child, said } = spawnHost(options);
  const url = `http://127.0.0.1:${options.port}`;
  const begun = performance.now();
  while (!(await isReady(url))) {
    if (child.exitCode !== null || performance.now() - begun > 30_000) {
      child.kill('SIGKILL');
      throw new Error(`the host did not become ready:\n${said()}`);
    }
    await pause(40);
  }
  return {
    url,
    startedInMs: Math.round(performance.now() - begun),
    kill: async () => {
      await end(child, 'SIGKILL');
    },
    stop: () => end(child, 'SIGTERM'),
  };
}

/** Whatever ends the proof, no host outlives it: not even one that is stopped. */
const living = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/** The bare child process, for those who kill it before it is ready. */
export function spawnHost(options: HostOptions): { child: ChildProcess; said: () => string } {
  const preload = options.preload === undefined ? [] : ['--import', pathToFileURL(options.preload).href];
  const child = spawn(process.execPath, [...preload, path.join(options.root, 'dist', 'server', 'main.js')], {
    cwd: options.root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CLIENT: options.client,
      FLOWS_DIR: options.flowsDir,
      DATA_DIR: options.dataDir,
      HOST: '127.0.0.1',
      PORT: String(options.port),
      SANDBOX: 'on',
      LOG_LEVEL: 'warn',
      ...options.env,
    },
  });
  living.add(child);
  child.once('exit', () => living.delete(child));
  let words = '';
  const listen = (chunk: Buffer): void => {
    words = (words + chunk.toString()).slice(-4000);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  return { child, said: () => words };
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`).then(
    (response) => response.ok,
    () => false,
  );
}

export async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
  return child.exitCode;
}
