import type { Store } from '../../lib/store/contract/store.ts';
import { openPostgresStore } from '../../lib/store/postgres/open-postgres-store.ts';
import { openSqliteStore } from '../../lib/store/sqlite/open-sqlite-store.ts';
import type { DatabasePlace } from './bench-engine.ts';

export function openPlace(place: DatabasePlace): Promise<Store> {
  return place.engine === 'sqlite' ? openSqliteStore({ file: place.file }) : openPostgresStore({ url: place.url, schema: place.schema });
}
