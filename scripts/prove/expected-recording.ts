import type { Ended } from './outcomes.ts';

/** How the 24 recorded orders end, as the product promises it. */
const sent = [53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 67, 68, 70, 73, 77, 78];
const notSent = [65, 66, 71, 72, 75];
const parked = 69;

/** Sentences about every recorded order that ended otherwise. */
export function checkRecording(ended: readonly Ended[]): string[] {
  const faults: string[] = [];
  for (const { order, outcome } of ended) {
    const expected = order.id === parked ? 'exception' : notSent.includes(order.id) ? 'not sent' : 'sales order';
    if (outcome?.kind !== expected) faults.push(`${order.id}: ${outcome?.kind ?? 'lost'} instead of ${expected}`);
    if (order.id === parked && outcome?.kind === 'exception' && (outcome.code !== 'SKU_MISSING' || outcome.owner !== 'ecommerce')) {
      faults.push(`${order.id}: ${outcome.code} of ${outcome.owner} instead of SKU_MISSING of ecommerce`);
    }
  }
  const ids = ended.map(({ order }) => order.id).sort((a, b) => a - b);
  if (ids.join() !== [...sent, ...notSent, parked].sort((a, b) => a - b).join()) faults.push(`the recording holds other orders: ${ids.join(', ')}`);
  return faults;
}
