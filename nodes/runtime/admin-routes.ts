import type { Request, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { toFailure } from '../../lib/errors/operation-error.ts';
import type { KitServices } from './services.ts';
import { openServices } from './services.ts';

type Permission = 'selvedge.read' | 'selvedge.write';
type Answer = (request: Request, services: KitServices) => Promise<unknown>;

/**
 * A route of the kit under Node-RED's admin root, behind the editor's sign-in. The answer is JSON; a failure answers
 * its code and sentence with the given status.
 */
export function adminRoute(RED: NodeAPI, method: 'get' | 'post', path: string, permission: Permission, answer: Answer): void {
  RED.httpAdmin[method](`/selvedge/${path}`, RED.auth.needsPermission(permission), (request: Request, response: Response) => {
    openServices(RED)
      .then((services) => answer(request, services))
      .then((body) => response.json(body))
      .catch((error: unknown) => {
        const failure = toFailure(error);
        response.status(failure.code === 'UNCLASSIFIED' ? 500 : 409).json({ code: failure.code, message: failure.message, details: failure.details });
      });
  });
}

/** Who is signed in to the editor; `operator` where nobody has to. */
export function whoIs(request: Request): string {
  const user = (request as { user?: { username?: unknown } }).user;
  return typeof user?.username === 'string' ? user.username : 'operator';
}
