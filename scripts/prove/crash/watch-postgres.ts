import { createRequire } from 'node:module';
import type pg from 'pg';
import type { Passing } from './crash-trigger.ts';
import { watchConnection, type ConnectionWatch } from './watch-transactions.ts';
import { wrapMethod } from './wrap-method.ts';

/** Every statement of every connection to PostgreSQL passes here. `main`: the script whose copy of `pg` is meant. */
export function watchPostgres(passing: Passing, main: string): void {
  // The package's ES module hands on this very object.
  const { Client } = createRequire(main)('pg') as typeof pg;
  const connections = new WeakMap<pg.Client, ConnectionWatch>();
  wrapMethod(Client.prototype, 'query', ({ instance, parameters: [query, values], proceed }) => {
    const asked = typeof query === 'string' ? { text: query, values } : ((query ?? {}) as { text?: unknown; values?: unknown });
    if (typeof asked.text !== 'string') return proceed();
    const connection = connections.get(instance) ?? watchConnection(passing);
    connections.set(instance, connection);
    const done = connection.about(asked.text, Array.isArray(asked.values) ? asked.values : []);
    const answer = proceed();
    return answer instanceof Promise ? answer.then((result: unknown) => (done(), result)) : answer;
  });
}
