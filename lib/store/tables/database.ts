import type { Generated } from 'kysely';

interface LaneEntryRow {
  id: Generated<number>;
  lane: string;
  entity: string;
  key: string;
  revision: string;
  message: string;
  priority: number;
  due_at: number;
  created_at: number;
  state: 'waiting' | 'claimed' | 'parked' | 'settled';
  /** 1 for the oldest unsettled entry of its key in its lane, which alone may be claimed; else 0. */
  head: number;
  attempts: Generated<number>;
  owner: string | null;
  last_error: string | null;
  settled_at: number | null;
  outcome: string | null;
}

interface EffectRow {
  destination: string;
  operation: string;
  key: string;
  revision: string;
  state: 'claimed' | 'unknown' | 'confirmed';
  owner: string;
  fingerprint: string;
  result: string | null;
  claimed_at: number;
  settled_at: number | null;
}

interface ExceptionRow {
  id: Generated<number>;
  state: 'open' | 'replaying' | 'resolved' | 'dismissed';
  code: string;
  owner: string;
  text: string;
  details: string;
  entity: string;
  key: string;
  revision: string;
  raised_by: string;
  resume_at: string;
  lane_entry: number | null;
  message: string;
  attempts: number;
  first_seen_at: number;
  last_seen_at: number;
  closed_at: number | null;
  closed_by: string | null;
  close_reason: string | null;
}

interface TimelineRow {
  id: Generated<number>;
  entity: string;
  key: string;
  at: number;
  system: string;
  kind: string;
  text: string;
  revision: string;
}

interface AuditRow {
  id: Generated<number>;
  at: number;
  who: string;
  action: string;
  subject: string;
  before: string | null;
  after: string | null;
}

interface FeedRunRow {
  id: Generated<number>;
  feed: string;
  started_at: number;
  ended_at: number;
  outcome: 'good' | 'failed';
  read_count: number;
  emitted_count: number;
  cycle: string | null;
  failure: string | null;
}

/** The tables as the database has them; the contracts of lib/store/contract are what the rest of the kit sees. */
export interface Database {
  lane_entry: LaneEntryRow;
  effect: EffectRow;
  exception: ExceptionRow;
  timeline: TimelineRow;
  audit: AuditRow;
  feed_run: FeedRunRow;
  cursor: { feed: string; position: string; updated_at: number };
  order_state: { system: string; key: string; revision: string; state: string; updated_at: number };
  reference: { entity: string; system: string; remote_id: string; key: string; data: string; updated_at: number };
  snapshot: { feed: string; key: string; hash: string; updated_at: number };
}
