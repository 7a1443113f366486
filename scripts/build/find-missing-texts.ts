import type { FormField, FormModel } from '../../editor/form/form-field.ts';
import type { NodeDefinition } from '../../nodes/runtime/node-definition.ts';
import type { FieldTexts, NodeCatalogue } from './node-catalogue.ts';

/** Keys that a node's form, ports or palette entry needs and its locale file lacks. */
export function findMissingTexts(definition: NodeDefinition, model: FormModel, catalogue: Partial<NodeCatalogue>): string[] {
  const missing: string[] = [];
  if (!catalogue.label) missing.push('label');
  if (!catalogue.paletteLabel) missing.push('paletteLabel');
  for (const side of ['inputs', 'outputs'] as const) {
    definition[side].forEach((_port, index) => {
      if (!catalogue.ports?.[side][index]) missing.push(`ports.${side}.${index}`);
    });
  }
  for (const field of model.fields) missing.push(...missingInField(field, catalogue.fields?.[field.name], `fields.${field.name}`));
  return missing;
}

function missingInField(field: FormField, texts: FieldTexts | undefined, at: string): string[] {
  if (!texts?.label) return [`${at}.label`];
  return [
    ...(field.options ?? []).filter((option) => !texts.options?.[option]).map((option) => `${at}.options.${option}`),
    ...(field.unit !== undefined && !texts.units?.[field.unit] ? [`${at}.units.${field.unit}`] : []),
    ...(field.control === 'rows' && !texts.add ? [`${at}.add`] : []),
    ...(field.columns ?? []).flatMap((column) => missingInField(column, texts.columns?.[column.name], `${at}.columns.${column.name}`)),
  ];
}
