import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../free-port.ts';
import { awaitQuiet, type DayReport } from '../lanes/await-quiet.ts';
import { openShopAndErp, type ShopAndErp } from '../lanes/shop-and-erp.ts';
import { createWebhook } from '../shop-webhook.ts';
import { planDay, type DayEvent } from './plan-day.ts';
import { spreadDeliveries } from './spread-deliveries.ts';
import { employWorker, type Worker } from './worker.ts';

export interface RandomDayOptions {
  readonly client: string;
  readonly seed: number;
  readonly workers: number;
  readonly kills: number;
  readonly orders: number;
  /** Variables of the host. */
  readonly env: Readonly<Record<string, string>>;
}

export interface RandomDayReport extends DayReport {
  readonly orders: number;
  readonly kills: number;
  /** Kills of a worker that was driving a lane or a source, while BlueCherry did not have everything yet. */
  readonly killsAtWork: number;
  readonly stops: number;
  readonly stopsAtWork: number;
  /** Starts that ended in a clear sentence because the database kept them waiting. */
  readonly startsGivenUp: number;
  /** Import calls that BlueCherry carried out and did not answer. */
  readonly unanswered: number;
  /** Sales orders that BlueCherry had when the last worker was hit: the others came when all was calm. */
  readonly arrivedMeanwhile: number;
}

/**
 * A day of the shop with everything that can go wrong at times that only the seed knows: orders are sold and changed while
 * they are under way, deliveries of webhooks get lost, doubled and reordered, both systems fail in turn, workers are killed
 * or stopped. At its end everything works again, and the day is judged.
 */
export async function randomDay(options: RandomDayOptions): Promise<RandomDayReport> {
  const { client, seed } = options;
  const day = await openShopAndErp(client, seed, { ORDERS_SWEEP_SECONDS: '3', ...options.env });
  const employed: Worker[] = [];
  const faults: string[] = [];
  const figures = { kills: 0, killsAtWork: 0, stops: 0, stopsAtWork: 0, startsGivenUp: 0 };
  const { sandbox, till, workspace } = day;
  const ports = [workspace.host.port, ...(await Promise.all(Array.from({ length: options.workers - 1 }, () => freePort())))];
  const spreader = await spreadDeliveries(ports.map((port) => `http://127.0.0.1:${port}`));
  try {
    await createWebhook(sandbox, `${spreader.url}/hooks/${client}/woocommerce`);
    makeLively(day);
    for (const [index, port] of ports.entries()) {
      const dataDir = index === 0 ? workspace.host.dataDir : `${workspace.host.dataDir}-${index + 1}`;
      employed.push(employWorker({ ...workspace.host, dataDir, port }, { onEnd: (words) => faults.push(words), onGivenUp: () => (figures.startsGivenUp += 1) }));
    }
    await Promise.all(employed.map((worker) => worker.ready()));

    const isUnderWay = (): boolean => new Set(sandbox.bluecherry.record().salesOrders.map(({ externalRef }) => externalRef)).size < till.sold().length;
    const isAtWork = (worker: Worker | undefined): boolean => worker?.drives() === true && isUnderWay();
    const underWay = new Set<Promise<void>>();
    const happen = async (event: DayEvent): Promise<void> => {
      switch (event.do) {
        case 'sell':
          till.sell(event.kind);
          return;
        case 'edit':
          till.edit(event.kind);
          return;
        case 'put right':
          till.putRight('refused');
          sandbox.woocommerce.webhooks.activate();
          return;
        case 'fault':
          sandbox[event.system].traffic.addFaults(event.fault);
          return;
        case 'calm':
          sandbox[event.system].traffic.clearFaults();
          return;
        case 'await':
          return;
        case 'stop': {
          const worker = employed[event.worker];
          figures.stops += 1;
          if (isAtWork(worker)) figures.stopsAtWork += 1;
          await worker?.freeze(event.forMs);
          return;
        }
        case 'kill': {
          const worker = employed[event.worker];
          figures.kills += 1;
          if (isAtWork(worker)) figures.killsAtWork += 1;
          await worker?.kill();
        }
      }
    };
    let began = performance.now();
    for (const event of planDay(options)) {
      const early = event.atMs - (performance.now() - began);
      if (early > 0) await pause(early);
      if (event.do === 'await') {
        const since = performance.now();
        await employed[event.worker]?.ready();
        began += performance.now() - since;
      }
      const happening = happen(event).finally(() => underWay.delete(happening));
      underWay.add(happening);
    }
    const arrivedMeanwhile = sandbox.bluecherry.record().salesOrders.length;
    sandbox.bluecherry.traffic.clearFaults();
    sandbox.woocommerce.traffic.clearFaults();
    till.putRight('all');
    await Promise.all(employed.map((worker) => worker.ready()));
    await Promise.all(underWay);

    const verdict = await awaitQuiet(day, employed[0]?.url ?? '');
    const codes = await Promise.all(employed.map((worker) => worker.stop()));
    for (const code of codes) if (code !== 0) faults.push(`a worker ended with exit code ${String(code)}`);
    const unanswered = sandbox.bluecherry.record().requests.filter(({ fault }) => fault?.endsWith('-after-commit')).length;
    return { ...verdict, ...figures, orders: till.sold().length, unanswered, arrivedMeanwhile, faults: [...faults, ...verdict.faults] };
  } finally {
    await Promise.all(employed.map((worker) => worker.stop()));
    await spreader.stop();
    await day.remove();
  }
}

function makeLively({ sandbox }: ShopAndErp): void {
  sandbox.woocommerce.traffic.set({ latencyMs: 5, jitterMs: 20, webhookLost: 0.1, webhookDuplicated: 0.3, webhookLate: 0.1, webhookLateMs: 3000, webhookReorderWithinMs: 400 });
  sandbox.bluecherry.traffic.set({ latencyMs: 5, jitterMs: 30 });
}
