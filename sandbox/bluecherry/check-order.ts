import type { ErrorDetail } from './bluecherry-answer.ts';
import { checkAmounts } from './check-amounts.ts';
import { checkLines } from './check-lines.ts';
import type { CodeList, MasterData } from './master-data.ts';
import type { OrderBody } from './order-schema.ts';

const headerCodes = [
  { member: 'customer', list: 'customers', unknown: 'UNKNOWN_CUSTOMER' },
  { member: 'orderType', list: 'orderTypes', unknown: 'UNKNOWN_CODE' },
  { member: 'division', list: 'divisions', unknown: 'UNKNOWN_CODE' },
  { member: 'terms', list: 'terms', unknown: 'UNKNOWN_CODE' },
  { member: 'shipVia', list: 'shipVias', unknown: 'UNKNOWN_CODE' },
] as const satisfies readonly { member: keyof OrderBody; list: CodeList; unknown: string }[];

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

/** Everything the ERP holds against an order; empty when it takes it. */
export const checkOrder = (order: OrderBody, masterData: MasterData): ErrorDetail[] => {
  const errors: ErrorDetail[] = [];
  const refuse = (path: string, code: string, message: string): void => void errors.push({ path, code, message });
  const missing = (path: string): void => refuse(path, 'MISSING_FIELD', `${path} is mandatory.`);

  for (const { member, list, unknown } of headerCodes) {
    const code = order[member]?.trim() ?? '';
    if (code === '') missing(member);
    else if (!masterData.knows(list, code)) refuse(member, unknown, `"${code}" is not among the ${list}.`);
  }
  if ((order.currency ?? '') === '') missing('currency');
  if ((order.orderDate ?? '') === '') missing('orderDate');
  for (const member of ['orderDate', 'startDate', 'cancelDate'] as const) {
    const date = order[member] ?? '';
    if (date !== '' && !isDate(date)) refuse(member, 'BAD_DATE', `"${date}" is not a date like 2026-11-20.`);
  }
  if ((order.cancelDate ?? '') !== '' && (order.startDate ?? '') > (order.cancelDate ?? '')) refuse('cancelDate', 'CANCEL_BEFORE_START', 'The cancel date is before the start date.');
  for (const member of ['name', 'address1', 'city', 'country'] as const) {
    if ((order.shipTo?.[member] ?? '').trim() === '') missing(`shipTo.${member}`);
  }
  errors.push(...checkLines(order, masterData), ...checkAmounts(order));
  return errors;
};
