import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { LaneStatus } from '../../../lib/lanes/contract.ts';
import { createDurableLane } from '../../../lib/lanes/durable-lane.ts';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { settleLost } from '../../runtime/emit-tracked.ts';
import type { Outgoing } from '../../runtime/handle-input.ts';
import { handleInput } from '../../runtime/handle-input.ts';
import { showState } from '../../runtime/node-status.ts';
import { readConfig } from '../../runtime/read-config.ts';
import { setUpNode } from '../../runtime/set-up-node.ts';
import { recordEnd, trackDelivery } from '../../runtime/track-delivery.ts';
import { definition, DurableLaneConfig } from './durable-lane.definition.ts';

export default function register(RED: NodeAPI): void {
  RED.nodes.registerType(definition.type, function (this: Node, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    setUpNode(RED, this, async (services, life) => {
      const config = readConfig(DurableLaneConfig, raw, 'Durable lane');
      if (services.lanes.has(config.lane)) {
        throw new OperationError('CONFIGURATION_INVALID', `Two lanes are named "${config.lane}": each needs a name of its own.`);
      }
      const { store, clock, owner } = services;
      const lane = createDurableLane(
        {
          name: config.lane,
          order: config.order,
          concurrency: config.concurrency,
          maxAttempts: config.maxAttempts,
          retryDelaysMs: config.retryDelaysSeconds.map((seconds) => Number(seconds) * 1000),
          priority: config.priority,
        },
        { store, clock, owner },
      );
      services.lanes.set(config.lane, lane);
      life.onClose(services.desk.registerLane(lane));
      life.onClose(lane.onChange(() => showLane(lane.status())));
      // A stop of the host drains lanes while their destinations still work.
      life.onClose(services.sources.register({ name: `lane ${config.lane}`, stop: () => lane.stop(services.drainMs) }));
      life.onClose(async () => {
        await lane.stop(services.drainMs);
        services.lanes.delete(config.lane);
      });
      await lane.start((message) => {
        const outgoing = message as Outgoing;
        void trackDelivery(message.selvedge.trace, { now: clock.now(), closed: life.closed }, () => this.send(outgoing))
          .then((end) => settleLost(services, this, message, end))
          .catch((error: unknown) => services.log.error({ err: error, lane: config.lane }, 'a message behind the lane could not be concluded'));
      });
      showLane(lane.status());
    });
    handleInput<unknown>(RED, this, definition, async (message, send, services) => {
      const { lane: name } = readConfig(DurableLaneConfig, raw, 'Durable lane');
      if (message.selvedge.dryRun) {
        send(message);
        return;
      }
      const lane = services.lanes.get(name);
      if (!lane) throw new OperationError('LANE_MISSING', `Lane "${name}" has not been started.`, { details: { lane: name } });
      await lane.journal(message);
      recordEnd(message.selvedge.trace, { kind: 'journaled', note: `in lane ${name}` });
    });
    const showLane = (status: LaneStatus): void => {
      const say = (key: string, values: Record<string, number> = {}): string => RED._(`durable-lane.status.${key}`, values);
      if (!status.running) showState(this, 'broken', say('notRunning'));
      else if (status.inFlight > 0) showState(this, 'waiting', say('flight', { flight: status.inFlight }));
      else if (status.waiting > 0) showState(this, 'waiting', say('depth', { waiting: status.waiting }));
      else if (status.parked > 0) showState(this, 'needs-person', say('parked', { parked: status.parked }));
      else showState(this, 'good', say('idle'));
    };
  });
}
