export interface SkuIdentity {
  readonly division: string;
  readonly style: string;
  readonly colorCode: string;
  readonly label: string;
  readonly dimension: string;
  readonly sizeBucket: number;
}

export interface SkuRecord extends SkuIdentity {
  readonly sizeName: string;
  readonly upc: string | null;
  readonly skuCode: string;
  readonly styleName: string;
  readonly colorName: string;
  readonly active: boolean;
  /** ISO 8601 UTC. */
  readonly modifiedAt: string;
}

/** The tuple as one text; codes never contain the separator. */
export const identityKey = ({ division, style, colorCode, label, dimension, sizeBucket }: SkuIdentity): string =>
  [division, style, colorCode, label, dimension, sizeBucket].join('\u0000');
