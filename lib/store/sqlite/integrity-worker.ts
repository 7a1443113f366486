import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { checkIntegrity } from './check-integrity.ts';
import { describeSqliteFailure } from './describe-sqlite-failure.ts';

/** Run by check-in-background.ts: says the sentence of what is wrong, or nothing. */
const { file, timeout } = workerData as { readonly file: string; readonly timeout: number };
const database = new DatabaseSync(file, { readOnly: true, timeout });
try {
  checkIntegrity(database, file);
} catch (thrown) {
  const error = describeSqliteFailure(thrown, file);
  parentPort?.postMessage(error instanceof Error ? error.message : String(error));
} finally {
  database.close();
}
