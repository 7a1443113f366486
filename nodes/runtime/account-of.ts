import type { Node, NodeAPI } from 'node-red';
import { OperationError } from '../../lib/errors/operation-error.ts';

/**
 * The account (config node) a node refers to.
 * @throws CONFIGURATION_INVALID when none is chosen, or it is disabled or not deployed
 */
export function accountOf<T extends Node>(RED: NodeAPI, id: string, type: T['type'] | string): T {
  const account = id ? (RED.nodes.getNode(id) as T | null) : null;
  if (account?.type !== type) {
    throw new OperationError('CONFIGURATION_INVALID', `Choose an account of type ${type}: none is deployed under "${id}".`, { details: { account: id } });
  }
  return account;
}
