import type { CanonicalMessage } from '../../lib/model/envelope.ts';
import type { LeaseToken } from '../../lib/model/lease-token.ts';
import type { NewLaneEntry } from '../../lib/store/contract/lane-table.ts';
import { listSamples, readSample } from '../../nodes/runtime/samples.ts';

/** One recorded order, neither the longest nor the shortest, under as many keys as are asked for. */
export interface SampleMessages {
  /** Of the text that is kept, in UTF-8. */
  readonly bytes: number;
  next(holder?: LeaseToken): CanonicalMessage;
  /** The same as text for those that go around the lane. */
  nextText(): { readonly key: string; readonly text: string };
  nextEntry(lane: string, now: number): NewLaneEntry;
}

export async function sampleMessages(prefix: string): Promise<SampleMessages> {
  const listed = (await listSamples()).filter(({ entity }) => entity === 'sales-order');
  const orders = await Promise.all(listed.map(async ({ id }) => {
    const sample = await readSample(id);
    return { ...sample, payload: sample.payload(0) };
  }));
  const bySize = orders.toSorted((a, b) => sizeOf(a.payload) - sizeOf(b.payload));
  const order = bySize[Math.floor(bySize.length / 2)];
  if (!order) throw new Error('There is no recorded order to measure with.');
  let count = 0;
  const next = (holder?: LeaseToken): CanonicalMessage => {
    count += 1;
    return {
      topic: order.entity,
      payload: order.payload,
      selvedge: {
        client: 'bench',
        key: `${prefix}-${count}`,
        revision: order.revision,
        source: { system: 'woocommerce', account: 'shop', node: 'shop-in' },
        occurredAt: '2026-01-01T00:00:00.000Z',
        trace: '',
        ...(holder ? { holder } : {}),
      },
    };
  };
  const [before = '', after = ''] = JSON.stringify(next()).split(`${prefix}-1`);
  const nextText = (): { key: string; text: string } => {
    count += 1;
    const key = `${prefix}-${count}`;
    return { key, text: `${before}${key}${after}` };
  };
  return {
    bytes: Buffer.byteLength(nextText().text),
    next,
    nextText,
    nextEntry(lane, now) {
      const { key, text } = nextText();
      return { lane, entity: order.entity, key, revision: order.revision, message: text, priority: 1, dueAt: now, createdAt: now };
    },
  };
}

const sizeOf = (payload: unknown): number => JSON.stringify(payload).length;
