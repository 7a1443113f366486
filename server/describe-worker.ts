import { toFailure } from '../lib/errors/operation-error.ts';
import type { DurableLane, LaneStatus, Leases } from '../lib/lanes/contract.ts';
import type { LeaseToken } from '../lib/model/lease-token.ts';
import type { HealthCheck } from './health-routes.ts';

/** What this worker does, as /health shows it to anybody: figures, and nothing of any message. */
export interface WorkerDescription {
  readonly engine: string;
  /** Its own lease: it lives. */
  readonly lease: LeaseToken;
  /** Of the groups of lanes and sources that it drives. */
  readonly drives: readonly LeaseToken[];
  readonly lanes: readonly LaneFigures[];
}

type LaneFigures = Pick<LaneStatus, 'leading' | 'waiting' | 'inFlight' | 'parked' | 'full'> & { readonly lane: string; readonly paused: boolean; readonly circuit: LaneStatus['circuit']['state'] };

export function describeWorker(engine: string, leases: Leases, lanes: Iterable<DurableLane>): WorkerDescription {
  return { engine, lease: leases.worker(), drives: drivenBy(leases), lanes: [...lanes].map(figuresOf) };
}

function figuresOf(lane: DurableLane): LaneFigures {
  const { leading, waiting, inFlight, parked, full, paused, circuit } = lane.status();
  return { ...{ lane: lane.name, leading, waiting, inFlight, parked, full }, paused: paused !== null, circuit: circuit.state };
}

const drivenBy = (leases: Leases): readonly LeaseToken[] => leases.held().filter(({ lease }) => lease !== leases.worker().lease);

export function checkLease(leases: Leases): HealthCheck {
  try {
    leases.check(leases.worker());
  } catch (error) {
    return { name: 'leases', ok: false, says: toFailure(error).message };
  }
  const driven = drivenBy(leases).map(({ lease }) => lease).join(', ');
  return { name: 'leases', ok: true, says: driven === '' ? 'this worker stands by' : `this worker drives ${driven}` };
}
