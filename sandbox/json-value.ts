export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [member: string]: Json;
}

export const isJsonObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON.parse can yield nothing but JSON; this gives it that type. */
export const parseJson = (text: string): Json => JSON.parse(text) as Json;

export const textOf = (record: JsonObject, member: string): string => {
  const value = record[member];
  return typeof value === 'string' ? value : '';
};

export const numberOf = (record: JsonObject, member: string): number => {
  const value = record[member];
  return typeof value === 'number' ? value : 0;
};

export const objectsOf = (record: JsonObject, member: string): JsonObject[] => {
  const value = record[member];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
};
