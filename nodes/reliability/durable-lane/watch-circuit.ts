import { OperationError, toFailure } from '../../../lib/errors/operation-error.ts';
import type { DurableLane, LaneStatus } from '../../../lib/lanes/contract.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { KitServices } from '../../runtime/services.ts';

export interface CircuitWatchParts {
  readonly lane: DurableLane;
  /** Of the lane's node: where a replay of the exception comes to. */
  readonly nodeId: string;
  readonly services: Pick<KitServices, 'client' | 'clock' | 'desk' | 'log'>;
  /** The lane's lease, while it is ours. */
  readonly holder: () => LeaseToken | undefined;
}

export interface CircuitWatch {
  /** A person has asked for a probe, perhaps by replaying the exception: when it fails, that one is open again. */
  probeAsked(): void;
  stop(): void;
}

/** A destination that has been away for so long does not come back by itself as a rule; a wrong key never does. */
const patienceMs = 5 * 60_000;

/** Makes an exception of a circuit that stays open, and closes it when the destination works again. Only at the worker that drives the lane. */
export function watchCircuit({ lane, nodeId, services, holder }: CircuitWatchParts): CircuitWatch {
  const { clock, desk, log } = services;
  let timer: { cancel(): void } | undefined;
  /** When the circuit opened that we have seen open, and of which one there is an exception. */
  let seen: number | null = null;
  let raised: number | null = null;
  let probe: 'none' | 'asked' | 'under way' = 'none';
  /** One may be left from before a crash: it is looked for once, when the destination has taken something. */
  let cleared = false;

  const attempt = (what: string, work: Promise<unknown>): void => {
    work.catch((error: unknown) => {
      if (toFailure(error).code !== 'LEASE_LOST') log.error({ err: error, lane: lane.name }, `the exception of an open circuit could not be ${what}`);
    });
  };
  const raise = (): void => {
    const status = lane.status();
    const token = holder();
    if (status.circuit.state === 'closed' || !token) return;
    raised = status.circuit.openedAt;
    attempt('raised', desk.park({ ...openCircuit(lane.name, status, { client: services.client, nodeId, holder: token, now: clock.now() }), raisedBy: nodeId }));
  };
  const resolve = (): void => {
    cleared = true;
    attempt('closed', desk.resolveByKey('lane', lane.name, 'The destination works again.'));
  };
  const look = (): void => {
    const { circuit, leading, settled } = lane.status();
    timer?.cancel();
    if (!leading) {
      seen = raised = null;
      return;
    }
    if (circuit.state === 'closed') {
      if (seen !== null || (!cleared && settled > 0)) resolve();
      seen = raised = null;
      probe = 'none';
      return;
    }
    seen = circuit.openedAt;
    if (probe === 'asked' && circuit.state === 'probing') probe = 'under way';
    else if (probe === 'under way' && circuit.state === 'open') {
      probe = 'none';
      raised = null;
    }
    if (raised === circuit.openedAt) return;
    const patience = circuit.code === 'CREDENTIALS_REFUSED' ? 0 : patienceMs;
    const left = (circuit.openedAt ?? 0) + patience - clock.now();
    if (left > 0) timer = clock.setTimer(look, left);
    else raise();
  };

  const forget = lane.onChange(look);
  look();
  return {
    probeAsked() {
      const { circuit, leading } = lane.status();
      if (!leading) return;
      if (circuit.state === 'closed') resolve();
      else probe = 'asked';
    },
    stop() {
      timer?.cancel();
      forget();
    },
  };
}

interface Circumstances {
  readonly client: string;
  readonly nodeId: string;
  readonly holder: LeaseToken;
  readonly now: number;
}

function openCircuit(lane: string, { circuit, waiting }: LaneStatus, { client, nodeId, holder, now }: Circumstances): { message: CanonicalMessage; failure: ReturnType<OperationError['toFailure']> } {
  const since = new Date(circuit.openedAt ?? now).toISOString();
  const code = circuit.code ?? 'UNCLASSIFIED';
  const sentence = `Lane ${lane} does not send, because its destination fails for every message. ${code}: ${circuit.message}`;
  return {
    message: {
      topic: 'lane',
      payload: { lane, code, message: circuit.message, since, waiting },
      selvedge: { client, key: lane, revision: since, source: { system: 'selvedge', account: '', node: nodeId }, occurredAt: since, trace: '', holder },
    },
    failure: new OperationError('LANE_CIRCUIT_OPEN', sentence, { details: { lane, code, since, waiting } }).toFailure(),
  };
}
