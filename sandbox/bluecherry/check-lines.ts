import type { ErrorDetail } from './bluecherry-answer.ts';
import type { MasterData } from './master-data.ts';
import type { OrderBody } from './order-schema.ts';

/** Division and location stand on the line in this ERP; a SKU is its whole tuple. */
export const checkLines = (order: OrderBody, masterData: MasterData): ErrorDetail[] => {
  const lines = order.lines ?? [];
  if (lines.length === 0) return [{ path: 'lines', code: 'MISSING_FIELD', message: 'An order needs a line.' }];
  return lines.flatMap((line, index) => {
    const errors: ErrorDetail[] = [];
    const refuse = (member: string, code: string, message: string): void => void errors.push({ path: `lines[${index}].${member}`, code, message });
    const { division = '', style = '', colorCode = '', label = '', dimension = '', sizeBucket = 0 } = line.sku ?? {};
    const location = line.location?.trim() ?? '';
    if (line.lineNo !== index + 1) refuse('lineNo', 'BAD_LINE_NUMBER', `Line numbers run from 1 to ${lines.length}.`);
    if (location === '') refuse('location', 'MISSING_FIELD', 'Every line needs a location.');
    else if (!masterData.knows('locations', location)) refuse('location', 'UNKNOWN_CODE', `"${location}" is not among the locations.`);
    if (!Number.isSafeInteger(line.qtyOrdered) || line.qtyOrdered <= 0) refuse('qtyOrdered', 'BAD_QUANTITY', `${line.qtyOrdered} is not a positive whole number.`);
    if (division.trim() === '') {
      refuse('sku.division', 'MISSING_FIELD', 'Every line needs a division.');
      return errors;
    }
    if (!masterData.knows('divisions', division.trim())) {
      refuse('sku.division', 'UNKNOWN_CODE', `"${division}" is not among the divisions.`);
      return errors;
    }
    const sku = masterData.sku({ division: division.trim(), style: style.trim(), colorCode: colorCode.trim(), label: label.trim(), dimension: dimension.trim(), sizeBucket });
    const skuCode = line.skuCode?.trim() ?? '';
    if (!sku || (skuCode !== '' && sku.skuCode !== skuCode)) refuse('sku', 'UNKNOWN_SKU', `There is no such SKU${skuCode === '' ? '' : ` under the code "${skuCode}"`}.`);
    else if (!sku.active) refuse('sku', 'INACTIVE_STYLE', `"${sku.skuCode}" is not active.`);
    return errors;
  });
};
