import { cycleChecksum } from './cycle-checksum.ts';
import { CycleFaults, type CycleFaultKind, type StruckFaults } from './cycle-faults.ts';
import { damagedLines, eachLine, listOfLines, rejectedOf, shownLines, type Lines } from './cycle-lines.ts';
import type { StockSettings } from './stock-settings.ts';
import type { StockSnapshot } from './stock-snapshot.ts';
import type { Warehouse } from './warehouse.ts';
import { zonedInstant } from './zoned-time.ts';

export interface StockCycle {
  readonly cycleId: string;
  readonly mode: 'full' | 'delta';
  readonly sequence: number;
  /** Epoch milliseconds, as all times here. */
  readonly asOf: number;
  readonly completesAt: number;
  readonly nextExpectedAt: number | null;
  readonly outcome: 'complete' | 'complete_with_errors' | 'failed';
  readonly recordCount: number;
  readonly rejectedCount: number;
  readonly previousCycleId: string | null;
  readonly faults: StruckFaults;
  /** As pages show them; null: gone. */
  shown: Lines | null;
  /** Worked out when it is first asked for. */
  checksum: (() => string | null) | string | null;
}

export interface RunRequest {
  readonly mode?: 'full' | 'delta';
  readonly runMs?: number;
  readonly faults?: readonly CycleFaultKind[];
}

const firstSequence = 4182;
const remembered = 500;

const once = (checksum: string, faults: StruckFaults): string => (faults.has('wrong-checksum') ? `sha256:${checksum.slice(7).split('').reverse().join('')}` : checksum);

/** The batch cycles of the inventory feed. */
export class StockCycles {
  readonly faults = new CycleFaults();
  readonly #warehouse: Warehouse;
  readonly #settings: StockSettings;
  readonly #timeZone: string;
  #cycles: StockCycle[] = [];
  #sequence = firstSequence - 1;
  #baseline: StockSnapshot;
  #lastStart: number;
  #started = 0;

  /** @param opensAt the first cycle is complete by then */
  constructor(warehouse: Warehouse, settings: StockSettings, timeZone: string, opensAt: number) {
    this.#warehouse = warehouse;
    this.#settings = settings;
    this.#timeZone = timeZone;
    this.#baseline = warehouse.snapshot();
    this.#lastStart = opensAt - settings.stockRunMs;
    this.#start(this.#lastStart, { mode: 'full' }, new Map());
  }

  /** When the schedule starts the next one; null: it does not. */
  nextStart(): number | null {
    return this.#settings.stockEveryMs > 0 ? this.#lastStart + this.#settings.stockEveryMs : null;
  }

  /** After a long sleep only the last runs are made up for. */
  leaveOutBefore(now: number): void {
    const { stockEveryMs } = this.#settings;
    if (stockEveryMs <= 0) return;
    const behind = Math.floor((now - this.#lastStart) / stockEveryMs);
    if (behind > remembered) this.#lastStart += (behind - remembered) * stockEveryMs;
  }

  startScheduled(at: number): void {
    this.#lastStart = at;
    const faults = this.faults.strike();
    if (!faults.has('skipped')) this.#start(at, {}, faults);
  }

  /** Outside the schedule; the waiting faults strike it, and those that it names. */
  run(at: number, request: RunRequest = {}): StockCycle {
    const faults = new Map(this.faults.strike());
    faults.delete('skipped');
    for (const kind of request.faults ?? []) faults.set(kind, { kind });
    return this.#start(at, request, faults);
  }

  /** Newest first. */
  list(): readonly StockCycle[] {
    return this.#cycles;
  }

  get(cycleId: string): StockCycle | undefined {
    return this.#cycles.find((cycle) => cycle.cycleId === cycleId);
  }

  statusOf({ completesAt, outcome }: StockCycle, now: number): 'running' | StockCycle['outcome'] {
    return now < completesAt ? 'running' : outcome;
  }

  /** Whether a cycle with a newer `asOf` was completed so long ago that this one cannot be read any more. */
  isExpired(cycle: StockCycle, now: number): boolean {
    return this.#cycles.some((other) => other.asOf > cycle.asOf && other.outcome !== 'failed' && now >= other.completesAt + this.#settings.stockGraceMs);
  }

  checksumOf(cycle: StockCycle): string | null {
    if (typeof cycle.checksum === 'function') cycle.checksum = cycle.checksum();
    return cycle.checksum;
  }

  #start(at: number, { mode: asked, runMs }: RunRequest, faults: StruckFaults): StockCycle {
    const { stockEveryMs, stockRunMs, stockFullEvery, stockChecksums } = this.#settings;
    const snapshot = this.#warehouse.snapshot();
    const mode = asked ?? (this.#started % Math.max(1, stockFullEvery) === 0 ? 'full' : 'delta');
    this.#started += 1;
    // Behind a gap stands a cycle that ran and was lost, with all that had changed until then.
    this.#sequence += faults.has('sequence-gap') ? 2 : 1;
    const since = faults.has('sequence-gap') ? snapshot : this.#baseline;
    const all: Lines = mode === 'full' ? { count: snapshot.count, row: (index) => snapshot.row(index) } : listOfLines(snapshot.since(since));
    const lines = damagedLines(all, faults);
    const late = faults.has('overlap') ? (faults.get('overlap')?.byMs ?? stockEveryMs + 1000) : faults.has('late') ? (faults.get('late')?.byMs ?? stockEveryMs / 2) : 0;
    const local = zonedInstant(at, this.#timeZone).replace(/[-:]/g, '');
    const next = this.nextStart();
    const cycle: StockCycle = {
      cycleId: `INV-${local.slice(0, 8)}-${local.slice(9, 13)}-${this.#sequence}`,
      mode,
      sequence: this.#sequence,
      asOf: at,
      completesAt: at + (runMs ?? stockRunMs) + late,
      nextExpectedAt: next === null ? null : next + stockRunMs,
      outcome: faults.has('failed') ? 'failed' : faults.has('complete-with-errors') ? 'complete_with_errors' : 'complete',
      recordCount: lines.count + (faults.has('wrong-count') ? 7 : 0),
      rejectedCount: rejectedOf(all, faults),
      previousCycleId: this.#cycles.find(({ outcome }) => outcome !== 'failed')?.cycleId ?? null,
      faults,
      shown: shownLines(lines, faults),
      checksum: stockChecksums ? () => once(cycleChecksum(eachLine(lines), faults.has('totals-only')), faults) : null,
    };
    if (cycle.outcome !== 'failed') this.#baseline = snapshot;
    this.#forget(at);
    this.#cycles = [cycle, ...this.#cycles].slice(0, remembered);
    return cycle;
  }

  #forget(now: number): void {
    for (const cycle of this.#cycles) {
      if (cycle.shown === null || !this.isExpired(cycle, now)) continue;
      this.checksumOf(cycle);
      cycle.shown = null;
    }
  }
}
