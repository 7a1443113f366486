import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { KitServices } from '../../runtime/services.ts';
import { writeHeld } from '../../runtime/write-held.ts';
import type { NothingToDo } from './find-reason-not-to-send.ts';

/**
 * Writes down why an order is not sent, takes it out of its lane if it still waits there, and closes its exceptions.
 * @throws ORDER_CANCELLED_AFTER_IMPORT when the lane has claimed it in the meantime, LEASE_LOST when another worker has taken over its source
 */
export async function endOrder(services: KitServices, message: CanonicalMessage, reason: NothingToDo): Promise<void> {
  const { key, revision, holder } = message.selvedge;
  const at = services.clock.now();
  await writeHeld(services.store, holder, async (tables) => {
    const waiting = await tables.lanes.get(reason.withdraw);
    if (waiting.some((entry) => entry.state === 'claimed' || entry.state === 'settled')) {
      throw new OperationError('ORDER_CANCELLED_AFTER_IMPORT', `${key} left its lane for BlueCherry just before the shop changed it. ${reason.sentence}`);
    }
    await tables.lanes.settle(reason.withdraw, { at, outcome: `withdrawn: ${reason.sentence}` });
    await tables.timeline.record([{ entity: message.topic, key, at, system: 'selvedge', kind: 'skipped', text: reason.sentence, revision }]);
  });
  await services.desk.resolveByKey(message.topic, key, reason.sentence, message.selvedge);
}
