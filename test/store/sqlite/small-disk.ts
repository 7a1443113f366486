import { spawnSync } from 'node:child_process';
import path from 'node:path';

const script = path.join(import.meta.dirname, 'journal-until-refused.ts');
const list = path.join(import.meta.dirname, 'list-entries.ts');

/** A mount of its own is possible for root and where users may have namespaces; elsewhere a limit on the size of files stands in. */
const mounts = spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', '/mnt']).status === 0;

/** What the disk of these tests is, for their titles. */
export const smallDisk = mounts ? 'a file system of its own' : 'a limit on the size of files';

export interface SmallDiskRun {
  readonly folder: string;
  readonly kib: number;
  /** Taken away from the disk until the first refusal. Only where the disk is a file system of its own. */
  readonly ballastKib?: number;
}

/** Journals on a small disk, then lists in a second process, with room enough, what is there. Answers the lines of both. */
export function journalOnSmallDisk({ folder, kib, ballastKib = 0 }: SmallDiskRun): readonly string[] {
  const [node, file, ballast] = [process.execPath, path.join(folder, 'selvedge.sqlite'), path.join(folder, 'ballast')];
  const second = '"$0" "$4" "$2"';
  const fill = ballastKib === 0 ? '' : `head -c ${ballastKib}k /dev/zero > "$3";`;
  const mounted = `mount -t tmpfs -o size=${kib}k tmpfs "$5" && ${fill} "$0" "$1" "$2" "$3"; mount -o remount,size=64m "$5" && ${second}`;
  // Units of 512 bytes.
  const limited = `(ulimit -S -f ${kib * 2}; "$0" "$1" "$2" "$3"); ${second}`;
  const shell = ['sh', '-c', mounts ? mounted : limited, node, script, file, ballast, list, folder];
  const command = mounts ? ['unshare', '--user', '--map-root-user', '--mount', ...shell] : shell;
  const { stdout, stderr, status } = spawnSync(command[0]!, command.slice(1), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${stdout.slice(-2000)}\n${stderr}`);
  return stdout.trim().split('\n');
}
