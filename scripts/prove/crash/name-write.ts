/** What a change of a lane entry's or an effect's state is called. */
const states: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  lane_entry: { claimed: 'claim', settled: 'settle', parked: 'park', waiting: 'postpone' },
  effect: { claimed: 'effect claimed again', confirmed: 'effect confirmed', unknown: 'effect unknown' },
};
const inserted: Readonly<Record<string, string>> = { lane_entry: 'journal', effect: 'effect claimed' };
const plain: Readonly<Record<string, string>> = {
  cursor: 'cursor',
  exception: 'exception',
  feed_run: 'feed run',
  lane_control: 'lane report',
  lease: 'lease',
  reference: 'reference',
  replay_batch: 'replay batch',
  snapshot: 'cursor',
};

const write = /\b(insert into|update|delete from|create table)(?: if not exists)? (?:"\w+"\.)?"(\w+)"/gi;
const stateSet = /"state" = (\?|\$(\d+)|'(\w+)')/;

/** Names what a statement writes, by its tables: as a reader of the SQL sees it, whoever made it. None: it writes nothing. */
export function nameWrites(text: string, parameters: readonly unknown[]): readonly string[] {
  // The host's own look whether the disk takes writes.
  if (parameters.includes('selvedge:health')) return [];
  return [...text.matchAll(write)].flatMap(([, verb = '', table = '']) => {
    switch (verb.toLowerCase()) {
      case 'create table':
        return ['schema'];
      case 'insert into':
        return inserted[table] ?? plain[table] ?? [];
      case 'delete from':
        return table === 'effect' ? ['effect abandoned'] : [];
      default:
        return plain[table] ?? states[table]?.[newState(text, parameters)] ?? [];
    }
  });
}

function newState(text: string, parameters: readonly unknown[]): string {
  // What stands before that are conditions.
  const changes = text.search(/\bset "/i);
  const found = stateSet.exec(text.slice(changes));
  const [, value = '', numbered, literal] = found ?? [];
  if (literal !== undefined) return literal;
  if (value === '') return '';
  const before = text.slice(0, changes + (found?.index ?? 0));
  const position = numbered === undefined ? before.split('?').length - 1 : Number(numbered) - 1;
  return String(parameters[position]);
}
