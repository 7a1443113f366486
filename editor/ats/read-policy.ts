import { findFault } from '../form/find-fault.ts';
import type { FormField, Json } from '../form/form-field.ts';
import type { OpenForm } from '../form/open-form.ts';
import { readValue } from '../form/read-value.ts';
import { toNumber } from '../form/to-number.ts';
import type { AtsPolicy } from '../../lib/operations/stock/policy.ts';
import type { AtsCalculationConfig } from '../../nodes/operations/ats-calculation/ats-calculation.definition.ts';
import { policyOf } from '../../nodes/operations/ats-calculation/policy-of.ts';

export interface PolicyInForm {
  /** Null while a field is not right. */
  readonly policy: AtsPolicy | null;
  /** Fields that are not right, by name. */
  readonly wrong: readonly string[];
  /** Fields whose value an environment variable gives: their default stands in for it. */
  readonly unknown: readonly string[];
}

/** The policy as the form has it at this moment, saved or not. */
export function readPolicy(form: OpenForm): PolicyInForm {
  const wrong: string[] = [];
  const unknown: string[] = [];
  const config: Record<string, Json> = {};
  for (const field of form.model.fields) {
    const value = readValue(form, field);
    if (findFault(field, value)) wrong.push(field.name);
    else if (typeof value === 'string' && value.includes('${')) unknown.push(field.name);
    config[field.name] = unknown.includes(field.name) ? field.value : typed(field, value);
  }
  // Each field holds what its schema allows by now, which is what the definition's type says.
  return { policy: wrong.length > 0 ? null : policyOf(config as AtsCalculationConfig), wrong, unknown };
}

/** Rows hold texts until they are saved and read by the runtime; an empty number is none. */
function typed(field: FormField, value: Json): Json {
  if (field.control === 'number' && value === '') return null;
  if (field.control !== 'rows' || !Array.isArray(value)) return value;
  const numbers = new Set((field.columns ?? []).filter(({ control }) => control === 'number').map(({ name }) => name));
  return (value as Readonly<Record<string, Json>>[]).map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, numbers.has(name) && typeof cell === 'string' ? toNumber(cell) : cell])));
}
