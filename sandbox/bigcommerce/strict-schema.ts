import { isJsonObject, type Json, type JsonObject } from '../json-value.ts';

const follow = (document: JsonObject, reference: string): JsonObject => {
  const found = reference
    .slice(2)
    .split('/')
    .reduce<Json>((place, step) => (isJsonObject(place) ? (place[step] ?? null) : null), document);
  if (!isJsonObject(found)) throw new RangeError(`The contract has no ${reference}.`);
  return found;
};

const settled = ['properties', 'items', 'allOf', 'anyOf', 'oneOf', '$ref', 'maximum', 'minimum', 'exclusiveMaximum', 'exclusiveMinimum', 'required', 'nullable'];

const mapped = (members: Json | undefined, read: (member: Json) => JsonObject): JsonObject[] => (Array.isArray(members) ? members.map(read) : []);

const bound = (schema: JsonObject, name: 'maximum' | 'minimum', exclusive: 'exclusiveMaximum' | 'exclusiveMinimum'): JsonObject => {
  if (typeof schema[name] !== 'number') return {};
  return schema[exclusive] === true ? { [exclusive]: schema[name] } : { [name]: schema[name] };
};

/**
 * One of the contract's OpenAPI 3.0 schemas as JSON Schema. `strict` is for requests: what the contract does not name and what is
 * read-only is refused, since whoever sends it believes in an effect that it has not.
 */
export const jsonSchema = (document: JsonObject, source: Json, strict: boolean, branch = false): JsonObject => {
  if (!isJsonObject(source)) return {};
  const schema = typeof source['$ref'] === 'string' ? follow(document, source['$ref']) : source;
  if (schema !== source) return jsonSchema(document, schema, strict, branch);
  const result: JsonObject = Object.fromEntries(Object.entries(schema).filter(([name]) => !settled.includes(name)));
  Object.assign(result, bound(schema, 'maximum', 'exclusiveMaximum'), bound(schema, 'minimum', 'exclusiveMinimum'));
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : null;
  // The reference has "required": ["post"] on members themselves: a remark, not a rule.
  if (properties && required.length > 0) result['required'] = required;
  if (properties) {
    const writable = Object.entries(properties).filter(([name, member]) => !strict || required.includes(name) || !(isJsonObject(member) && member['readOnly'] === true));
    result['properties'] = Object.fromEntries(writable.map(([name, member]) => [name, jsonSchema(document, member, strict)]));
  }
  if (schema['items'] !== undefined) result['items'] = jsonSchema(document, schema['items'], strict);
  const all = mapped(schema['allOf'], (member) => jsonSchema(document, member, strict, true));
  if (all.length > 0) result['allOf'] = all;
  const any = [...mapped(schema['anyOf'], (member) => jsonSchema(document, member, strict, true)), ...mapped(schema['oneOf'], (member) => jsonSchema(document, member, strict, true))];
  if (any.length > 0) result['anyOf'] = any;
  const open = (properties !== null && Object.keys(properties).length === 0 && all.length === 0) || schema['additionalProperties'] !== undefined;
  if (strict && !branch && !open && (properties || all.length > 0 || any.some((member) => 'properties' in member || 'allOf' in member))) result['unevaluatedProperties'] = false;
  if (schema['nullable'] === true) return { anyOf: [result, { type: 'null' }] };
  return result;
};
