/**
 * A node's catalogue as Node-RED loads it: its own texts and, under `selvedge`, those of the generated forms.
 * Locale files write `{{name}}` as translators know it; Node-RED's i18next is set to `__name__`.
 */
export function writeCatalogue(own: string, shared: string): string {
  const catalogue = { ...(JSON.parse(own) as object), selvedge: JSON.parse(shared) as object };
  return JSON.stringify(catalogue, null, 2).replaceAll(/\{\{(\w+)\}\}/g, '__$1__') + '\n';
}
