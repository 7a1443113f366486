import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { CrashPoint } from './crash-point.ts';
import { crashVariables, inWords } from './crash-point.ts';
import { end, spawnHost, startHost } from '../host-process.ts';
import { awaitQuiet, type DayReport } from '../lanes/await-quiet.ts';
import { openShopAndErp, type ShopAndErp } from '../lanes/shop-and-erp.ts';
import { createWebhook } from '../shop-webhook.ts';
import { waitUntil } from '../wait-until.ts';
import { expectedKinds } from './expected-kinds.ts';
import { keepBusy } from './keep-busy.ts';

const preload = path.join(import.meta.dirname, '..', 'crash-at.ts');
/** A point that is not reached by then was planned wrongly, or the host hangs. */
const lifeLimitMs = 60_000;

/** One shop, one ERP and one host that lives many short lives in the same data. */
export interface CrashCell {
  /** One life without a kill, at least so long and until it has passed every expected kind: all that it passed, in sequence. */
  record(lifeMs: number): Promise<readonly CrashPoint[]>;
  /** One life until the point; says why not when the host did not die there. */
  crash(point: CrashPoint): Promise<string | undefined>;
  /** A last life that may finish, and the verdict over all of them. */
  finish(): Promise<{ readonly verdict: DayReport; readonly orders: number; readonly exitCode: number | null }>;
  remove(): Promise<void>;
}

export async function openCrashCell(client: string, seed: number, env: Readonly<Record<string, string>>): Promise<CrashCell> {
  const day = await openShopAndErp(client, seed, env);
  const { host, folder } = day.workspace;
  const log = path.join(folder, 'crash.log');
  await createWebhook(day.sandbox, `http://127.0.0.1:${host.port}/hooks/${client}/woocommerce`);
  const passedSoFar = async (): Promise<readonly CrashPoint[]> => {
    const lines = (await readFile(log, 'utf8').catch(() => '')).split('\n');
    // The last one may be half written, or nothing.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as CrashPoint);
  };
  const passed = async (): Promise<readonly CrashPoint[]> => {
    const points = await passedSoFar();
    await rm(log, { force: true });
    return points;
  };
  const live = async (point: CrashPoint | undefined, isOver: () => Promise<boolean>) => {
    const { child, said } = spawnHost({ ...host, preload, env: { ...host.env, [crashVariables.log]: log, ...(point ? { [crashVariables.point]: JSON.stringify(point) } : {}) } });
    const over = new AbortController();
    const busy = keepBusy(day, over.signal);
    await waitUntil(async () => (child.exitCode !== null || child.signalCode !== null || (await isOver()) ? true : undefined), lifeLimitMs);
    const health = await fetch(`http://127.0.0.1:${host.port}/health`, { signal: AbortSignal.timeout(2000) }).then((answer) => answer.text(), () => 'no answer');
    const byItself = child.signalCode ?? (child.exitCode === null ? undefined : `exit code ${child.exitCode}`);
    await end(child, 'SIGKILL');
    over.abort();
    await busy;
    return { byItself, said: said(), health };
  };
  return {
    async record(lifeMs) {
      const endsAt = performance.now() + lifeMs;
      const { byItself, said } = await live(undefined, async () => performance.now() > endsAt && missing(await passedSoFar()).length === 0);
      if (byItself !== undefined) throw new Error(`the host ended by itself (${byItself}):\n${said}`);
      const points = await passed();
      const missed = missing(points);
      if (missed.length > 0) throw new Error(`a life of ${lifeLimitMs / 1000} s never came to: ${missed.join(', ')}`);
      return points;
    },
    async crash(point) {
      const { byItself, said, health } = await live(point, () => Promise.resolve(false));
      const [hit] = await passed();
      if (byItself === 'SIGKILL' && hit && inWords(hit) === inWords(point)) return undefined;
      return byItself === undefined ? `never came to ${inWords(point)}; its health: ${health}` : `ended with ${byItself} on the way to ${inWords(point)}:\n${said}`;
    },
    async finish() {
      quieten(day);
      const last = await startHost(host);
      try {
        const verdict = await awaitQuiet(day, last.url);
        return { verdict, orders: day.till.sold().length, exitCode: await last.stop() };
      } finally {
        await last.kill();
      }
    },
    remove: () => day.remove(),
  };
}

function missing(points: readonly CrashPoint[]): readonly string[] {
  const kinds = new Set(points.map(({ kind }) => kind));
  return expectedKinds.filter((kind) => !kinds.has(kind));
}

function quieten({ sandbox, till }: ShopAndErp): void {
  sandbox.bluecherry.traffic.clearFaults();
  sandbox.woocommerce.traffic.clearFaults();
  till.putRight('all');
}
