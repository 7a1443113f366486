import { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Passing } from './crash-trigger.ts';
import { watchConnection, type ConnectionWatch } from './watch-transactions.ts';
import { wrapMethod } from './wrap-method.ts';

/** Every statement of every SQLite connection of this process passes here, whoever prepared it. */
export function watchSqlite(passing: Passing): void {
  const connections = new WeakMap<DatabaseSync, ConnectionWatch>();
  const prepared = new WeakMap<StatementSync, { readonly text: string; readonly connection: ConnectionWatch }>();
  const watchOf = (database: DatabaseSync): ConnectionWatch => {
    const watch = connections.get(database) ?? watchConnection(passing);
    connections.set(database, watch);
    return watch;
  };

  wrapMethod(DatabaseSync.prototype, 'prepare', ({ instance, parameters: [text], proceed }) => {
    const statement = proceed() as StatementSync;
    prepared.set(statement, { text: String(text), connection: watchOf(instance) });
    return statement;
  });
  wrapMethod(DatabaseSync.prototype, 'exec', ({ instance, parameters: [text], proceed }) => {
    const done = watchOf(instance).about(String(text), []);
    proceed();
    done();
  });
  for (const name of ['run', 'all', 'get'] as const) {
    wrapMethod(StatementSync.prototype, name, ({ instance, parameters, proceed }) => {
      const statement = prepared.get(instance);
      const done = statement?.connection.about(statement.text, parameters);
      const result = proceed();
      done?.();
      return result;
    });
  }
}
