import assert from 'node:assert/strict';
import { OperationError } from '../../../lib/errors/operation-error.ts';

/** The refusal: one code, and a sentence that names the file. */
export async function refused(opening: Promise<{ close(): Promise<void> }>, file: string): Promise<OperationError> {
  const error = await opening.then(
    async (store) => {
      await store.close();
      return assert.fail(`${file} was opened`);
    },
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof OperationError, String(error));
  assert.equal(error.code, 'STORE_UNAVAILABLE', error.message);
  assert.ok(error.message.includes(file), error.message);
  return error;
}
