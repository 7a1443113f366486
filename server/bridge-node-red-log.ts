import { inspect } from 'node:util';
import type { Logger } from 'pino';

/** What Node-RED hands to a log handler. Levels: 10 fatal, 20 error, 30 warn, 40 info, 50 debug, 60 trace. */
interface NodeRedLine {
  readonly level: number;
  readonly msg?: unknown;
  readonly type?: string;
  readonly id?: string;
  readonly name?: string;
}

/** Node-RED warns of this at every start until somebody stores a credential; ours mostly come from variables. */
const nothingStored = 'Encrypted credentials not found';

/** The handler factory for Node-RED's `logging` setting. */
export function bridgeNodeRedLog(log: Logger): () => (line: NodeRedLine) => void {
  const write = { 10: 'fatal', 20: 'error', 30: 'warn', 40: 'info', 50: 'debug', 60: 'trace' } as const;
  return () => (line) => {
    const level = write[line.level as keyof typeof write] as (typeof write)[keyof typeof write] | undefined;
    if (level === undefined) return;
    const text = textOf(line.msg).replaceAll(/^[-=*]{5,}$/gm, '').trim();
    const fields = { ...(line.type ? { node: line.name ?? line.id, type: line.type } : {}) };
    log[text === nothingStored ? 'debug' : level](fields, text);
  };
}

function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  if (message instanceof Error) return message.message;
  if (typeof message === 'object' && message !== null && 'message' in message && typeof message.message === 'string') return message.message;
  return inspect(message);
}
