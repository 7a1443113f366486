import type { Node, NodeAPI, NodeDef } from 'node-red';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { adminRoute } from '../../runtime/admin-routes.ts';
import { emitTracked } from '../../runtime/emit-tracked.ts';
import { showState, type NodeState } from '../../runtime/node-status.ts';
import { readConfig } from '../../runtime/read-config.ts';
import type { KitServices } from '../../runtime/services.ts';
import type { MessageEnd } from '../../runtime/track-delivery.ts';
import { listSamples, readSample } from '../../runtime/samples.ts';
import { definition, TestMessageConfig } from './test-message.definition.ts';

interface TestMessageNode extends Node {
  press(services: KitServices): Promise<MessageEnd>;
}

const states: Record<MessageEnd['kind'], NodeState> = {
  journaled: 'waiting',
  done: 'good',
  skipped: 'good',
  postponed: 'waiting',
  interrupted: 'waiting',
  parked: 'needs-person',
  shown: 'good',
  lost: 'broken',
};

export default function register(RED: NodeAPI): void {
  adminRoute(RED, 'get', 'samples', 'selvedge.read', () => listSamples());
  adminRoute(RED, 'post', 'test-message/:id/press', 'selvedge.write', async (request, services) => {
    const node = RED.nodes.getNode(String(request.params['id'])) as TestMessageNode | null;
    if (node?.type !== definition.type) {
      throw new OperationError('CONFIGURATION_INVALID', 'This test message is not deployed: deploy first.');
    }
    return node.press(services);
  });
  RED.nodes.registerType(definition.type, function (this: TestMessageNode, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    const closing = new AbortController();
    this.on('close', () => closing.abort());
    this.press = async (services) => {
      const config = readConfig(TestMessageConfig, raw, 'Test message');
      const sample = await readSample(config.sample);
      showState(this, 'waiting', RED._('test-message.status.sending'));
      const end = await emitTracked(services, this, {
        topic: sample.entity,
        payload: sample.payload(services.clock.now()),
        selvedge: {
          client: services.client,
          key: sample.key,
          revision: sample.revision,
          source: { system: 'selvedge', account: 'samples', node: this.id },
          occurredAt: new Date(services.clock.now()).toISOString(),
          trace: '',
          ...(config.dryRun ? { dryRun: true } : {}),
        },
      }, closing.signal);
      const note = 'note' in end ? end.note : end.lastNode;
      showState(this, states[end.kind], end.kind === 'shown' ? RED._('test-message.status.shown') : note.slice(0, 20));
      return { ...end, note };
    };
  });
}
