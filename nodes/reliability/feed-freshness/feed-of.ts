import type { NodeAPI } from 'node-red';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { BluecherryAccountNode } from '../../bluecherry/bluecherry-account/bluecherry-account.ts';
import { accountOf } from '../../runtime/account-of.ts';
import type { FeedFreshnessConfig } from './feed-freshness.definition.ts';

export interface NamedFeed {
  readonly feed: string;
  /** As people call it. */
  readonly title: string;
  /** In which its readers think; undefined: that of the host. */
  readonly timeZone: string | undefined;
}

const titles = { inventory: 'Stock', orders: 'Orders', skus: 'SKUs' } as const;

/**
 * The feed that is chosen in the form.
 * @throws CONFIGURATION_INVALID without an account or a name
 */
export function feedOf(RED: NodeAPI, { watch, account, feed }: FeedFreshnessConfig): NamedFeed {
  if (watch === 'other') {
    const name = feed.trim();
    if (name === '') throw new OperationError('CONFIGURATION_INVALID', 'Name the feed to watch, as it stands at /selvedge/feeds.');
    return { feed: name, title: `Feed ${name}`, timeZone: undefined };
  }
  const chosen = accountOf<BluecherryAccountNode>(RED, account, 'bluecherry-account');
  const system = chosen.system();
  return { feed: `${system}:${watch}`, title: `${titles[watch]} of ${system}`, timeZone: chosen.timeZone() };
}
