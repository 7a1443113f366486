import { readFileSync, readdirSync } from 'node:fs';
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js';
import type { ReceivedRequest } from '../../support/local-server.ts';

type Json = Record<string, unknown>;
interface Operation {
  readonly method: string;
  readonly pattern: RegExp;
  readonly path: string;
  readonly query: ReadonlyMap<string, ValidateFunction>;
  readonly body: ValidateFunction | undefined;
}

/** The published contracts, as the sandbox carries them; its README names the source. */
const folder = new URL('../../../../sandbox/bigcommerce/contracts/', import.meta.url);
const methods = ['get', 'post', 'put', 'delete'];
const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false, coerceTypes: false });

/** OpenAPI 3.0 where JSON Schema has other words; alternatives of the reference overlap, so that one of them or more must fit. */
function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const source = value as Json;
  const entries = Object.entries(source).flatMap(([name, member]): [string, unknown][] => {
    if (name === 'oneOf') return [['anyOf', asJsonSchema(member)]];
    if (name === 'exclusiveMaximum' && member === true) return [['exclusiveMaximum', source['maximum']]];
    // The reference has "required": ["post"] on members themselves: a remark, not a rule.
    if (name === 'required' && source['properties'] === undefined) return Array.isArray(member) ? [] : [['required', asJsonSchema(member)]];
    return [[name, asJsonSchema(member)]];
  });
  return Object.fromEntries(entries);
}

function readOperations(): readonly Operation[] {
  return readdirSync(folder).filter((file) => /\.v\d\.json$/.test(file)).flatMap((file) => {
    const id = `contract:${file}`;
    const document = asJsonSchema(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))) as { paths: Record<string, Json>; components: Record<string, Record<string, Json>> };
    ajv.addSchema({ $id: id, ...document });
    const settle = (one: Json): Json => {
      const [, , kind = '', name = ''] = typeof one['$ref'] === 'string' ? one['$ref'].split('/') : [];
      return kind === '' ? one : settle(document.components[kind]![name]!);
    };
    const atDocument = (schema: unknown): unknown => JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${id}#/`)) as unknown;
    const version = file.includes('.v2.') ? '/v2' : '/v3';
    return Object.entries(document.paths).flatMap(([path, item]) => methods.flatMap((method): Operation[] => {
      const operation = item[method] as { parameters?: Json[]; requestBody?: Json } | undefined;
      if (!operation) return [];
      const parameters = [...((item['parameters'] as Json[] | undefined) ?? []), ...(operation.parameters ?? [])].map(settle);
      const query = parameters.filter((one) => one['in'] === 'query').map((one) => [String(one['name']), ajv.compile(atDocument(one['schema'] ?? {}) as Json)] as const);
      const content = operation.requestBody ? settle(operation.requestBody)['content'] as Record<string, Json> : undefined;
      const schema = content?.['application/json']?.['schema'];
      return [{
        method: method.toUpperCase(), path: `${version}${path}`, query: new Map(query),
        pattern: new RegExp(`^/stores/[a-z0-9]+${version}${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
        body: schema === undefined ? undefined : ajv.compile(nothingElse(atDocument(schema) as Json)),
      }];
    }));
  });
}

/** Members that the contract does not name would be ignored without a word. */
function nothingElse(schema: Json): Json {
  return schema['type'] === 'array' ? { ...schema, items: { allOf: [schema['items']], unevaluatedProperties: false } } : { allOf: [schema], unevaluatedProperties: false };
}

const operations = readOperations();
const fixedFirst = operations.toSorted((a, b) => a.path.split('{').length - b.path.split('{').length);

/** A query value as its schema's type reads it: lists are separated by commas. */
function fitsQuery(check: ValidateFunction, name: string, text: string): boolean {
  // "To specify the direction, add :asc or :desc" (reference/orders.v2); the enumeration has the bare names.
  const value = name === 'sort' ? text.replace(/:(?:asc|desc)$/, '') : text;
  const one = (part: string): readonly unknown[] => [part, ...(/^-?\d+$/.test(part) ? [Number(part)] : []), ...(part === 'true' || part === 'false' ? [part === 'true'] : [])];
  const list = value.split(',').map((part) => (/^-?\d+$/.test(part) ? Number(part) : part));
  return [...one(value), list, value.split(',')].some((candidate) => check(candidate)) || (name.endsWith(':in') && value.split(',').every((part) => one(part).some((candidate) => check(candidate))));
}

/** What is wrong with a request by the published contracts; none for a good one. */
export function faultsOf({ method, path, query, body, headers }: ReceivedRequest): readonly string[] {
  const operation = fixedFirst.find((one) => one.method === method && one.pattern.test(path));
  if (!operation) return [`the contracts have no ${method} ${path}`];
  const faults: string[] = [];
  if (headers['x-auth-token'] !== 'token-of-the-test') faults.push('no X-Auth-Token');
  if (headers.accept !== 'application/json') faults.push('no Accept: application/json');
  for (const [name, value] of query) {
    const check = operation.query.get(name);
    if (!check) faults.push(`${operation.path} has no parameter ${name}`);
    else if (!fitsQuery(check, name, value)) faults.push(`${operation.path}?${name}=${value} does not fit`);
  }
  if (body !== '' && !operation.body) faults.push(`${method} ${operation.path} takes no body`);
  if (operation.body) {
    if (headers['content-type'] !== 'application/json') faults.push('no Content-Type');
    if (!operation.body(body === '' ? undefined : JSON.parse(body))) faults.push(...(operation.body.errors ?? []).map((error) => `${operation.path} body${error.instancePath}: ${error.message ?? ''} ${JSON.stringify(error.params)}`));
  }
  return faults;
}

export const contractOperations = operations.length;
