/** What a script asks a running host: the same routes that the editor's forms use. */
export interface OpenException {
  readonly id: number;
  readonly code: string;
  readonly owner: string;
  readonly key: string;
  readonly message: string;
  readonly details: Record<string, unknown>;
}

export interface TimelineEntry {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly revision: string;
  readonly kind: string;
  readonly text: string;
  readonly system: string;
}

async function ask(url: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${init?.method ?? 'GET'} ${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

export async function openExceptions(host: string): Promise<readonly OpenException[]> {
  const all: OpenException[] = [];
  for (;;) {
    const before = all.at(-1)?.id;
    const { items } = (await ask(`${host}/selvedge/exceptions?state=open${before === undefined ? '' : `&before=${before}`}`)) as { items: OpenException[] };
    all.push(...items);
    if (items.length === 0) return all;
  }
}

export async function timelineOf(host: string, key: string): Promise<readonly TimelineEntry[]> {
  const { events } = (await ask(`${host}/selvedge/timeline/sales-order/${encodeURIComponent(key)}`)) as { events: TimelineEntry[] };
  return events;
}

/** How many messages a lane of the client has that are neither settled nor parked, as any worker tells it. */
export async function underWayInLanes(host: string): Promise<Readonly<Record<string, number>>> {
  const { worker } = (await ask(`${host}/health`)) as { worker: { lanes: { lane: string; waiting: number; inFlight: number }[] } };
  return Object.fromEntries(worker.lanes.map(({ lane, waiting, inFlight }) => [lane, waiting + inFlight]));
}

export async function replay(host: string, id: number): Promise<void> {
  await ask(`${host}/selvedge/exceptions/${id}/replay`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
}

/** What the deployed flows put before an order's id to make BlueCherry's reference. */
export async function referencePrefix(host: string): Promise<string> {
  const flows = (await ask(`${host}/flows`)) as { type: string; externalRefPrefix?: string }[];
  const prefix = flows.find((node) => node.type === 'woocommerce-account')?.externalRefPrefix;
  if (prefix === undefined) throw new Error('The client has no WooCommerce account: this proof needs one.');
  return prefix;
}
