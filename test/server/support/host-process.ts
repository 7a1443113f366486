import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:http';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

export interface HostProcess {
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
  stdout(): string;
  stderr(): string;
  /** Where the editor is, once the host has said so. Rejects when the process ends first. */
  ready(): Promise<string>;
}

/** The host as its own process, with nothing of this process's settings. */
export function startHost(env: Record<string, string>, entry = 'server/main.ts'): HostProcess {
  const child = spawn(process.execPath, [path.join(root, entry)], { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const exit = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    exit,
    stdout: () => out,
    stderr: () => err,
    ready: () =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const url = /ready after .* editor (\S+)/.exec(out)?.[1];
          if (url) resolve(url);
        };
        child.stdout.on('data', look);
        look();
        void exit.then((code) => reject(new Error(`the host ended with ${code}: ${err}${out}`)));
      }),
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends any headers, Host and Origin among them, which fetch refuses to set. */
export function send(url: string, options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: options.method ?? 'GET', headers: options.headers ?? {}, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    call.on('error', reject).on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: '' });
    });
    call.end(options.body);
  });
}
