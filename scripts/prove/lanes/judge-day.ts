import type { ImportEntry } from '../../../sandbox/bluecherry/order-book.ts';
import { differences, type ArrivedOrder } from '../check-sales-orders.ts';
import type { RecordedOrder } from '../recorded-orders.ts';
import type { SoldOrder, SoldRevision } from './sold-orders.ts';

/**
 * The verdict over a day. It shares no code with the product: it knows what the shop sold, what the sandbox's BlueCherry
 * wrote down of what came in, and which exceptions the product says are open.
 */
export interface DayRecord {
  readonly sold: readonly SoldOrder[];
  readonly salesOrders: readonly ArrivedOrder[];
  /** Everything that BlueCherry was asked to take, in sequence. */
  readonly imports: readonly ImportEntry[];
  readonly exceptions: readonly { readonly key: string; readonly code: string }[];
}

export interface DayVerdict {
  readonly salesOrders: number;
  /** Paid orders that are no sales order, each with an open exception. */
  readonly exceptions: number;
  /** Orders that the shop changed after BlueCherry had them, each with an open exception. */
  readonly changedAfterwards: number;
  /** Orders, or changes of them, that are nowhere. */
  readonly lost: number;
  readonly repeated: number;
  readonly outOfOrder: number;
  readonly faults: readonly DayFault[];
}

export interface DayFault {
  readonly key: string;
  readonly sentence: string;
}

export function judgeDay({ sold, salesOrders, imports, exceptions }: DayRecord): DayVerdict {
  const faults: DayFault[] = [];
  const counts = { salesOrders: 0, exceptions: 0, changedAfterwards: 0, lost: 0, repeated: 0, outOfOrder: 0 };
  const arrivedOf = Map.groupBy(salesOrders, ({ externalRef }) => externalRef);
  const importsOf = Map.groupBy(imports, ({ externalRef }) => externalRef);
  const codesOf = Map.groupBy(exceptions, ({ key }) => key);

  for (const { key, kind, revisions } of sold) {
    const fault = (sentence: string): unknown => faults.push({ key, sentence });
    const [arrived, ...more] = arrivedOf.get(key) ?? [];
    const codes = (codesOf.get(key) ?? []).map(({ code }) => code).join(', ');
    for (const again of more) {
      counts.repeated += 1;
      fault(`repeated, ${again.ordNum} (${again.body.note ?? ''}) beside ${arrived?.ordNum ?? ''} (${arrived?.body.note ?? ''})`);
    }
    const sequence = (importsOf.get(key) ?? []).map(({ body }) => revisionIn(body.note));
    if (sequence.some((revision, index) => revision < (sequence[index - 1] ?? 0))) {
      counts.outOfOrder += 1;
      fault(`out of order, revisions ${sequence.join(', ')} arrived`);
    }
    if (!arrived) {
      counts[codes === '' ? 'lost' : 'exceptions'] += 1;
      if (codes === '') fault('lost, no sales order and no exception');
      else if (kind !== 'without SKU') fault(`no sales order, exception ${codes}`);
      continue;
    }
    counts.salesOrders += 1;
    const sent = revisions[revisionIn(arrived.body.note) - 1];
    const latest = revisions.at(-1);
    if (!sent || !latest) {
      fault(`arrived as "${arrived.body.note ?? ''}", which the shop never had`);
      continue;
    }
    checkContent(sent, arrived).forEach(fault);
    const isBehind = addressOf(sent.order) !== addressOf(latest.order);
    if (isBehind) counts[codes === '' ? 'lost' : 'changedAfterwards'] += 1;
    if (isBehind && codes === '') fault(`revision ${latest.revision} lost, BlueCherry has revision ${sent.revision} and no exception says so`);
    if (!isBehind && codes !== '') fault(`arrived as it is in the shop, and yet exception ${codes}`);
  }
  const known = new Set(sold.map(({ key }) => key));
  for (const { externalRef: key } of salesOrders) if (!known.has(key)) faults.push({ key, sentence: 'a sales order that nobody sold' });
  return { ...counts, faults };
}

function checkContent({ order }: SoldRevision, arrived: ArrivedOrder): string[] {
  const [wanted, got] = [addressOf(order), arrived.body.shipTo?.address2 ?? ''];
  return [...differences(order, arrived), ...(wanted === got ? [] : [`goes to "${got}" instead of "${wanted}"`])];
}

function revisionIn(note: string | undefined): number {
  return Number(/^revision (\d+)$/.exec(note ?? '')?.[1] ?? 0);
}

function addressOf(order: RecordedOrder): string {
  const shipping = order['shipping'] as { readonly address_2?: string } | undefined;
  return shipping?.address_2 ?? '';
}
