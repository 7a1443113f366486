import { Ajv } from 'ajv';
import type { Static, TObject } from 'typebox';
import { OperationError } from '../../lib/errors/operation-error.ts';

/** Values that came from `${VARIABLE}` are text: they are read as what the schema says. */
const ajv = new Ajv({ strict: false, coerceTypes: true, useDefaults: true, allErrors: true });

/**
 * A node's configuration as its schema has it, with defaults for what an older flow file lacks.
 * @throws CONFIGURATION_INVALID naming the fields, also for a `${VARIABLE}` that is not set
 */
export function readConfig<S extends TObject>(schema: S, raw: object, what: string): Static<S> {
  const config = structuredClone(Object.fromEntries(Object.entries(raw).filter(([key]) => key in schema.properties)));
  const unset = Object.entries(config).filter(([, value]) => typeof value === 'string' && /^\$\{\w+\}$/.test(value));
  const problems = unset.map(([key, value]) => `${key}: the variable ${String(value)} is not set`);
  const validate = ajv.compile(schema);
  if (problems.length === 0 && !validate(config)) {
    for (const error of validate.errors ?? []) {
      problems.push(`${error.instancePath.slice(1) || String(error.params['missingProperty'])}: ${error.message ?? 'is wrong'}`);
    }
  }
  if (problems.length > 0) {
    throw new OperationError('CONFIGURATION_INVALID', `${what} is not configured completely (${problems.join('; ')}).`, { details: { problems } });
  }
  return config as Static<S>;
}
