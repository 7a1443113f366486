import Type from 'typebox';
import { recordReader, Text, trimmed } from './remote-fields.ts';

export interface BatchResult {
  readonly externalRef: string;
  readonly result: string;
  readonly ordNum: string;
  readonly errors: readonly BatchError[];
}

export interface BatchError {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

const read = recordReader(
  'order batch',
  Type.Object({
    status: Type.String(),
    results: Type.Optional(
      Type.Union([
        Type.Array(
          Type.Object({
            externalRef: Type.String(),
            result: Type.String(),
            ordNum: Text,
            errors: Type.Optional(Type.Union([Type.Array(Type.Object({ path: Text, code: Text, message: Text })), Type.Null()])),
          }),
        ),
        Type.Null(),
      ]),
    ),
  }),
  (record) => record['batchId'],
);

/** The results of a batch, or undefined while it is not complete. */
export function readBatch(body: unknown): readonly BatchResult[] | undefined {
  const batch = read(body);
  if (batch.status.trim() !== 'complete') return undefined;
  return (batch.results ?? []).map((entry) => ({
    externalRef: entry.externalRef.trim(),
    result: entry.result.trim(),
    ordNum: trimmed(entry.ordNum),
    errors: (entry.errors ?? []).map((error) => ({ path: trimmed(error.path), code: trimmed(error.code), message: trimmed(error.message) })),
  }));
}

/** The id under which an accepted batch is asked for; undefined when the answer has none. */
export function batchIdOf(body: unknown): string | undefined {
  const batchId: unknown = typeof body === 'object' && body !== null && 'batchId' in body ? body.batchId : undefined;
  return typeof batchId === 'string' && batchId.trim() !== '' ? batchId.trim() : undefined;
}
