import type { JsonObject } from './json-value.ts';

/** Changes known members only: a misspelt setting that does nothing would make a test pass for the wrong reason. */
export const changeSettings = (settings: object, changes: JsonObject): void => {
  const known = Object.keys(settings);
  const nullable = ['callsPerSecond'];
  for (const [name, value] of Object.entries(changes)) {
    const before: unknown = Reflect.get(settings, name);
    if (!known.includes(name)) throw new RangeError(`There is no setting "${name}"; there are ${known.join(', ')}.`);
    const fits = nullable.includes(name) ? value === null || typeof value === 'number' : typeof value === typeof before;
    if (!fits) throw new TypeError(`The setting "${name}" cannot be ${JSON.stringify(value)}.`);
    Reflect.set(settings, name, value);
  }
};
