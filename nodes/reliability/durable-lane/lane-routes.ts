import type { Request } from 'express';
import type { NodeAPI } from 'node-red';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { DurableLane } from '../../../lib/lanes/contract.ts';
import { adminRoute, whoIs } from '../../runtime/admin-routes.ts';
import type { KitServices } from '../../runtime/services.ts';

/** Shows all lanes of the client; pauses, resumes and probes them: for forms and for scripts. */
export function registerLaneRoutes(RED: NodeAPI): void {
  adminRoute(RED, 'get', 'lanes', 'selvedge.read', (_request, services) => listLanes(services));
  adminRoute(RED, 'post', 'lanes/:name/pause', 'selvedge.write', async (request, services) => {
    const { reason } = (request.body ?? {}) as { reason?: unknown };
    if (typeof reason !== 'string' || reason.trim() === '') throw new OperationError('PAYLOAD_INVALID', 'Say why the lane is paused.');
    const lane = laneOf(request, services);
    await lane.pause(whoIs(request), reason.trim());
    return lane.status();
  });
  adminRoute(RED, 'post', 'lanes/:name/resume', 'selvedge.write', async (request, services) => {
    const lane = laneOf(request, services);
    await lane.resume(whoIs(request));
    return lane.status();
  });
  adminRoute(RED, 'post', 'lanes/:name/probe', 'selvedge.write', (request, services) => {
    const lane = laneOf(request, services);
    lane.probe();
    return Promise.resolve(lane.status());
  });
}

function laneOf(request: Request, { lanes }: KitServices): DurableLane {
  const name = request.params['name'] ?? '';
  const lane = lanes.get(name);
  if (!lane) throw new OperationError('LANE_MISSING', `There is no lane "${name}" in the deployed flows.`, { details: { lane: name } });
  return lane;
}

/** Those of the deployed flows, and those that only the database still knows: they may hold messages. */
async function listLanes({ lanes, flows, store }: KitServices): Promise<object> {
  const controls = new Map((await store.read.laneControls.list()).map((row) => [row.lane, row]));
  const leases = new Map((await store.read.leases.list()).map((row) => [row.lease, row]));
  const names = [...new Set([...lanes.keys(), ...controls.keys()])].sort();
  return {
    lanes: names.map((name) => {
      const [lane, control] = [lanes.get(name), controls.get(name)];
      const lease = flows.graph().leaseOfLane(name);
      const row = lease === null ? undefined : leases.get(lease);
      return {
        name,
        deployed: lane !== undefined,
        status: lane?.status() ?? null,
        inFlight: lane?.inFlight() ?? [],
        lease,
        leader: row?.inForce ? row.owner : null,
        control: control ? { ...control, status: readStatus(control.status) } : null,
      };
    }),
  };
}

/** What its leader last said of it. */
function readStatus(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
