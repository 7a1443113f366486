import { DatabaseSync } from 'node:sqlite';
import { storeContract } from '../contract/store-contract.ts';
import { temporarySqlite } from './temporary-store.ts';

let current: ReturnType<typeof temporarySqlite>;

storeContract({
  engine: 'SQLite',
  open: () => (current = temporarySqlite()).open(),
  discard: () => current.discard(),
  meddle(statement) {
    const database = new DatabaseSync(current.file);
    database.exec(statement);
    database.close();
    return Promise.resolve();
  },
});
