/** What every stand-in is started with. */
export interface StartContext {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly seed: number;
  readonly now: () => number;
}
