import type { FormField, FormModel } from '../../editor/form/form-field.ts';
import { escapeHtml } from './escape-html.ts';
import type { NodeCatalogue } from './node-catalogue.ts';

/**
 * The form's HTML for Node-RED's edit dialog. Texts are keys of the node's catalogue, so that a translation needs no
 * build of its own; whether there is a hint or a unit is known now.
 */
export function writeFormHtml(model: FormModel, catalogue: NodeCatalogue): string {
  const rows = model.fields.filter((field) => !field.advanced).map((field) => writeRow(field, model, catalogue));
  const advanced = model.fields.filter((field) => field.advanced).map((field) => writeRow(field, model, catalogue));
  return [
    `<div class="selvedge-form">`,
    writeNameRow(model),
    ...rows,
    ...(model.connectionTest ? ['<div class="selvedge-connection-test"></div>'] : []),
    ...(advanced.length > 0
      ? ['<details class="selvedge-more">', '<summary data-i18n="selvedge.form.more"></summary>', ...advanced, '</details>']
      : []),
    '</div>',
  ].join('\n');
}

function writeNameRow(model: FormModel): string {
  const id = inputId(model, 'name');
  return `<div class="form-row selvedge-row">
  <label for="${id}" data-i18n="selvedge.form.name"></label>
  <div class="selvedge-field"><input type="text" id="${id}" data-i18n="[placeholder]selvedge.form.namePlaceholder"></div>
</div>`;
}

function writeRow(field: FormField, model: FormModel, catalogue: NodeCatalogue): string {
  const key = `${model.type}.fields.${field.name}`;
  const id = inputId(model, field.name);
  const texts = catalogue.fields[field.name];
  const hintId = `${id}-hint`;
  const described = texts?.hint === undefined ? '' : ` aria-describedby="${hintId}"`;
  const unit = field.unit === undefined ? '' : `<span class="selvedge-unit" data-i18n="${key}.units.${field.unit}"></span>`;
  const wide = field.control === 'rows' ? ' selvedge-row-wide' : '';
  return [
    `<div class="form-row selvedge-row${wide}" data-field="${escapeHtml(field.name)}">`,
    field.control === 'rows'
      ? `  <span class="selvedge-label" id="${id}-label" data-i18n="${key}.label"></span>`
      : `  <label for="${id}" data-i18n="${key}.label"></label>`,
    `  <div class="selvedge-field">${writeControl(field, id, key, described)}${unit}</div>`,
    ...(texts?.hint === undefined ? [] : [`  <div class="selvedge-hint" id="${hintId}" data-i18n="${key}.hint"></div>`]),
    '</div>',
  ].join('\n');
}

function writeControl(field: FormField, id: string, key: string, described: string): string {
  const common = `id="${id}"${described}${field.required ? ' aria-required="true"' : ''}`;
  switch (field.control) {
    case 'number':
      return `<input type="text" inputmode="${field.integer ? 'numeric' : 'decimal'}" class="selvedge-number" ${common}>`;
    case 'checkbox':
      return `<input type="checkbox" ${common}>`;
    case 'password':
      return `<input type="password" ${common}>`;
    case 'select':
      return `<select ${common}>${(field.options ?? []).map((option) => writeOption(option, key)).join('')}</select>`;
    case 'multiline':
      return `<textarea rows="4" ${common}></textarea>`;
    case 'lines':
      // Figures have a unit, and stand as figures do.
      return `<textarea rows="4" class="selvedge-lines${field.unit === undefined ? '' : ' selvedge-figures'}" spellcheck="false" ${common}></textarea>`;
    case 'account':
      // Node-RED replaces this input by its own picker and takes the width from the style.
      return `<input type="text" style="width: 100%" ${common}>`;
    case 'rows':
      return `<ol class="selvedge-rows" data-rows="${escapeHtml(field.name)}" aria-labelledby="${id}-label"${described}></ol>`;
    case 'text':
      return `<input type="text" spellcheck="false" ${common}>`;
  }
}

function writeOption(option: string, key: string): string {
  return `<option value="${escapeHtml(option)}" data-i18n="${key}.options.${escapeHtml(option)}"></option>`;
}

/** Node-RED finds a field by this id: another prefix for config nodes, whose form may lie above a node's. */
function inputId(model: FormModel, name: string): string {
  return `${model.kind === 'account' ? 'node-config-input' : 'node-input'}-${name}`;
}
