import { setTimeout as pause } from 'node:timers/promises';
import { openExceptions, timelineOf, underWayInLanes } from '../host-api.ts';
import { waitUntil } from '../wait-until.ts';
import { judgeDay, type DayFault, type DayVerdict } from './judge-day.ts';
import type { ShopAndErp } from './shop-and-erp.ts';

const patienceMs = 120_000;
/** Longer than the sandbox's BlueCherry and the flows' settle time take: a late repetition shows by then. */
const lateMs = 3000;

/** A verdict in words. */
export interface DayReport extends Omit<DayVerdict, 'faults'> {
  readonly faults: readonly string[];
}

/** Waits until the product has nothing left to do, or has had time enough, and judges the day. */
export async function awaitQuiet({ sandbox, till }: ShopAndErp, host: string): Promise<DayReport> {
  const judge = async (): Promise<DayVerdict> => {
    const exceptions = await openExceptions(host);
    const { salesOrders, imports } = sandbox.bluecherry.record();
    return judgeDay({ sold: till.sold(), salesOrders, imports, exceptions });
  };
  const left = async (): Promise<string[]> => {
    const lanes = Object.entries(await underWayInLanes(host));
    return lanes.filter(([, messages]) => messages > 0).map(([lane, messages]) => `lane ${lane} still has ${messages} under way`);
  };
  const isQuiet = async (): Promise<boolean> => (await judge()).faults.length === 0 && (await left()).length === 0;
  await waitUntil(async () => ((await isQuiet()) ? true : undefined), patienceMs, 500);
  await pause(lateMs);
  const { faults, ...verdict } = await judge();
  return { ...verdict, faults: [...(await Promise.all(faults.map((fault) => explain(fault, host)))), ...(await left())] };
}

/** With what the product itself says of the order. */
async function explain({ key, sentence }: DayFault, host: string): Promise<string> {
  const events = await timelineOf(host, key);
  return [`${key}: ${sentence}`, ...events.map(({ at, kind, text, revision }) => `    ${at} ${kind} (${revision}): ${text}`)].join('\n');
}
