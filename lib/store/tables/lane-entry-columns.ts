/** A row of lane_entry as its contract names the members. */
export const laneEntryColumns = [
  ...(['id', 'lane', 'entity', 'key', 'revision', 'message', 'priority', 'state', 'attempts'] as const),
  'due_at as dueAt',
  'created_at as createdAt',
] as const;
