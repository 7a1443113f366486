/** A call of a method that somebody else stands around. */
export interface WrappedCall<T> {
  readonly instance: T;
  readonly parameters: readonly unknown[];
  /** Carries it out. */
  readonly proceed: () => unknown;
}

/** Puts `around` in the place of a method of a prototype, for all who call it. */
export function wrapMethod<T extends object>(prototype: T, name: keyof T & string, around: (call: WrappedCall<T>) => unknown): void {
  const method = Reflect.get(prototype, name) as (...parameters: unknown[]) => unknown;
  Object.defineProperty(prototype, name, {
    configurable: true,
    writable: true,
    value(this: T, ...parameters: unknown[]): unknown {
      return around({ instance: this, parameters, proceed: () => Reflect.apply(method, this, parameters) });
    },
  });
}
