import { open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { OperationError } from '../../errors/operation-error.ts';
import { calendarDay } from './calendar-day.ts';
import { type CsvDropOptions, type CsvDropSettings, withDropDefaults } from './csv-drop-options.ts';
import { dropFileError } from './drop-file-error.ts';
import { createDumpNameReader, type DumpName } from './dump-name.ts';
import type { CycleNotReady, InventoryCycle, InventorySource } from './inventory-source.ts';
import { newestFirst } from './newest-first.ts';
import { type ControlFile, readControlFile } from './read-control-file.ts';
import { readDump } from './read-dump.ts';
import { type FileSize, watchSettling } from './watch-settling.ts';

/** Folders may hold years of dumps. */
const mostDumps = 200;
/** Clocks of a file server may set a control file back behind its dump. */
const clockSlackMs = 2000;
const noControl: ControlFile = { records: null, rejected: 0, sha256: null, asOf: null, completedAt: null, nextExpectedAt: null, mode: null, sequence: null };

type Found = { readonly name: DumpName; readonly control: ControlFile; readonly completedAt: string };

/**
 * Dated dumps in a folder as the inventory feed: each dump that is whole is a completed cycle, under its file's name. Files are only
 * read; which cycles were used already is for the caller to remember. See BEHAVIOUR.md for names, columns and control files.
 * @throws CONFIGURATION_INVALID
 */
export function openCsvDrops(folder: string, options: CsvDropOptions): InventorySource {
  const settings = withDropDefaults(options);
  const nameOf = createDumpNameReader(settings.fileName, settings.timeZone);
  const settled = settings.completeness.by === 'settled' ? watchSettling(settings.completeness.settleMs, () => settings.clock.now()) : undefined;

  /** Undefined: still being written, or gone since the folder was listed. */
  const find = async (name: DumpName): Promise<Found | undefined> => {
    const dump = await sizeOf(path.join(folder, name.file));
    if (dump === undefined) return undefined;
    if (settings.completeness.by === 'settled') {
      return settled?.(name.file, dump) === true ? { name, control: noControl, completedAt: new Date(dump.mtimeMs).toISOString() } : undefined;
    }
    const file = `${name.file}${settings.completeness.ending}`;
    const control = await sizeOf(path.join(folder, file));
    if (control === undefined || control.mtimeMs + clockSlackMs < dump.mtimeMs) return undefined;
    const text = await readFile(path.join(folder, file), 'utf8').catch(unreachable(folder));
    const stated = readControlFile(file, text, settings.timeZone);
    return { name, control: stated, completedAt: stated.completedAt ?? new Date(control.mtimeMs).toISOString() };
  };

  return {
    async latestCycle(feed) {
      const files = await readdir(folder).catch(unreachable(folder));
      const names = files.flatMap((file) => nameOf(file) ?? []).sort((one, other) => Date.parse(other.asOf) - Date.parse(one.asOf) || (one.file < other.file ? 1 : -1));
      const completed: InventoryCycle[] = [];
      const notReady: CycleNotReady[] = [];
      for (const name of names.slice(0, mostDumps)) {
        const found = await find(name).catch((error: unknown) => {
          // The newest one must be put right; an older one has been outdated by then.
          if (completed.length === 0 || !(error instanceof OperationError)) throw error;
          return error;
        });
        if (found === undefined || found instanceof OperationError) {
          notReady.push({ cycleId: name.cycleId, status: found ? 'failed' : 'running', statedAs: found?.message ?? 'not written to its end', startedAt: null, nextExpectedAt: null });
        } else {
          completed.push(toCycle(found, feed, settings));
        }
      }
      const sorted = newestFirst(completed);
      return { latest: sorted[0] ?? null, completed: sorted, notReady };
    },
    async *readCycle({ cycleId }, { signal } = {}) {
      const files = await readdir(folder).catch(unreachable(folder));
      const name = files.flatMap((file) => nameOf(file) ?? []).find((candidate) => candidate.cycleId === cycleId);
      const found = name && (await find(name));
      if (!found) throw expired(cycleId, 'its file is not in the drop folder any more, or is being written anew');
      const at = path.join(folder, found.name.file);
      const dump = await open(at).catch(unreachable(folder));
      try {
        const before = await dump.stat();
        const bytes = dump.createReadStream({ autoClose: false, ...(signal ? { signal } : {}) });
        const checkSame = async (): Promise<void> => {
          const after = await stat(at).catch(() => undefined);
          if (after?.ino !== before.ino || after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw expired(cycleId, 'its file was replaced meanwhile');
        };
        try {
          for await (const page of readDump(found.name.file, bytes, found.control.sha256, settings)) yield page;
        } catch (error) {
          signal?.throwIfAborted();
          // A file that is written over while we read has rows that were never in any dump.
          await checkSame();
          throw error;
        }
        await checkSame();
      } finally {
        await dump.close();
      }
    },
  };
}

function toCycle({ name, control, completedAt }: Found, feed: string, settings: CsvDropSettings): InventoryCycle {
  const asOf = control.asOf ?? name.asOf;
  const mode = control.mode ?? name.mode ?? settings.mode;
  const sequence = control.sequence ?? name.sequence;
  if (mode === 'delta' && sequence === null) throw dropFileError(name.file, 'is a delta, and neither its name nor a control file states its sequence');
  return {
    cycle: { feed, cycleId: name.cycleId, mode, sequence: sequence ?? 0, asOf, asOfDay: calendarDay(asOf, settings.timeZone), completedAt, nextExpectedAt: control.nextExpectedAt },
    status: control.rejected > 0 ? 'complete_with_errors' : 'complete',
    recordCount: control.records,
    rejectedCount: control.rejected,
    checksum: null,
    previousCycleId: null,
    absentMeansNone: mode === 'full' && control.rejected === 0,
  };
}

async function sizeOf(file: string): Promise<FileSize | undefined> {
  try {
    const { size, mtimeMs } = await stat(file);
    return { size, mtimeMs };
  } catch {
    return undefined;
  }
}

function unreachable(folder: string): (error: unknown) => never {
  return (error) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new OperationError('REMOTE_UNREACHABLE', `The drop folder ${folder} cannot be read (${reason}).`, { details: { folder, reason } });
  };
}

function expired(cycleId: string, why: string): OperationError {
  return new OperationError('BLUECHERRY_CYCLE_EXPIRED', `Cycle ${cycleId} was superseded: ${why}. Begin again with the newest cycle.`, { details: { cycle: cycleId } });
}
