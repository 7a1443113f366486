import type { LaneStatus } from '../../../lib/lanes/contract.ts';
import type { NodeState } from '../../runtime/node-status.ts';

interface Shown {
  readonly state: NodeState;
  /** Under the node's `status` in its catalogue. */
  readonly text: string;
  readonly count: number;
}

/** The one thing about a lane that a person should see first. */
export function showLane(status: LaneStatus): Shown {
  const { waiting, inFlight, parked, circuit } = status;
  const show = (state: NodeState, text: string, count = 0): Shown => ({ state, text, count });
  if (!status.running) return inFlight > 0 ? show('waiting', 'draining', inFlight) : show('broken', 'notRunning');
  if (status.paused) return show('needs-person', 'paused', waiting);
  if (!status.leading) return show('waiting', 'standby');
  if (circuit.state === 'open') return show('broken', 'circuitOpen');
  if (circuit.state === 'probing') return show('broken', 'probing');
  if (status.full) return show('needs-person', 'full', waiting);
  if (inFlight > 0) return show('waiting', 'flight', inFlight);
  if (waiting > 0) return show('waiting', 'depth', waiting);
  if (parked > 0) return show('needs-person', 'parked', parked);
  return show('good', 'idle');
}
