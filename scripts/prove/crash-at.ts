/**
 * Given to the host by `node --import`: sees from outside what the process writes to its database and calls over HTTP, and
 * kills it at one of these points (or, without a point, writes down all that it passes). The host knows nothing of it.
 */
import process from 'node:process';
import { crashVariables, type CrashPoint } from './crash/crash-point.ts';
import { createCrashTrigger } from './crash/crash-trigger.ts';
import { watchHttp } from './crash/watch-http.ts';
import { watchPostgres } from './crash/watch-postgres.ts';
import { watchSqlite } from './crash/watch-sqlite.ts';

const { env } = process;
const log = env[crashVariables.log];
const [, main] = process.argv;
if (log === undefined || main === undefined) throw new Error(`crash-at.ts needs ${crashVariables.log} and a script to watch.`);
const point = env[crashVariables.point];
const passing = createCrashTrigger(point === undefined ? undefined : (JSON.parse(point) as CrashPoint), log);
watchSqlite(passing);
if (env['DATABASE_URL']) watchPostgres(passing, main);
watchHttp(passing, [
  { name: 'shop', url: env['WOOCOMMERCE_URL'] ?? '' },
  { name: 'erp', url: env['BLUECHERRY_URL'] ?? '' },
]);
