import type { JsonObject } from '../../json-value.ts';

/** BigCommerce's statuses: id, name, place in the panel's list. A merchant may rename the label; the id stays. */
const table: readonly (readonly [id: number, name: string, place: number])[] = [
  [0, 'Incomplete', 0],
  [1, 'Pending', 1],
  [2, 'Shipped', 8],
  [3, 'Partially Shipped', 6],
  [4, 'Refunded', 11],
  [5, 'Cancelled', 9],
  [6, 'Declined', 10],
  [7, 'Awaiting Payment', 2],
  [8, 'Awaiting Pickup', 5],
  [9, 'Awaiting Shipment', 4],
  [10, 'Completed', 7],
  [11, 'Awaiting Fulfillment', 3],
  [12, 'Manual Verification Required', 13],
  [13, 'Disputed', 12],
  [14, 'Partially Refunded', 14],
];

export const isStatus = (id: number): boolean => table.some(([known]) => known === id);

export const statusName = (id: number): string => table.find(([known]) => known === id)?.[1] ?? '';

export const statuses = (labels: ReadonlyMap<number, string>): JsonObject[] =>
  table.map(([id, name, place]) => ({ id, name, system_label: name, custom_label: labels.get(id) ?? name, system_description: '', order: place }));

/** As `orders/count` lists them. */
export const countedStatuses = (counts: ReadonlyMap<number, number>, labels: ReadonlyMap<number, string>): JsonObject[] =>
  [...table]
    .sort((a, b) => a[2] - b[2])
    .map(([id, name, place]) => ({ id, name, system_label: name, custom_label: labels.get(id) ?? name, system_description: '', count: counts.get(id) ?? 0, sort_order: place }));

/** Nobody has bought: never paid for, or called off. */
export const givesBackUnits = (statusId: number): boolean => [5, 6].includes(statusId);
export const takesUnits = (statusId: number): boolean => ![0, 4, 5, 6].includes(statusId);
/** Statuses in which nothing is sent. */
export const cannotShip = (statusId: number): boolean => [0, 4, 5, 6].includes(statusId);
