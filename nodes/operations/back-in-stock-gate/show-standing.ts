import type { NodeState } from '../../runtime/node-status.ts';

export interface GateStanding {
  readonly leading: boolean;
  /** A feed is stale that something waits for. */
  readonly stale: boolean;
  readonly waiting: number;
  readonly back: number;
}

/** Text and state under the node; `text` names a text of its catalogue. Figures that have no room together are not shown together. */
export function showStanding({ leading, stale, waiting, back }: GateStanding): { readonly state: NodeState; readonly text: 'standby' | 'stale' | 'counts' | 'waiting' } {
  if (!leading) return { state: 'waiting', text: 'standby' };
  if (stale) return { state: 'waiting', text: 'stale' };
  return { state: 'good', text: `${waiting}${back}`.length <= 3 ? 'counts' : 'waiting' };
}
