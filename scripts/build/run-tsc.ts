import { spawn } from 'node:child_process';
import path from 'node:path';

/** Type-checks (and emits, as the project says) with tsc's own messages on the terminal. Answers its exit code. */
export function runTsc(root: string, project: string): Promise<number> {
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [compiler, '-p', project, '--pretty', process.stdout.isTTY ? 'true' : 'false'], { cwd: root, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
