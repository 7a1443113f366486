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
  /** Under which it is claimed. */
  lease: string | null;
  fence: number | null;
  last_error: string | null;
  last_code: string | null;
  /** Length of the message in UTF-8, and a CRC-32 of what must not change behind our back. */
  bytes: number;
  checksum: number;
  settled_at: number | null;
  outcome: string | null;
  /** What the timeline says of its outcome. */
  note: string | null;
}

interface EffectRow {
  destination: string;
  operation: string;
  key: string;
  revision: string;
  state: 'claimed' | 'unknown' | 'confirmed';
  lease: string;
  fence: number;
  fingerprint: string;
  result: string | null;
  claimed_at: number;
  settled_at: number | null;
}

interface ExceptionRow {
  id: Generated<number>;
  state: 'open' | 'assigned' | 'replaying' | 'resolved' | 'dismissed';
  code: string;
  cause: string;
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
  assigned_to: string | null;
  edited_at: number | null;
  batch: number | null;
  replay_lease: string | null;
  replay_fence: number | null;
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

interface LaneControlRow {
  lane: string;
  paused_at: number | null;
  paused_by: string | null;
  pause_reason: string | null;
  entries: number;
  bytes: number;
  oldest_at: number | null;
  status: string;
  reported_at: number;
  reported_by: string;
}

interface ReplayBatchRow {
  id: Generated<number>;
  cause: string;
  started_by: string;
  lease: string;
  fence: number;
  state: 'canary' | 'running' | 'done' | 'stopped';
  canary: number;
  total: number;
  succeeded: number;
  failed: number;
  reason: string | null;
  started_at: number;
  ended_at: number | null;
}

interface DemandTableRow {
  channel: string;
  order_key: string;
  sku_code: string;
  units: number;
  ordered_at: number;
  erp_at: number | null;
  /** When it was noted, changed or imported last. */
  changed_at: number;
}

interface FeedCycleTableRow {
  feed: string;
  cycle: string;
  mode: 'full' | 'delta';
  sequence: number;
  as_of: number;
  completed_at: number;
  next_expected_at: number | null;
  read_at: number;
  published_at: number | null;
  records: number;
  changed: number;
}

/** The tables as the database has them; the contracts of lib/store/contract are what the rest of the kit sees. */
export interface Database {
  lane_entry: LaneEntryRow;
  effect: EffectRow;
  exception: ExceptionRow;
  timeline: TimelineRow;
  audit: AuditRow;
  feed_run: FeedRunRow;
  lease: { lease: string; fence: number; owner: string; expires_at: number };
  lane_control: LaneControlRow;
  replay_batch: ReplayBatchRow;
  demand: DemandTableRow;
  feed_cycle: FeedCycleTableRow;
  cursor: { feed: string; position: string; updated_at: number };
  order_state: { system: string; key: string; revision: string; state: string; updated_at: number };
  reference: { entity: string; system: string; remote_id: string; key: string; data: string; updated_at: number };
  snapshot: { feed: string; key: string; hash: string; updated_at: number };
}
