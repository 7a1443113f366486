import express from 'express';
import type { Router } from 'express';
import type { WorkerDescription } from './describe-worker.ts';

export interface HealthCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly says: string;
}

export interface HealthParts {
  readonly client: string;
  readonly checkAll: () => Promise<readonly HealthCheck[]>;
  /** What this worker does, beside whether it can. */
  readonly describe: () => WorkerDescription;
}

/**
 * `/live`: the process answers. `/ready`: it can do its work; 503 while it cannot. `/`: both in one answer, with what it
 * drives and what is in flight, for people.
 */
export function healthRoutes({ client, checkAll, describe }: HealthParts): Router {
  const router = express.Router();
  router.get('/live', (_request, response) => {
    response.json({ live: true });
  });
  router.get(['/', '/ready'], (_request, response, next) => {
    checkAll()
      .then((checks) => {
        const ready = checks.every((check) => check.ok);
        response.status(ready ? 200 : 503).json({ client, live: true, ready, says: ready ? 'everything works' : sayWhatIsWrong(checks), checks, worker: describe() });
      })
      .catch(next);
  });
  return router;
}

function sayWhatIsWrong(checks: readonly HealthCheck[]): string {
  return checks.filter((check) => !check.ok).map((check) => `${check.name}: ${check.says}`).join('; ');
}
