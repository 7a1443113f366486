import type { Node, NodeAPI } from 'node-red';

/** Shows an object in the editor's debug sidebar as the debug node does, without a debug node being wired. */
export function showInDebugSidebar(RED: NodeAPI, node: Node, topic: string, value: unknown): void {
  const comms = (RED as unknown as { comms: { publish(channel: string, data: object): void } }).comms;
  const encoded: object = RED.util.encodeObject({ msg: value }, { maxLength: 5000 });
  comms.publish('debug', { id: node.id, z: node.z, path: node.z, name: node.name ?? node.type, topic, ...encoded, _alias: undefined });
}
