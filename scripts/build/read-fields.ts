import type { FieldUi, NodeDefinition } from '../../nodes/runtime/node-definition.ts';
import type { Control, FormField, FormModel, Json } from '../../editor/form/form-field.ts';

/** What the form generator reads of a JSON schema. */
interface PropertySchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly PropertySchema[];
  readonly default?: Json;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly items?: PropertySchema;
  readonly properties?: Readonly<Record<string, PropertySchema>>;
  readonly required?: readonly string[];
  readonly 'x-ui'?: FieldUi;
}

const emptyValue: Readonly<Record<Control, Json>> = {
  text: '',
  password: '',
  number: '',
  checkbox: false,
  select: '',
  multiline: '',
  account: '',
  rows: [],
  lines: [],
};

/** The form of a node type as its definition describes it; labels and hints come from the locale file. */
export function readFormModel(definition: NodeDefinition): FormModel {
  const credentials = Object.entries(definition.credentials ?? {}).map(
    ([name, control]): FormField => ({ name, control, value: '', required: false, credential: true }),
  );
  return {
    type: definition.type,
    kind: definition.kind,
    fields: [...readFields(definition.config, definition.type), ...credentials],
    ...(definition.labelFrom === undefined ? {} : { labelFrom: definition.labelFrom }),
    ...(definition.connectionTest ? { connectionTest: true } : {}),
  };
}

function readFields(object: PropertySchema, where: string): FormField[] {
  return Object.entries(object.properties ?? {}).map(([name, schema]) =>
    readField(name, schema, object.required?.includes(name) ?? false, `${where}.${name}`),
  );
}

function readField(name: string, schema: PropertySchema, mandatory: boolean, where: string): FormField {
  const ui = schema['x-ui'] ?? {};
  const options = readOptions(schema);
  const control = ui.control ?? controlOf(schema, options, where);
  const text = control === 'text' || control === 'multiline';
  // A text may be empty unless the schema forbids it; every other control is as mandatory as its property.
  const required = text ? (schema.minLength ?? 0) > 0 : mandatory;
  if (control === 'account' && ui.nodeType === undefined) throw new Error(`${where}: an account field names its nodeType.`);
  return {
    name,
    control,
    value: schema.default ?? (control === 'select' ? (options[0] ?? '') : emptyValue[control]),
    required,
    ...(schema.type === 'integer' ? { integer: true } : {}),
    ...given('minimum', schema.minimum),
    ...given('maximum', schema.maximum),
    ...given('minLength', schema.minLength),
    ...given('maxLength', schema.maxLength),
    ...given('pattern', control === 'lines' ? schema.items?.pattern : schema.pattern),
    ...given('minItems', schema.minItems),
    ...(control === 'select' ? { options } : {}),
    ...given('nodeType', ui.nodeType),
    ...given('unit', ui.unit),
    ...(ui.advanced ? { advanced: true } : {}),
    ...given('when', ui.when),
    ...(control === 'rows' ? { columns: readFields(schema.items ?? {}, where) } : {}),
  };
}

/** A property that is left out when there is nothing to say (exactOptionalPropertyTypes). */
function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

function readOptions(schema: PropertySchema): readonly string[] {
  const values = schema.enum ?? (schema.anyOf ?? [schema]).map((member) => member.const);
  return values.filter((value) => typeof value === 'string');
}

function controlOf(schema: PropertySchema, options: readonly string[], where: string): Control {
  if (options.length > 0) return 'select';
  switch (schema.type) {
    case 'string':
      return 'text';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'checkbox';
    case 'array':
      return schema.items?.type === 'object' ? 'rows' : 'lines';
    default:
      throw new Error(`${where}: the form generator has no control for this schema; use text, number, boolean, a union of literals, or an array of texts or flat objects.`);
  }
}
