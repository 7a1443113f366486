import assert from 'node:assert/strict';
import type { SimulatedDatabase } from './simulated-database.ts';
import type { SimulatedDestination } from './simulated-destination.ts';
import type { Shop } from './simulated-shop.ts';

interface Row {
  readonly id: number;
  readonly key: string;
  readonly revision: string;
  readonly state: string;
  readonly outcome: string | null;
}

export interface Conservation {
  readonly database: SimulatedDatabase;
  readonly destination: SimulatedDestination;
  readonly shop: Shop;
  /** Keys of which a person has let a revision go. */
  readonly dismissed: ReadonlySet<string>;
}

/** Every acknowledged message stands somewhere, and what is said to be done is done. */
export function checkConservation({ database, destination, shop, dismissed }: Conservation): void {
  const rows = database.rows<Row>('SELECT id, key, revision, state, outcome FROM lane_entry');
  const open = new Set(database.rows<{ lane_entry: number }>('SELECT lane_entry FROM exception WHERE closed_at IS NULL').map((row) => row.lane_entry));
  const has = (key: string, revision: number): boolean => destination.effects(key).includes(revision);
  for (const name of shop.acknowledged) {
    const [key = '', text = ''] = name.split('/');
    const revision = Number(text);
    const newer = rows.some((row) => row.key === key && Number(row.revision) > revision);
    const here = rows.filter((row) => row.key === key && row.revision === text);
    assert.ok(here.length > 0 || newer, `${name} was acknowledged and is nowhere`);
    if (has(key, revision) || here.some(({ state }) => state === 'waiting' || state === 'claimed')) continue;
    for (const { id, state, outcome } of here) {
      if (state === 'parked') assert.ok(open.has(id), `${name} is parked and nobody knows of it`);
      else if (outcome === 'superseded') assert.ok(newer, `${name} gave way to nothing`);
      else if (outcome === 'dismissed') assert.ok(dismissed.has(key), `${name} was dismissed by nobody`);
      else assert.fail(`${name} is ${outcome ?? state}, but the destination does not have it`);
    }
  }
}
