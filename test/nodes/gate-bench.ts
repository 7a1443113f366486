import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CanonicalMessage } from '../../lib/model/envelope.ts';
import type { LeaseToken } from '../../lib/model/lease-token.ts';
import type { BackInStock, StockCycle, StockLevel, StockLevelPage } from '../../lib/model/stock.ts';
import { deliverTracked } from '../../nodes/runtime/emit-tracked.ts';
import { recordEnd, type MessageEnd } from '../../nodes/runtime/track-delivery.ts';
import { fakeClock, quiet, type FakeClock } from '../lib/lanes/fake-clock.ts';
import { catchAll, exceptions, probe, tab } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';

export const minutes = (count: number): number => count * 60_000;

export type Notice = CanonicalMessage<BackInStock>;

/** Half an hour after the time that a cycle states, the next one is expected; an hour later the feed is stale. */
export const staleAfter = minutes(90);

const gate = (parts: object = {}) => ({ id: 'gate', type: 'back-in-stock-gate', z: 'tab', threshold: 3, holdMinutes: 30, rearmAt: 0, staleAfterMinutes: 60, wires: [['seen']], ...parts });
const source = { id: 'source', type: 'helper', z: 'tab', wires: [['gate']] };

/** A flow with a gate and what stands behind it; `seen` looks at what comes out of the gate. */
export const gateFlow = (parts: object = {}, ...behind: readonly object[]): readonly object[] =>
  [tab, source, gate(parts), ...(behind.some((node) => 'id' in node && node.id === 'seen') ? [] : [probe('seen')]), ...behind, catchAll, exceptions, probe('parked')];

/** A gate in the real runtime, on simulated time, with the source before it and the destination behind it played by the spec. */
export interface GateBench {
  readonly run: FlowRun;
  readonly clock: FakeClock;
  /** Ms since 1970 (UTC). */
  readonly start: number;
  feed: string;
  /** What the gate sent, and when. */
  readonly notices: Notice[];
  readonly told: { key: string; at: number }[];
  readonly statuses: string[];
  /** What the destination does with a notice; at first it is done with it. */
  take: (notice: Notice) => void;
  begin(flow?: readonly object[]): Promise<void>;
  redeploy(): Promise<void>;
  /** Time during which the flow goes on. */
  pass(count: number): Promise<void>;
  /** The source reads a cycle that states this moment. */
  readCycle(): Promise<void>;
  level(skuCode: string, pickable: number, parts?: Partial<StockLevel>): StockLevel;
  /** Sends a page as the source does; resolves when the flow is through with it. */
  page(levels: readonly StockLevel[], parts?: { readonly calculatedAt?: string; readonly dryRun?: boolean; readonly holder?: LeaseToken }): Promise<MessageEnd>;
  /** A page of these units per SKU. */
  see(units: Readonly<Record<string, number>>): Promise<MessageEnd>;
  skusTold(): string[];
  /** Minutes since the start. */
  toldAt(): number[];
  /** `<key> <revision>` of each notice. */
  names(): string[];
  /** An instant so many minutes after the start, ISO 8601. */
  minute(count: number): string;
  /** Transactions from now on. */
  countWrites(): () => number;
}

/** For the `describe` it is called in: another folder and clock for each of its tests. */
export function gateBench(): GateBench {
  let folder = '';
  let run: FlowRun;
  let clock: FakeClock;
  let start = 0;
  let cycle: StockCycle;
  const [notices, told, statuses]: [Notice[], { key: string; at: number }[], string[]] = [[], [], []];
  const iso = (at: number): string => new Date(at).toISOString();
  const listen = (): Promise<void> => {
    run.node('seen').on('input', (message) => {
      const notice = message as unknown as Notice;
      notices.push(notice);
      told.push({ key: notice.selvedge.key, at: clock.now() });
      bench.take(notice);
    });
    const node = run.node('gate');
    const show = node.status.bind(node);
    node.status = (status) => {
      statuses.push((status as { text: string }).text.replace('back-in-stock-gate.status.', ''));
      show(status);
    };
    return clock.advance(0);
  };
  const done = ({ selvedge }: Notice): void => recordEnd(selvedge.trace, { kind: 'done', note: 'mailed' });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'selvedge-gate-'));
    clock = fakeClock();
    start = clock.now();
    for (const list of [notices, told, statuses]) list.length = 0;
    Object.assign(bench, { feed: 'bluecherry:HTL:inventory', take: done });
  });
  afterEach(async () => {
    const stopped = run.stop();
    await clock.advance(1000);
    await stopped;
    await rm(folder, { recursive: true, force: true });
  });

  const bench: GateBench = {
    get run() {
      return run;
    },
    get clock() {
      return clock;
    },
    get start() {
      return start;
    },
    ...{ feed: '', notices, told, statuses, take: done },
    async begin(flow = gateFlow()) {
      run = await runFlow(flow, { dataDir: folder, clock });
      if (flow.length > 1) await listen();
    },
    async redeploy() {
      await run.deploy(gateFlow(), 'full');
      await listen();
    },
    pass: (count) => clock.advance(minutes(count)),
    async readCycle() {
      const { feed } = bench;
      const at = clock.now();
      const number = (at - start) / minutes(1);
      const facts = { feed, cycleId: `C${number}`, mode: 'full' as const, sequence: Math.floor(number) };
      cycle = { ...facts, asOf: iso(at), completedAt: iso(at), nextExpectedAt: iso(at + minutes(30)) };
      const times = { asOf: at, completedAt: at, nextExpectedAt: at + minutes(30), readAt: at, publishedAt: null };
      await run.store.write(({ feedCycles }) => feedCycles.record({ ...facts, ...times, records: 1, changed: 1 }));
    },
    level: (skuCode, pickable, parts = {}) => ({
      ...{ skuCode, style: '00123', channel: 'harbour-thread', published: pickable, available: pickable, oversold: 0, buffer: 0, pickable, pending: 0, hot: false },
      ...{ stale: clock.now() > Date.parse(cycle.asOf) + staleAfter, asOf: cycle.asOf, cycleId: cycle.cycleId, ...parts },
    }),
    async page(levels, { calculatedAt = iso(clock.now()), dryRun = false, ...parts } = {}) {
      const payload: StockLevelPage = { cycle, reason: 'cycle', calculatedAt, levels: [...levels] };
      const { leases, flows } = run.services;
      const holder = parts.holder ?? leases.held().find(({ lease }) => lease === flows.graph().leaseOf('gate'));
      const about = { client: 'harbour-thread', key: bench.feed, revision: calculatedAt, source: { system: 'bluecherry', account: bench.feed, node: 'source' }, occurredAt: calculatedAt };
      const message = { topic: 'stock-level-page', payload, selvedge: { ...about, trace: crypto.randomUUID(), ...(holder ? { holder } : {}), ...(dryRun ? { dryRun } : {}) } };
      const end = await deliverTracked(run.services, message, new AbortController().signal, () => run.node('source').send(message));
      await quiet();
      return end;
    },
    see: (units) => bench.page(Object.entries(units).map(([skuCode, pickable]) => bench.level(skuCode, pickable))),
    skusTold: () => notices.map(({ payload }) => payload.skuCode),
    toldAt: () => told.map(({ at }) => Math.floor((at - start) / minutes(1))),
    names: () => notices.map(({ selvedge: { key, revision } }) => `${key} ${revision}`),
    minute: (count) => iso(start + minutes(count)),
    countWrites() {
      let writes = 0;
      const write = run.store.write.bind(run.store);
      run.store.write = (work, how) => {
        writes += 1;
        return write(work, how);
      };
      return () => writes;
    },
  };
  return bench;
}
