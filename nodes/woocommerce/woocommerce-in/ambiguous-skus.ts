import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { ExceptionRow } from '../../../lib/store/contract/exception-table.ts';
import { failTracked } from '../../runtime/emit-tracked.ts';
import { everyException, unclosed } from '../../runtime/every-exception.ts';
import { shownMessage, type ShownSender } from './emit-shown-page.ts';

const code = 'SHOP_SKU_AMBIGUOUS';
const isUnclosed = ({ state }: ExceptionRow): boolean => unclosed.includes(state);
const overNow = 'The shop does not have the SKU more than once any more.';

/** What a run has met with. */
export interface SkusMet {
  /** SKUs that the shop has at several places, with these. */
  readonly ambiguous: ReadonlyMap<string, readonly string[]>;
  /** Whether the shop was asked for all places of this SKU. */
  readonly asked: (skuCode: string) => boolean;
}

export interface AmbiguousSkus {
  /** SKUs that people have been told of and that may still be ambiguous. */
  readonly suspects: ReadonlySet<string>;
  /** Tells of each SKU once as long as its places stay the same, and takes back what is over. False: the flow was interrupted. */
  tell(met: SkusMet, holder: LeaseToken, closed: AbortSignal): Promise<boolean>;
}

/** What people know of SKUs that a shop has more than once. */
export async function readAmbiguous(sender: ShownSender): Promise<AmbiguousSkus> {
  const { services, node, channel } = sender;
  const ending = `@${channel}`;
  const rows = (await everyException(sender.services.store.read, { code, state: [...unclosed, 'dismissed'] })).filter(({ key }) => key.endsWith(ending));
  const skuOf = ({ key }: Pick<ExceptionRow, 'key'>): string => key.slice(0, -ending.length);
  const isOwn = ({ resumeAt }: ExceptionRow): boolean => resumeAt === `node:${node.id}`;
  return {
    suspects: new Set(rows.filter(isUnclosed).map(skuOf)),
    async tell({ ambiguous, asked }, holder, closed) {
      for (const [skuCode, places] of ambiguous) {
        const [key, revision] = [`${skuCode}${ending}`, places.join(' ')];
        // Told of just this, or where its figure was to be written.
        if (rows.some((row) => row.key === key && (row.revision === revision || (isUnclosed(row) && !isOwn(row))))) continue;
        const page = { channel, readAt: new Date(services.clock.now()).toISOString(), figures: [] };
        const end = await failTracked(services, node, shownMessage(sender, page, { key, revision, holder }), ambiguity(skuCode, places).toFailure(), closed);
        if (end.kind === 'interrupted') return false;
      }
      // Told by any node that reads this shop.
      const over = rows.filter((row) => isUnclosed(row) && row.entity === 'shown-stock-page' && !ambiguous.has(skuOf(row)) && asked(skuOf(row)));
      for (const { key } of over) await services.desk.resolveByKey('shown-stock-page', key, overNow);
      return true;
    },
  };
}

/**
 * Looks again at the SKU of an exception.
 * @param ask places where the shop has it
 * @throws SHOP_SKU_AMBIGUOUS as long as there are several
 */
export async function askAgain({ services, channel }: ShownSender, ask: (skuCode: string) => Promise<readonly string[]>, key: string): Promise<void> {
  const skuCode = key.slice(0, -channel.length - 1);
  const places = await ask(skuCode);
  if (places.length > 1) throw ambiguity(skuCode, places);
  await services.desk.resolveByKey('shown-stock-page', key, overNow);
}

function ambiguity(skuCode: string, places: readonly string[]): OperationError {
  return new OperationError(code, `The shop has SKU ${skuCode} ${places.length} times: as ${places.join(' and ')}.`, { details: { sku: skuCode, places: [...places] } });
}
