import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { OperationError } from '../../errors/operation-error.ts';

export interface BackgroundCheck {
  readonly file: string;
  /** Milliseconds to wait for a lock. */
  readonly timeout: number;
  readonly onDamage: (damage: OperationError) => void;
}

/** Reads every page of a big file in a thread of its own while the process works on it. The returned function gives it up. */
export function checkInBackground({ file, timeout, onDamage }: BackgroundCheck): () => void {
  const script = path.join(import.meta.dirname, `integrity-worker${path.extname(import.meta.filename)}`);
  const worker = new Worker(script, { workerData: { file, timeout } });
  const report = (sentence: string): void => onDamage(new OperationError('STORE_UNAVAILABLE', sentence, { disposition: 'halt', details: { file } }));
  worker.on('message', report);
  worker.on('error', (error) => report(`The database ${file} cannot be checked: ${error instanceof Error ? error.message : String(error)}.`));
  worker.unref();
  return () => {
    worker.removeAllListeners();
    // Terminating it is no failure of its own: the file is about to be closed.
    worker.on('error', () => undefined);
    void worker.terminate();
  };
}
