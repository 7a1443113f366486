/** `before`: nothing has happened yet; `sent`: it is on its way and nobody has waited for the answer; `after`: it has happened and nobody knows it yet. */
export type CrashMoment = 'before' | 'sent' | 'after';

/** The nth time in the life of a process that something of a kind happens. */
export interface CrashPoint {
  /** `journal`, `settle`, `erp POST order-batches` … */
  readonly kind: string;
  readonly moment: CrashMoment;
  readonly nth: number;
}

/** What the child is told through its environment. */
export const crashVariables = { point: 'SELVEDGE_PROVE_CRASH_AT', log: 'SELVEDGE_PROVE_CRASH_LOG' } as const;

export const inWords = ({ kind, moment, nth }: CrashPoint): string => `${moment} ${kind} #${nth}`;
