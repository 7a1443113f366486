import type { IncomingHttpHeaders } from 'node:http';
import type { Registry } from 'prom-client';
import type { ExchangeObserver } from '../../lib/connectors/contract.ts';
import type { Clock, DurableLane, Leases } from '../../lib/lanes/contract.ts';
import type { Store } from '../../lib/store/contract/store.ts';

/** The part of a pino logger that nodes use. */
export interface HostLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: Record<string, string>): HostLog;
}

export interface WebhookRequest {
  /** Byte for byte as it came: signatures are computed over this. */
  readonly rawBody: Buffer;
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
}

export interface WebhookAnswer {
  readonly status: number;
  readonly body?: string;
}

export interface Webhooks {
  /**
   * Answers POST /hooks/<client>/<path> until the returned function is called.
   * @throws CONFIGURATION_INVALID when another node already answers this path
   */
  register(path: string, handler: (request: WebhookRequest) => Promise<WebhookAnswer>): () => void;
}

/** What reads from outside by itself (a sweep, a poll). A drain stops all of them before Node-RED is stopped. */
export interface RunningSource {
  readonly name: string;
  /** Resolves once the page in hand is on disk; nothing is read after that. */
  stop(): Promise<void>;
}

export interface RunningSources {
  /** Returns the function that takes the source off the list again. */
  register(source: RunningSource): () => void;
}

/** What the host hands to the nodes of its one client, under the settings key `selvedge`. */
export interface HostServices {
  readonly client: string;
  /** The client's folder: flows, tables. */
  readonly clientDir: string;
  /** Of this worker, beside the database or in its place: what may be read again from elsewhere is kept here. */
  readonly dataDir: string;
  readonly store: Store;
  readonly clock: Clock;
  /** Of this worker; several may work for one client on one database. */
  readonly leases: Leases;
  /** Lanes of the deployed flows by name, whichever worker drives them. */
  readonly lanes: Map<string, DurableLane>;
  readonly log: HostLog;
  readonly webhooks: Webhooks;
  readonly metrics: Registry;
  readonly exchanges: ExchangeObserver;
  readonly sources: RunningSources;
  /** How long a stop or a deploy may wait for what is under way; the rest is given back to its lane. */
  readonly drainMs: number;
}
