import { Ajv2019, type ErrorObject, type ValidateFunction } from 'ajv/dist/2019.js';
import { isJsonObject, objectsOf, textOf, type Json, type JsonObject } from '../json-value.ts';
import type { Faults, Version } from './answer.ts';
import { otherOperations, publishedContracts } from './published-contracts.ts';
import { jsonSchema } from './strict-schema.ts';

export interface QueryParameter {
  readonly name: string;
  readonly schema: JsonObject;
  readonly check: ValidateFunction;
}

/** One method of one path, as the contract has it. */
export interface Operation {
  readonly version: Version;
  readonly method: string;
  /** With its version: `/v2/orders/{order_id}`. */
  readonly path: string;
  readonly pattern: RegExp;
  readonly query: readonly QueryParameter[];
  readonly acceptRequired: boolean;
  /** Null: the operation takes no body. */
  readonly body: ValidateFunction | null;
  /** By status; absent where the contract says nothing of the body. */
  readonly answers: ReadonlyMap<number, ValidateFunction>;
}

const methods = ['get', 'post', 'put', 'delete'];

const patternOf = (path: string): RegExp => new RegExp(`^${path.replace(/\{[^}]+\}/g, '([^/]+)')}$`);

/** JSON pointer to dotted name; of a missing or unknown member its own name. */
export const faultsOf = (errors: readonly ErrorObject[]): Faults => {
  const faults: Record<string, string> = {};
  for (const { instancePath, keyword, params, message = '' } of errors) {
    if (keyword === 'anyOf' || keyword === 'if') continue;
    const member = keyword === 'required' ? String(params['missingProperty']) : keyword === 'unevaluatedProperties' ? String(params['unevaluatedProperty']) : null;
    const path = [...instancePath.split('/').slice(1), ...(member === null ? [] : [member])].join('.') || 'body';
    const sentence = keyword === 'required' ? 'error.path.missing' : keyword === 'unevaluatedProperties' ? 'error.unknown.property' : message;
    faults[path] ??= sentence;
  }
  return faults;
};

const contentOf = (holder: Json | undefined): Json | undefined => {
  const content = isJsonObject(holder) && isJsonObject(holder['content']) ? holder['content'] : {};
  const media = content['application/json'] ?? content['application/problem+json'];
  return isJsonObject(media) ? media['schema'] : undefined;
};

const resolve = (document: JsonObject, member: Json | undefined): JsonObject => {
  if (!isJsonObject(member)) return {};
  const [, , kind = '', name = ''] = textOf(member, '$ref').split('/');
  if (kind === '') return member;
  const components = document['components'];
  const group = isJsonObject(components) ? components[kind] : null;
  return isJsonObject(group) ? resolve(document, group[name]) : {};
};

/** What BigCommerce's reference says of each request and answer. */
export class Contract {
  readonly operations: readonly Operation[];
  readonly #others: readonly (readonly [method: string, pattern: RegExp])[];

  constructor() {
    const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
    this.operations = publishedContracts
      .flatMap(([version, document]) => {
        const paths = isJsonObject(document) ? document['paths'] : null;
        if (!isJsonObject(document) || !isJsonObject(paths)) throw new TypeError('A contract has no paths.');
        return Object.entries(paths).flatMap(([path, item]) => (isJsonObject(item) ? methods.filter((method) => method in item).map((method) => this.#operation(ajv, document, version, path, item, method)) : []));
      })
      // Fixed names before names that fill a place: /orders/count is not an order.
      .sort((a, b) => a.path.split('{').length - b.path.split('{').length);
    this.#others = otherOperations.map(([method = '', path = '']) => [method, patternOf(path)]);
  }

  find(method: string, path: string): { readonly operation: Operation; readonly parts: readonly string[] } | null {
    for (const operation of this.operations) {
      const match = operation.method === method ? operation.pattern.exec(path) : null;
      if (match) return { operation, parts: match.slice(1).map(decodeURIComponent) };
    }
    return null;
  }

  /** Why nobody answers: BigCommerce has it and the sandbox has not, it knows other methods of the path, or no such path. */
  reasonOfNone(method: string, path: string): 'not-simulated' | 'other-method' | 'no-path' {
    const others = this.#others.filter(([, pattern]) => pattern.test(path));
    if (others.some(([other]) => other === method)) return 'not-simulated';
    return others.length > 0 || this.operations.some(({ pattern }) => pattern.test(path)) ? 'other-method' : 'no-path';
  }

  #operation(ajv: Ajv2019, document: JsonObject, version: Version, path: string, item: JsonObject, method: string): Operation {
    const source = resolve(document, item[method]);
    const parameters = [...objectsOf(item, 'parameters'), ...objectsOf(source, 'parameters')].map((parameter) => resolve(document, parameter));
    const body = contentOf(source['requestBody']);
    const responses = isJsonObject(source['responses']) ? source['responses'] : {};
    const answers = Object.entries(responses).flatMap(([status, response]): [number, ValidateFunction][] => {
      const schema = contentOf(resolve(document, response));
      return schema === undefined ? [] : [[Number(status), ajv.compile(jsonSchema(document, schema, false))]];
    });
    return {
      version,
      method: method.toUpperCase(),
      path: `/${version}${path}`,
      pattern: patternOf(`/${version}${path}`),
      query: parameters
        .filter((parameter) => parameter['in'] === 'query')
        .map((parameter) => {
          const schema = jsonSchema(document, parameter['schema'] ?? {}, false);
          return { name: textOf(parameter, 'name'), schema, check: ajv.compile(schema) };
        }),
      acceptRequired: parameters.some((parameter) => parameter['in'] === 'header' && parameter['name'] === 'Accept' && parameter['required'] === true),
      body: body === undefined ? null : ajv.compile(jsonSchema(document, body, true)),
      answers: new Map(answers),
    };
  }
}
