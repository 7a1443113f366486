import process from 'node:process';
import { OperationError } from '../lib/errors/operation-error.ts';
import { readProcessSettings } from '../settings.ts';
import { createHost } from './create-host.ts';
import { createLog } from './create-log.ts';
import { nameDatabase, openDatabase } from './open-database.ts';

/** A terminal's Ctrl-C reaches this process twice under npm, which passes it on as well. */
const sameKeyMs = 500;
/** The whole stop, whatever hangs. */
const stopLimitMs = 14_500;

function run(): void {
  const began = performance.now();
  const settings = readProcessSettings();
  const log = createLog(settings, process.stdout);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ stack: error instanceof Error ? error.stack : undefined }, `ended by an error that nothing caught: ${String(error)}`);
      process.exit(1);
    });
  }

  const starting = createHost({ settings, log, openStore: openDatabase });
  let stopSince: number | undefined;
  const stop = (): void => {
    const now = performance.now();
    if (stopSince !== undefined) {
      if (now - stopSince > sameKeyMs) process.exit(1);
      return;
    }
    stopSince = now;
    process.stdout.write('Stopping: what is under way is finished first (Ctrl-C again ends at once).\n');
    setTimeout(() => process.exit(1), stopLimitMs).unref();
    starting.then((host) => host.stop()).then(() => process.exit(), endWith);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  starting.then((host) => {
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (host.trouble) log.error(host.trouble);
    if (settings.users.length === 0) process.stdout.write('No users are configured: the editor opens without a login, and to this machine only.\n');
    process.stdout.write(
      `Selvedge is ready after ${seconds} s · editor ${host.url} · client ${settings.client} · sandbox ${settings.sandbox ? 'on' : 'off'} · store ${nameDatabase(settings.database)} · data ${settings.dataDir}\n`,
    );
  }, endWith);
}

/** What a person can put right is one sentence; anything else is our mistake and shows where it happened. */
function endWith(error: unknown): never {
  const text = error instanceof OperationError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

try {
  run();
} catch (error) {
  endWith(error);
}
