import type { FormField, FormModel } from '../../editor/form/form-field.ts';
import type { NodeDefinition } from '../../nodes/runtime/node-definition.ts';
import { groupColors } from '../../nodes/runtime/node-definition.ts';
import { paletteCategory } from './palette-category.ts';

/**
 * The editor's `registerType` call. Category, colour, icon, inputs and outputs are literals, because people and tools
 * that review a node module read them there.
 */
export function writeRegistration(definition: NodeDefinition, model: FormModel): string {
  const isNode = definition.kind === 'node';
  const members = [
    `category: ${literal(isNode ? paletteCategory[definition.group] : 'config')}`,
    `color: ${literal(groupColors[definition.group])}`,
    ...(definition.icon === undefined ? [] : [`icon: ${literal(definition.icon)}`]),
    ...(isNode ? [`inputs: ${definition.inputs.length}`, `outputs: ${definition.outputs.length}`] : []),
    `defaults: ${writeDefaults(model.fields.filter((field) => !field.credential))}`,
    ...writeCredentials(model.fields.filter((field) => field.credential)),
    'label: function () { return form.label(this); }',
    "labelStyle: function () { return this.name ? 'node_label_italic' : ''; }",
    `paletteLabel: function () { return this._(${literal(`${definition.type}.paletteLabel`)}); }`,
    ...(definition.inputs.length > 0 ? [`inputLabels: function (index) { return form.portLabel(this, 'inputs', index); }`] : []),
    ...(definition.outputs.length > 0 ? [`outputLabels: function (index) { return form.portLabel(this, 'outputs', index); }`] : []),
    ...(definition.button ? ['button: { enabled: function () { return !this.changed; }, onclick: function () { form.press(this); } }'] : []),
    'oneditprepare: function () { form.prepare(this); }',
    'oneditsave: function () { form.save(this); }',
  ];
  return `RED.nodes.registerType(${literal(definition.type)}, {\n  ${members.join(',\n  ')}\n});`;
}

function writeDefaults(fields: readonly FormField[]): string {
  return `{\n    ${["name: { value: '' }", ...fields.map(writeDefault)].join(',\n    ')}\n  }`;
}

function writeDefault(field: FormField): string {
  if (field.control === 'account') {
    return `${literal(field.name)}: { value: '', type: ${literal(field.nodeType ?? '')}, required: ${field.required} }`;
  }
  // Two named parameters: only then Node-RED takes a returned text as the reason.
  const validate = `function (value, opt) { return form.validate(this, ${literal(field.name)}, value); }`;
  return `${literal(field.name)}: { value: ${literal(field.value)}, validate: ${validate} }`;
}

function writeCredentials(fields: readonly FormField[]): string[] {
  if (fields.length === 0) return [];
  return [`credentials: { ${fields.map((field) => `${literal(field.name)}: { type: ${literal(field.control)} }`).join(', ')} }`];
}

/** JSON as JavaScript that may stand inside a script element. */
function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
