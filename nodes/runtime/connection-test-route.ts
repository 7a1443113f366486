import type { Node, NodeAPI } from 'node-red';
import type { ConnectionReport } from '../../lib/connectors/contract.ts';
import { toFailure } from '../../lib/errors/operation-error.ts';
import { adminRoute } from './admin-routes.ts';
import type { NodeDefinition } from './node-definition.ts';
import { readVariable } from './resolve-secret.ts';
import type { KitServices } from './services.ts';

interface Testable {
  connectionTest(): Promise<ConnectionReport>;
  close(): void | Promise<void>;
}

/** What an account form sends: its values as they stand there, saved or not. */
interface TestRequest {
  readonly id?: string;
  readonly config?: Record<string, unknown>;
  readonly credentials?: Record<string, string>;
}

/** The editor shows a stored secret as this; it means "keep the stored one". */
const storedMark = '__PWRD__';

/**
 * "Test the connection" of an account form: connects with the values in the form, with stored secrets and environment
 * variables filled in as the deployed account would, and answers in words whatever happens.
 */
export function connectionTestRoute(
  RED: NodeAPI,
  definition: NodeDefinition,
  connect: (node: Node | undefined, config: object, credentials: Readonly<Record<string, string>>, services: KitServices) => Testable,
): void {
  adminRoute(RED, 'post', `connection-test/${definition.type}`, 'selvedge.write', async (request, services): Promise<ConnectionReport> => {
    const { id = '', config = {}, credentials = {} } = (request.body ?? {}) as TestRequest;
    const deployed = RED.nodes.getNode(id) as Node<Record<string, string>> | null;
    const typed = Object.entries(credentials).filter(([, value]) => value !== '' && value !== storedMark);
    const secrets = { ...deployed?.credentials, ...Object.fromEntries(typed) };
    try {
      const connector = connect(deployed ?? undefined, substitute(RED, deployed ?? undefined, config), secrets, services);
      try {
        return await connector.connectionTest();
      } finally {
        await connector.close();
      }
    } catch (error) {
      const failure = toFailure(error);
      return { ok: false, summary: failure.message, code: failure.code, details: [] };
    }
  });
}

/** `${VARIABLE}` as Node-RED replaces it when it creates a node. */
function substitute(RED: NodeAPI, node: Node | undefined, config: Record<string, unknown>): object {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      const name = typeof value === 'string' ? /^\$\{(\w+)\}$/.exec(value)?.[1] : undefined;
      const found: unknown = name === undefined ? undefined : readVariable(RED, node, name);
      return [key, found ?? value];
    }),
  );
}
