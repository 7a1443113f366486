import type { TObject } from 'typebox';
import type { EntityName } from '../../lib/model/entities.ts';

/** Groups of the palette; each is a folder under nodes/. */
export type NodeGroup = 'bluecherry' | 'woocommerce' | 'operations' | 'reliability';

/** How the generated form shows one property of a configuration schema (`x-ui` of that property). */
export interface FieldUi {
  /**
   * Left out, it follows the schema's type: text, number, checkbox, select (a union of literals). `account` picks a
   * config node, `rows` edits an array of flat objects, `lines` edits an array of strings (one a line).
   */
  readonly control?: 'text' | 'number' | 'checkbox' | 'select' | 'multiline' | 'account' | 'rows' | 'lines';
  /** For `account`: the config node's type. */
  readonly nodeType?: string;
  /** Shown after a number: s, min, ms, per s. */
  readonly unit?: string;
  /** Under the fold "More settings". */
  readonly advanced?: boolean;
  /** Property and values for which this field is shown. */
  readonly when?: { readonly property: string; readonly is: readonly string[] };
}

/** What a port accepts or emits: entities by name, or `any` where ordinary Node-RED messages are welcome. */
export interface Port {
  readonly entities: readonly EntityName[] | 'any';
}

/**
 * All that the kit knows of a node type, in one place: the runtime validates by it, the build generates the editor
 * form, defaults and registration from it, and typed wires read its ports. Labels, hints and help stand in the node's
 * locale files.
 */
export interface NodeDefinition {
  readonly type: string;
  readonly group: NodeGroup;
  readonly kind: 'node' | 'account';
  /** File name in icons/. Accounts have none. */
  readonly icon?: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** The property whose value labels a node without a name. */
  readonly labelFrom?: string;
  readonly config: TObject;
  /** Kept by Node-RED in its encrypted credentials, never in a flow file. */
  readonly credentials?: Readonly<Record<string, 'password' | 'text'>>;
  /** A button left of the node, as the inject node has it. */
  readonly button?: true;
  /** Accounts: whether the form offers "Test the connection". */
  readonly connectionTest?: true;
}

/** One muted colour per family: ERP, storefront, marketing, operations, reliability. */
export const groupColors: Readonly<Record<NodeGroup, string>> = {
  bluecherry: '#8FA3BF',
  woocommerce: '#B9A7C9',
  operations: '#A9C1A4',
  reliability: '#D6C4A0',
};
