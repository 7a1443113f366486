import { fork } from 'node:child_process';
import path from 'node:path';

/** Runs a file of this folder in a process of its own; resolves with the one value it sends. */
export function runChild<T>(file: string, argument: object): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(import.meta.dirname, file), [JSON.stringify(argument)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    let answer: { readonly value: T } | undefined;
    child.on('message', (value) => (answer = { value: value as T }));
    child.on('error', reject);
    child.on('exit', (code) => {
      if (answer) resolve(answer.value);
      else reject(new Error(`${file} ended with ${code} and said nothing.`));
    });
  });
}

/** In the child: what it was asked to do. */
export function childArgument(): unknown {
  return JSON.parse(process.argv[2] ?? 'null');
}

/** In the child: its answer, after which it ends by itself. */
export function answerParent(value: object): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(value, () => {
      process.disconnect();
      resolve();
    });
  });
}
