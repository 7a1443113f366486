/** A place where a process touches something outside itself. */
export type Crossing = 'write' | 'call';

/**
 * What happens at such a place, once:
 * - `die-before`, `die-after`: the process ends right before it is done, or once it is done and before it hears of it;
 * - `stop-before`, `stop-after`: it is stopped there, for `ms`;
 * - `fail`: it is not done, and an error says so; `fail-after`: it is done, and an error says that it may not be.
 */
export interface Fault {
  readonly at: Crossing;
  readonly what: 'die-before' | 'die-after' | 'stop-before' | 'stop-after' | 'fail' | 'fail-after';
  /** How often the process comes past such a place before it happens. */
  readonly after: number;
  readonly ms: number;
}

export interface Faults {
  arm(fault: Fault): void;
  /** The fault that is due at this crossing. */
  trip(at: Crossing): Fault | undefined;
  disarm(): void;
}

export function armedFaults(): Faults {
  let armed: (Fault & { left: number })[] = [];
  return {
    arm: (fault) => void armed.push({ ...fault, left: fault.after }),
    trip(at) {
      const fault = armed.find((one) => one.at === at);
      if (!fault) return undefined;
      fault.left -= 1;
      if (fault.left >= 0) return undefined;
      armed = armed.filter((one) => one !== fault);
      return fault;
    },
    disarm: () => void (armed = []),
  };
}
