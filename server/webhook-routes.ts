import express from 'express';
import type { NextFunction, Request, RequestHandler, Response, Router } from 'express';
import type { Logger } from 'pino';
import { OperationError } from '../lib/errors/operation-error.ts';
import type { WebhookAnswer, WebhookRequest, Webhooks } from '../nodes/runtime/host-services.ts';

type Handler = (request: WebhookRequest) => Promise<WebhookAnswer>;

export interface WebhookParts {
  readonly client: string;
  readonly log: Logger;
  /** False while the host starts or drains: the sender is told to come back. */
  readonly open: () => boolean;
  readonly answered: (path: string, status: number, seconds: number) => void;
}

/** POST /hooks/<client>/<path>: the body stays as it was sent, because signatures are computed over its bytes. */
export function createWebhooks({ client, log, open, answered }: WebhookParts): { readonly webhooks: Webhooks; readonly router: Router } {
  const handlers = new Map<string, Handler>();
  const webhooks: Webhooks = {
    register(path, handler) {
      const key = path.replace(/^\/+/, '');
      if (handlers.has(key)) {
        throw new OperationError('CONFIGURATION_INVALID', `Two nodes want to answer /hooks/${client}/${key}: give one of them another path.`, { details: { path: key } });
      }
      handlers.set(key, handler);
      return () => {
        if (handlers.get(key) === handler) handlers.delete(key);
      };
    },
  };

  const findHandler: RequestHandler = (request, response, next) => {
    const handler = request.params['client'] === client ? handlers.get(pathOf(request)) : undefined;
    if (!open()) response.status(503).set('Retry-After', '10').type('text').send('starting or stopping\n');
    else if (!handler) response.status(404).type('text').send('no such webhook\n');
    else next();
  };
  const dispatch: RequestHandler = (request, response) => {
    const path = pathOf(request);
    const began = performance.now();
    const body: unknown = request.body;
    const handler = handlers.get(path);
    const work: Promise<WebhookAnswer> = handler ? handler({ rawBody: Buffer.isBuffer(body) ? body : Buffer.alloc(0), headers: request.headers, path }) : Promise.resolve({ status: 404 });
    work
      .catch((error: unknown): WebhookAnswer => {
        log.error({ path, reason: error instanceof Error ? error.message : String(error) }, 'a webhook could not be handled');
        return { status: 500 };
      })
      .then((answer) => {
        response.status(answer.status).type('text').send(answer.body ?? '');
        answered(path, answer.status, (performance.now() - began) / 1000);
      })
      .catch((error: unknown) => log.error({ path, reason: String(error) }, 'a webhook could not be answered'));
  };

  const router = express.Router();
  router.post('/:client/*', findHandler, express.raw({ type: () => true, limit: '2mb' }), dispatch);
  router.use((_request, response) => {
    response.status(404).type('text').send('no such webhook\n');
  });
  router.use((error: { status?: number; message: string }, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = error.status ?? 400;
    log.warn({ path: request.path, status, reason: error.message }, 'a webhook delivery could not be read');
    response.status(status).type('text').send('the delivery cannot be read\n');
  });
  return { webhooks, router };
}

function pathOf(request: Request): string {
  return request.params[0] ?? '';
}
