import { isJsonObject, type JsonObject } from '../json-value.ts';
import type { Fault, FaultKind } from './fault.ts';

/** The plan itself refuses a kind it does not know. */
export const readFault = (body: JsonObject): Fault => {
  const { kind, match, times, probability, retryAfterSeconds } = body;
  if (typeof kind !== 'string') throw new TypeError('A fault needs a "kind".');
  const scope = isJsonObject(match) ? match : {};
  return {
    kind: kind as FaultKind,
    match: {
      ...(typeof scope['method'] === 'string' ? { method: scope['method'] } : {}),
      ...(typeof scope['pathIncludes'] === 'string' ? { pathIncludes: scope['pathIncludes'] } : {}),
    },
    ...(typeof times === 'number' ? { times } : {}),
    ...(typeof probability === 'number' ? { probability } : {}),
    ...(typeof retryAfterSeconds === 'number' ? { retryAfterSeconds } : {}),
  };
};
