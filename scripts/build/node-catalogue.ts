/** Texts of one field in a node's locale file. */
export interface FieldTexts {
  readonly label: string;
  readonly hint?: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly units?: Readonly<Record<string, string>>;
  /** Label of the button that adds a row. */
  readonly add?: string;
  readonly columns?: Readonly<Record<string, FieldTexts>>;
}

/** A node's locale file: what stands under its type. */
export interface NodeCatalogue {
  readonly label: string;
  readonly paletteLabel: string;
  readonly ports?: { readonly inputs: readonly string[]; readonly outputs: readonly string[] };
  readonly fields: Readonly<Record<string, FieldTexts>>;
}
