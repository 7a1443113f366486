import type { Json, JsonObject } from '../json-value.ts';
import type { CloneRequest, DeliverRequest } from './shop-control.ts';

const optionalNumber = (body: JsonObject, member: string): number | undefined => {
  const value = body[member];
  if (value !== undefined && (typeof value !== 'number' || !(value > 0))) throw new TypeError(`"${member}" must be a number above 0.`);
  return value;
};

const numbers = (value: Json | undefined, member: string): number[] => {
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'number')) throw new TypeError(`"${member}" must be a list of numbers.`);
  return value;
};

export const readCloneRequest = (body: JsonObject): CloneRequest => {
  const perSecond = optionalNumber(body, 'perSecond');
  const spreadSeconds = optionalNumber(body, 'spreadSeconds');
  return {
    count: optionalNumber(body, 'count') ?? 1,
    ...(spreadSeconds === undefined ? {} : { spreadSeconds }),
    ...(perSecond === undefined ? {} : { perSecond }),
    ...(body['ids'] === undefined ? {} : { ids: numbers(body['ids'], 'ids') }),
  };
};

export const readDeliverRequest = (body: JsonObject): DeliverRequest => {
  const { topic = 'order.updated', order = 'as-given' } = body;
  if (typeof topic !== 'string') throw new TypeError('"topic" must be a text.');
  if (order !== 'as-given' && order !== 'reversed' && order !== 'shuffled') throw new RangeError('"order" is as-given, reversed or shuffled.');
  return { orderIds: numbers(body['orderIds'], 'orderIds'), topic, times: optionalNumber(body, 'times') ?? 1, order };
};
