/** Transaction types in the order in which the checksum writes them. */
export const termNames = ['SA', 'RT', 'R1', 'R2', 'IN', 'CM', 'RV', 'RI', 'RP', 'RO', 'PK', 'OP', 'RS', 'DM', 'WP', 'ST'] as const;
export type TermName = (typeof termNames)[number];
export type Terms = Readonly<Record<TermName, number>>;
export type TermChanges = Readonly<Partial<Record<TermName, number>>>;

export const noTerms: Terms = { SA: 0, RT: 0, R1: 0, R2: 0, IN: 0, CM: 0, RV: 0, RI: 0, RP: 0, RO: 0, PK: 0, OP: 0, RS: 0, DM: 0, WP: 0, ST: 0 };

export const isTermName = (name: string): name is TermName => (termNames as readonly string[]).includes(name);

export const addTerms = (terms: Terms, changes: TermChanges): Terms => {
  const sum: Record<TermName, number> = { ...terms };
  for (const name of termNames) sum[name] += changes[name] ?? 0;
  return sum;
};

export interface Totals {
  readonly qoh: number;
  readonly picked: number;
  readonly open: number;
  readonly reserved: number;
  readonly wip: number;
  readonly shipToWip: number;
  readonly ots: number;
  readonly otsShipToWip: number;
}

/** Section 2 of the model: invoiced units have left, linked ones are on hand but not open to sell. Nothing is floored. */
export const totalsOf = ({ SA, RT, R1, R2, IN, CM, RV, RI, RP, RO, PK, OP, RS, DM, WP, ST }: Terms): Totals => {
  const here = SA + RT + R1 + R2 - IN - CM;
  const taken = PK + OP + RS + DM;
  return { qoh: here + RV - RI, picked: PK, open: OP, reserved: RS, wip: WP, shipToWip: ST, ots: here - taken, otsShipToWip: here - taken + ST + RV - RI - RP - RO };
};
