import assert from 'node:assert/strict';
import { OperationError } from '../../../lib/errors/operation-error.ts';

/** The OperationError that a promise or function ends with. */
export async function failureOf(work: (() => unknown) | Promise<unknown>): Promise<OperationError> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    assert.ok(error instanceof OperationError, `an OperationError, not ${String(error)}`);
    return error;
  }
  assert.fail('it should have failed');
}
