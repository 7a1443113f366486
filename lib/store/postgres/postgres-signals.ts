import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Signals } from '../contract/signals.ts';
import { createLocalSignals } from '../local-signals.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { connectionOptions } from './postgres-pool.ts';
import { prepareSession } from './prepare-session.ts';

const reconnectMs = 1000;
/** A connection that nobody writes to does not notice by itself that the network has lost it. */
const askMs = 30_000;
/** The server refuses 8000 bytes. */
const longestTopic = 7900;

export interface PostgresSignals extends Signals {
  /** What was sent before still goes out when the server can be reached. */
  close(): Promise<void>;
}

/**
 * Signals through LISTEN and NOTIFY, on one connection that is made anew whenever it breaks. Of what is sent while another
 * is on its way, each topic goes once: every NOTIFY takes a lock that is common to the whole server.
 */
export async function openPostgresSignals({ url, place }: { readonly url: string; readonly place: PostgresPlace }): Promise<PostgresSignals> {
  const local = createLocalSignals();
  const sender = `${randomBytes(8).toString('hex')} `;
  // A name of PostgreSQL ends at 63 bytes, and so may the schema's.
  const channel = `selvedge_${createHash('sha256').update(place.schema).digest('hex').slice(0, 32)}`;
  const unsent = new Set<string>();
  const closing = new AbortController();
  let line: { readonly client: pg.Client; readonly giveUp: () => void } | undefined;
  let sending: Promise<void> | undefined;

  const sendAll = async (): Promise<void> => {
    while (line && unsent.size > 0) {
      const { client, giveUp } = line;
      const topics = [...unsent];
      unsent.clear();
      await client.query('select pg_notify($1, $2 || topic) from unnest($3::text[]) as topic', [channel, sender, topics]).catch(giveUp);
    }
  };
  const sendOn = (): void => {
    if (sending || !line || unsent.size === 0) return;
    sending = sendAll().then(() => {
      sending = undefined;
      sendOn();
    });
  };
  const hear = ({ payload = '' }: pg.Notification): void => {
    if (!payload.startsWith(sender)) local.send(payload.slice(sender.length));
  };
  const listen = async (listening: () => void): Promise<void> => {
    const client = new pg.Client(connectionOptions(url, 'signals'));
    const { promise: gone, resolve } = Promise.withResolvers<null>();
    const giveUp = (): void => resolve(null);
    client.on('error', giveUp).on('end', giveUp).on('notification', hear);
    closing.signal.addEventListener('abort', giveUp);
    const asking = setInterval(() => void client.query('select').catch(giveUp), askMs);
    let over = false;
    const begin = async (): Promise<void> => {
      await client.connect();
      await prepareSession(client, place, 'signals');
      await client.query(`listen "${channel}"`);
      if (over) return;
      line = { client, giveUp };
      listening();
      sendOn();
      await gone;
    };
    try {
      await Promise.race([begin(), gone]);
    } finally {
      over = true;
      line = undefined;
      clearInterval(asking);
      closing.signal.removeEventListener('abort', giveUp);
      await hangUp(client);
    }
  };
  const { promise: triedOnce, resolve: tried } = Promise.withResolvers<null>();
  const keepListening = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await listen(() => tried(null)).catch(() => undefined);
      tried(null);
      await pause(reconnectMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };
  const kept = keepListening();
  await triedOnce;

  return {
    send(topic) {
      local.send(topic);
      if (closing.signal.aborted || Buffer.byteLength(topic) > longestTopic) return;
      unsent.add(topic);
      sendOn();
    },
    on: (listener) => local.on(listener),
    async close() {
      await sending;
      closing.abort();
      await kept;
    },
  };
}

/** Says goodbye, and waits for the answer no longer than a server that can be reached takes for it. */
async function hangUp(client: pg.Client): Promise<void> {
  const ended = client.end().catch(() => undefined);
  await Promise.race([ended, pause(1000, undefined, { ref: false })]);
  client.connection.stream.destroy();
}
