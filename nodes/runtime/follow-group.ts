import type { LeaseFollower } from '../../lib/lanes/contract.ts';
import type { KitServices } from './services.ts';

/**
 * Follows the lease of the group that a lane or a source belongs to, also when a deploy puts it into another group. The
 * returned function lets go of it; the follower hears nothing more then.
 */
export function followGroup({ leases, flows }: Pick<KitServices, 'leases' | 'flows'>, nodeId: string, follower: LeaseFollower): () => Promise<void> {
  const follow = (lease: string): { lease: string; leave: () => Promise<void> } => {
    let following = true;
    const unfollow = leases.follow(lease, {
      gained(holder) {
        if (following) follower.gained(holder);
      },
      lost() {
        if (following) follower.lost();
      },
    });
    return {
      lease,
      leave() {
        following = false;
        return unfollow();
      },
    };
  };
  let group = follow(flows.graph().leaseOf(nodeId));
  const unwatch = flows.onChange(() => {
    const lease = flows.graph().leaseOf(nodeId);
    if (lease === group.lease) return;
    const before = group;
    follower.lost();
    group = follow(lease);
    // Nobody waits for it: a lease that cannot be let go of ends by its time.
    before.leave().catch(() => undefined);
  });
  return () => {
    unwatch();
    return group.leave();
  };
}
