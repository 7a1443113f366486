import type { Envelope } from '../model/envelope.ts';

/** Where a replay of an exception starts: the lane that holds the message, or the source that can fetch its record. */
export type ResumePoint = { readonly kind: 'lane' | 'node'; readonly name: string };

export function resumePointOf({ lane, source }: Envelope): string {
  return lane ? `lane:${lane.lane}` : `node:${source.node}`;
}

export function readResumePoint(text: string): ResumePoint {
  return text.startsWith('lane:') ? { kind: 'lane', name: text.slice(5) } : { kind: 'node', name: text.replace(/^node:/, '') };
}
