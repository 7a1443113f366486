import { isJsonObject, type Json, type JsonObject } from '../json-value.ts';
import type { Faults } from './answer.ts';
import type { Operation } from './contract.ts';

const flag: Readonly<Record<string, boolean>> = { true: true, false: false, '1': true, '0': false };

const typed = (text: string, schema: JsonObject): Json => {
  switch (schema['type']) {
    case 'integer':
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    case 'boolean':
      return flag[text] ?? text;
    case 'array': {
      const items = isJsonObject(schema['items']) ? schema['items'] : {};
      return text.split(',').map((member) => typed(member, items));
    }
    default:
      return text;
  }
};

/** A request's query, typed as the contract types it. */
export class Query {
  readonly #values: ReadonlyMap<string, Json>;

  constructor(values: ReadonlyMap<string, Json>) {
    this.#values = values;
  }

  names(): string[] {
    return [...this.#values.keys()];
  }

  number(name: string): number | null {
    const value = this.#values.get(name);
    return typeof value === 'number' ? value : null;
  }

  text(name: string): string | null {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : null;
  }

  flag(name: string): boolean | null {
    const value = this.#values.get(name);
    return typeof value === 'boolean' ? value : null;
  }

  /** Of a list, or of a text that the reference types as one value while it takes several. */
  list(name: string): string[] | null {
    const value = this.#values.get(name);
    if (value === undefined) return null;
    return Array.isArray(value) ? value.map(String) : (typeof value === 'string' ? value : JSON.stringify(value)).split(',');
  }
}

/** `sort` also takes a direction, and `…:in` lists, which the reference says in prose alone. */
const asDeclared = (name: string, text: string): string => (name === 'sort' ? text.replace(/:(asc|desc)$/, '') : text);
const severalOf = (name: string, schema: JsonObject): boolean => name.endsWith(':in') && schema['type'] !== 'array';

/** Reads the query of a request; refuses what the contract does not have. */
export const readQuery = (operation: Operation, search: string): { readonly query: Query; readonly faults: Faults } => {
  const values = new Map<string, Json>();
  const faults: Record<string, string> = {};
  for (const [name, text] of new URLSearchParams(search)) {
    const parameter = operation.query.find((candidate) => candidate.name === name);
    if (!parameter) {
      faults[name] = 'is not a parameter of this resource';
      continue;
    }
    const several = severalOf(name, parameter.schema);
    const parts = several ? text.split(',').map((part) => typed(part, parameter.schema)) : [typed(asDeclared(name, text), parameter.schema)];
    for (const part of parts) if (!parameter.check(part)) faults[name] = parameter.check.errors?.[0]?.message ?? 'is invalid';
    values.set(name, several ? parts : name === 'sort' ? text : (parts[0] ?? ''));
  }
  return { query: new Query(values), faults };
};
