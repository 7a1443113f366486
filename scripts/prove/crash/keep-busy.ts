import { setTimeout as pause } from 'node:timers/promises';
import type { FaultKind } from '../../../sandbox/faults/fault.ts';
import type { ShopAndErp } from '../lanes/shop-and-erp.ts';

const stepMs = 150;

/** A step, given what BlueCherry has taken since the last fault. */
type Step = (day: ShopAndErp, takenSinceFault: number) => 'fault' | undefined;

/** Where every call failed, a lane would only wait: BlueCherry gets to work in between. */
const workBetweenFaults = 3;

const fail = (kind: FaultKind): Step => ({ sandbox }, takenSinceFault) => {
  const { traffic } = sandbox.bluecherry;
  if (traffic.faults().length > 0 || takenSinceFault < workBetweenFaults) return undefined;
  traffic.addFaults({ kind, match: { method: 'POST', pathIncludes: '/order-batches' }, times: 1 });
  return 'fault';
};
const plainly = (act: (day: ShopAndErp) => void): Step => (day) => {
  act(day);
  return undefined;
};
const sell = (kind: 'plain' | 'refused' | 'without SKU') => plainly(({ till }) => till.sell(kind));
const edit = (kind: 'note' | 'address') => plainly(({ till }) => till.edit(kind));

/** So that everything there is to pass is passed within seconds: orders that go through, are refused, fail, are changed. */
const steps: readonly Step[] = [
  sell('plain'), fail('close-after-commit'), sell('plain'), sell('refused'), edit('note'),
  sell('plain'), fail('500'), sell('plain'), edit('address'), plainly(({ till }) => till.putRight('refused')),
  sell('plain'), fail('close'), sell('plain'), sell('without SKU'), plainly(({ sandbox }) => sandbox.woocommerce.webhooks.activate()),
];

/** Work for one life, from its first moment on until the signal. */
export async function keepBusy(day: ShopAndErp, until: AbortSignal): Promise<void> {
  const taken = (): number => day.sandbox.bluecherry.record().imports.length;
  let takenAtFault = taken();
  for (let step = 0; !until.aborted; step += 1) {
    if (steps[step % steps.length]?.(day, taken() - takenAtFault) === 'fault') takenAtFault = taken();
    await pause(stepMs, undefined, { signal: until }).catch(() => undefined);
  }
}
