import type { Node, NodeAPI, NodeDef } from 'node-red';
import { toFailure } from '../../../lib/errors/operation-error.ts';
import type { DurableLane } from '../../../lib/lanes/contract.ts';
import { createDurableLane } from '../../../lib/lanes/durable-lane.ts';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import { deliverTracked, droppedByDeploy, failTracked, settleLost } from '../../runtime/emit-tracked.ts';
import { followGroup } from '../../runtime/follow-group.ts';
import type { Outgoing } from '../../runtime/handle-input.ts';
import { handleInput } from '../../runtime/handle-input.ts';
import { showState } from '../../runtime/node-status.ts';
import { readConfig } from '../../runtime/read-config.ts';
import { setUpNode } from '../../runtime/set-up-node.ts';
import { recordEnd } from '../../runtime/track-delivery.ts';
import { definition, DurableLaneConfig } from './durable-lane.definition.ts';
import { laneOptions } from './lane-options.ts';
import { registerLaneRoutes } from './lane-routes.ts';
import { showLane } from './show-lane.ts';
import { watchCircuit } from './watch-circuit.ts';

export default function register(RED: NodeAPI): void {
  registerLaneRoutes(RED);
  RED.nodes.registerType(definition.type, function (this: Node, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    let lane: DurableLane | undefined;

    setUpNode(RED, this, async (services, life) => {
      const config = readConfig(DurableLaneConfig, raw, 'Durable lane');
      if (services.lanes.has(config.lane)) {
        throw new OperationError('CONFIGURATION_INVALID', `Two lanes are named "${config.lane}": each needs a name of its own.`);
      }
      const { store, clock, desk, lanes, log, drainMs } = services;
      const opened = createDurableLane(laneOptions(config), { store, clock });
      lane = opened;
      lanes.set(config.lane, opened);
      life.onClose(() => void lanes.delete(config.lane));
      life.onClose(desk.registerLane(opened));

      const conclude = (message: Outgoing, ending: Promise<unknown>): void => {
        ending.catch((error: unknown) => {
          if (toFailure(error).code !== 'LEASE_LOST') log.error({ err: error, lane: config.lane, key: message.selvedge.key }, 'a message behind the lane could not be concluded');
        });
      };
      const send = async (message: Outgoing): Promise<void> => {
        const end = await deliverTracked(services, message, life.closed, () => this.send(message));
        if (end === droppedByDeploy) await opened.settle(message.selvedge, { kind: 'released' });
        else await settleLost(services, this, message, end);
      };
      await opened.start(
        (message) => conclude(message, send(message)),
        (message, failure) => conclude(message, failTracked(services, this, message, failure, life.closed)),
      );

      let holder: LeaseToken | undefined;
      const show = (): void => {
        const { state, text, count } = showLane(opened.status());
        showState(this, state, RED._(`durable-lane.status.${text}`, { count }));
      };
      life.onClose(opened.onChange(show));
      const leave = followGroup(services, this.id, {
        gained(token) {
          holder = token;
          opened.gained(token);
        },
        lost() {
          holder = undefined;
          opened.lost();
        },
      });
      // The lease stays until what is in flight has ended: under it that is written down.
      const stop = async (): Promise<void> => {
        await opened.stop(drainMs);
        await leave();
      };
      // A stop of the host drains lanes while their destinations still work.
      life.onClose(services.sources.register({ name: `lane ${config.lane}`, stop }));
      life.onClose(stop);

      const circuit = watchCircuit({ lane: opened, nodeId: this.id, services, holder: () => holder });
      life.onClose(() => circuit.stop());
      // From a worker that does not drive the lane.
      life.onClose(
        store.signals.on((topic) => {
          if (topic === `probe:${config.lane}`) circuit.probeAsked();
        }),
      );
      const probe = (): Promise<void> => {
        circuit.probeAsked();
        opened.probe();
        return Promise.resolve();
      };
      // What a replay of LANE_CIRCUIT_OPEN does.
      life.onClose(desk.registerSource(this.id, { fetch: probe, send: probe, revisionOf: () => Promise.resolve(null) }));
      show();
    });

    handleInput<unknown>(RED, this, definition, async (message, send) => {
      if (message.selvedge.dryRun) {
        send(message);
        return;
      }
      if (!lane) throw new OperationError('LANE_MISSING', 'This lane has not been started: its status says why.');
      await lane.journal(message);
      recordEnd(message.selvedge.trace, { kind: 'journaled', note: `in lane ${lane.name}` });
    });
  });
}
