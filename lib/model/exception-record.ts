import Type from 'typebox';

export const ExceptionState = Type.Union([
  Type.Literal('open'),
  Type.Literal('assigned'),
  Type.Literal('replaying'),
  Type.Literal('resolved'),
  Type.Literal('dismissed'),
]);
export type ExceptionState = Type.Static<typeof ExceptionState>;

/** One business record that waits for a person, with all that person needs. Times are ISO 8601 UTC. */
export const ExceptionRecord = Type.Object({
  id: Type.Integer(),
  state: ExceptionState,
  code: Type.String(),
  /** What it has in common with others: code, entity and the sentence without what names the record. */
  cause: Type.String(),
  owner: Type.String(),
  message: Type.String(),
  details: Type.Record(Type.String(), Type.Unknown()),
  /** Entity and business key, e.g. `sales-order` and `53`. */
  entity: Type.String(),
  key: Type.String(),
  revision: Type.String(),
  /** The node that raised it and the node a replay starts from. */
  raisedBy: Type.String(),
  resumeAt: Type.String(),
  attempts: Type.Integer(),
  /** The person who looks after it. */
  assignedTo: Type.Union([Type.String(), Type.Null()]),
  /** When a person corrected its message. */
  editedAt: Type.Union([Type.String(), Type.Null()]),
  firstSeenAt: Type.String(),
  lastSeenAt: Type.String(),
  closedAt: Type.Union([Type.String(), Type.Null()]),
  closedBy: Type.Union([Type.String(), Type.Null()]),
  closeReason: Type.Union([Type.String(), Type.Null()]),
});
export type ExceptionRecord = Type.Static<typeof ExceptionRecord>;
