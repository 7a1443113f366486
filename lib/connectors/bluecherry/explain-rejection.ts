import { OperationError, type Failure } from '../../errors/operation-error.ts';
import type { SalesOrder } from '../../model/sales-order.ts';
import type { BatchError } from './read-batch.ts';
import { refusalCode } from './refusal-codes.ts';

/** Why BlueCherry rejects an order: its first error decides the code, all of them are named with line and member. */
export function explainRejection(order: SalesOrder, errors: readonly BatchError[]): Failure {
  const named = errors.map((error) => ({ ...error, ...whereOf(error.path, order) }));
  const [first] = named;
  const problems = named.map(({ where, code, message, path }) => `${where}${code}: ${message} (${path})`.slice(0, 300));
  const sentence = first ? `${first.where}${first.message} (${first.code})` : 'no reason was given';
  return new OperationError(refusalCode(first?.code ?? ''), `BlueCherry refuses order ${order.orderNumber}: ${sentence}.`, {
    details: {
      order: order.orderNumber,
      externalRef: order.externalRef,
      remoteCode: first?.code ?? null,
      path: first?.path ?? null,
      line: first?.line ?? null,
      sku: first?.sku ?? null,
      problems: problems.slice(0, 20),
    },
  }).toFailure();
}

function whereOf(path: string, order: SalesOrder): { where: string; line: number | null; sku: string | null } {
  const index = /(?:^|\.)lines\[(\d+)\]/.exec(path)?.[1];
  if (index === undefined) return { where: '', line: null, sku: null };
  const line = Number(index) + 1;
  const sku = order.lines[Number(index)]?.skuCode ?? null;
  return { where: `line ${line}${sku === null ? '' : `, SKU ${sku}`}: `, line, sku };
}
