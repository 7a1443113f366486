import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { toFailure } from '../../../lib/errors/operation-error.ts';
import type { Settlement } from '../../../lib/lanes/contract.ts';
import type { KitServices } from '../../runtime/services.ts';
import { openServices } from '../../runtime/services.ts';
import { showState } from '../../runtime/node-status.ts';
import { readConfig } from '../../runtime/read-config.ts';
import { setUpNode } from '../../runtime/set-up-node.ts';
import { recordEnd } from '../../runtime/track-delivery.ts';
import { definition, ExceptionQueueConfig } from './exception-queue.definition.ts';
import { registerExceptionRoutes } from './exception-routes.ts';
import { readFailedMessage, type FailedMessage } from './failed-message.ts';
import { toExceptionRecord } from './to-exception-record.ts';

export default function register(RED: NodeAPI): void {
  registerExceptionRoutes(RED);
  RED.nodes.registerType(definition.type, function (this: Node, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    setUpNode(RED, this, async (services, life) => {
      const show = async (): Promise<void> => {
        const open = (await services.store.read.exceptions.openCount()).reduce((sum, { count }) => sum + count, 0);
        if (life.closed.aborted) return;
        showState(this, open > 0 ? 'needs-person' : 'good', RED._(`exception-queue.status.${open > 0 ? 'open' : 'none'}`, { count: open }));
      };
      const refresh = (): void => void show().catch((error: unknown) => services.log.warn({ err: error }, 'open exceptions could not be counted'));
      life.onClose(services.desk.onChange(refresh));
      await show();
    });
    // Takes every message, also one whose payload no port would accept: that is what it is for.
    this.on('input', (msg, send, done) => {
      void openServices(RED)
        .then(async (services) => {
          const config = readConfig(ExceptionQueueConfig, raw, 'Exception queue');
          const failed = readFailedMessage(msg, this.id);
          if (failed.message.selvedge.dryRun) {
            recordEnd(failed.message.selvedge.trace, { kind: 'shown', note: `${failed.failure.code}: ${failed.failure.message}` });
          } else if (config.action === 'close') {
            await end(services, failed, config.reason || 'ended by the flow');
          } else {
            await park(services, failed, send);
          }
          done();
        })
        .catch((error: unknown) => done(error instanceof Error ? error : new Error(String(error))));
    });
  });
}

async function park({ desk }: KitServices, failed: FailedMessage, send: (message: NodeMessage) => void): Promise<void> {
  const { trace } = failed.message.selvedge;
  try {
    const row = await desk.park(failed);
    recordEnd(trace, { kind: 'parked', note: row.text });
    send({ ...failed.message, topic: 'exception', payload: toExceptionRecord(row) });
  } catch (error) {
    if (toFailure(error).code !== 'LEASE_LOST') throw error;
    recordEnd(trace, { kind: 'interrupted', note: 'another worker has taken over' });
  }
}

async function end({ lanes, store, clock }: KitServices, { message, failure }: FailedMessage, reason: string): Promise<void> {
  const { key, revision, trace, lane } = message.selvedge;
  const settlement: Settlement = { kind: 'skipped', reason };
  if (lane) await lanes.get(lane.lane)?.settle(message.selvedge, settlement);
  else {
    const text = failure.code === 'UNCLASSIFIED' ? reason : `${reason} (${failure.code}: ${failure.message})`;
    await store.write((tables) => tables.timeline.record([{ entity: message.topic, key, at: clock.now(), system: 'selvedge', kind: 'skipped', text, revision }]));
  }
  recordEnd(trace, { kind: 'skipped', note: reason });
}
