import type { CanonicalMessage, Envelope } from '../model/envelope.ts';
import type { ExceptionRow } from '../store/contract/exception-table.ts';

/** Where a replay of an exception starts: the lane that holds the message, or the source that can fetch its record. */
export type ResumePoint = { readonly kind: 'lane' | 'node'; readonly name: string };

export function resumePointOf({ lane, source }: Envelope): string {
  return lane ? `lane:${lane.lane}` : `node:${source.node}`;
}

export function readResumePoint(text: string): ResumePoint {
  return text.startsWith('lane:') ? { kind: 'lane', name: text.slice(5) } : { kind: 'node', name: text.replace(/^node:/, '') };
}

/** Where this one starts: what a lane holds is sent again, but a message that is damaged there is fetched afresh, unless a person has put it right. */
export function replayStart({ code, editedAt, resumeAt, message }: ExceptionRow): ResumePoint {
  if (code !== 'MESSAGE_DAMAGED' || editedAt !== null) return readResumePoint(resumeAt);
  return { kind: 'node', name: (JSON.parse(message) as CanonicalMessage).selvedge.source.node };
}
