import type { Node } from 'node-red';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { CanonicalMessage, Envelope } from '../../../lib/model/envelope.ts';
import type { StockChange } from '../../../lib/model/stock.ts';
import type { OrderedChange } from '../../../lib/operations/stock/side-by-side.ts';
import { emitTracked } from '../../runtime/emit-tracked.ts';
import type { KitServices } from '../../runtime/services.ts';
import type { MessageEnd } from '../../runtime/track-delivery.ts';

export interface ChangeSender {
  readonly services: KitServices;
  readonly node: Node;
  readonly closed: AbortSignal;
}

/** What the messages of changes have from the message that brought them. */
export type Brought = Pick<Envelope, 'client' | 'source' | 'holder' | 'dryRun'>;

export interface TimedChange extends OrderedChange<StockChange> {
  /** When the level was calculated. */
  readonly calculatedAt: string;
}

/** So many are under way at once: a lane keeps those of one turn of the event loop in one transaction. */
const atOnce = 500;

export const keyOf = ({ skuCode, channel }: { readonly skuCode: string; readonly channel: string }): string => `${skuCode}@${channel}`;

export function changeMessage({ node }: Pick<ChangeSender, 'node'>, { change, priority, calculatedAt }: TimedChange, { client, source, holder, dryRun }: Brought): CanonicalMessage<StockChange> {
  const { level } = change;
  return {
    topic: 'stock-change',
    payload: change,
    selvedge: {
      ...{ client, key: keyOf(level), revision: calculatedAt, occurredAt: level.asOf, trace: '', priority },
      // A change that no lane has yet is replayed from here.
      source: { ...source, node: node.id },
      ...(holder ? { holder } : {}),
      ...(dryRun ? { dryRun } : {}),
    },
  };
}

/**
 * Sends changes in their order, each a message of its own, and resolves when the flow is through with all of them.
 * @throws LEASE_LOST when the flow was stopped or redeployed under one of them: `sent` has been called with those before
 */
export async function sendChanges(sender: ChangeSender, changes: readonly TimedChange[], brought: Brought, sent: (changes: readonly TimedChange[]) => Promise<void>): Promise<void> {
  for (let from = 0; from < changes.length; from += atOnce) {
    const some = changes.slice(from, from + atOnce);
    const ends = await Promise.all(some.map((change) => emitTracked(sender.services, sender.node, changeMessage(sender, change, brought), sender.closed)));
    const through = some.filter((_, index) => !isInterrupted(ends[index]));
    if (through.length > 0) await sent(through);
    if (through.length < some.length) {
      const sentence = `${some.length - through.length} of ${changes.length} stock changes were interrupted: their source brings them again.`;
      throw new OperationError('LEASE_LOST', sentence, { details: { interrupted: some.length - through.length } });
    }
  }
}

const isInterrupted = (end: MessageEnd | undefined): boolean => end === undefined || end.kind === 'interrupted';
