import { isJsonObject, type JsonObject } from '../json-value.ts';

/** `_fields=id,billing.email`: WordPress' own reduction; a dot goes into an object, never into an array. */
export const selectFields = (record: JsonObject, fields: readonly string[]): JsonObject => {
  const selected: JsonObject = {};
  for (const field of fields) {
    const [first = '', ...rest] = field.split('.');
    const value = record[first];
    if (value === undefined) continue;
    if (rest.length === 0 || !isJsonObject(value)) {
      if (rest.length === 0) selected[first] = value;
      continue;
    }
    const known = selected[first];
    selected[first] = { ...(isJsonObject(known) ? known : {}), ...selectFields(value, [rest.join('.')]) };
  }
  return selected;
};
