import type { DemandedUnits } from '../../../lib/connectors/woocommerce/order-demand.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { KitServices } from '../../runtime/services.ts';
import { writeHeld } from '../../runtime/write-held.ts';

export interface DemandToNote {
  readonly channel: string;
  /** Business key of the order. */
  readonly key: string;
  readonly rows: readonly DemandedUnits[];
  readonly holder: LeaseToken;
}

/**
 * Writes down what an order has sold as soon as it has been read, whatever its flow does with it: until BlueCherry has it,
 * no figure shows these units as sold. The same again changes nothing.
 * @throws LEASE_LOST when another worker has taken over the source
 */
export async function noteDemand({ store, clock }: Pick<KitServices, 'store' | 'clock'>, { channel, key, rows, holder }: DemandToNote): Promise<void> {
  const at = clock.now();
  await writeHeld(store, holder, ({ demand }) => demand.note(channel, key, rows, at));
}
