/** JSON as it stands in a flow file. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export type Control =
  | 'text'
  | 'password'
  | 'number'
  | 'checkbox'
  | 'select'
  | 'multiline'
  | 'account'
  | 'rows'
  | 'lines';

/** One field of a generated form: what the build reads from a configuration schema and the editor works with. */
export interface FormField {
  readonly name: string;
  readonly control: Control;
  readonly value: Json;
  readonly required: boolean;
  /** Kept by Node-RED in its encrypted credentials. */
  readonly credential?: true;
  readonly integer?: true;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Regular expression that a text, or each line of `lines`, fits. */
  readonly pattern?: string;
  readonly minItems?: number;
  readonly options?: readonly string[];
  /** For `account`: the config node's type. */
  readonly nodeType?: string;
  /** Key of the unit in the locale file. */
  readonly unit?: string;
  readonly advanced?: true;
  readonly when?: { readonly property: string; readonly is: readonly string[] };
  /** For `rows`. */
  readonly columns?: readonly FormField[];
}

/** What the generated registration hands to the form's code. */
export interface FormModel {
  readonly type: string;
  readonly kind: 'node' | 'account';
  readonly fields: readonly FormField[];
  readonly labelFrom?: string;
  readonly connectionTest?: true;
}
