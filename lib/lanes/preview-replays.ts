import { OperationError, toFailure } from '../errors/operation-error.ts';
import { isEntityName } from '../model/check-payload.ts';
import type { CanonicalMessage } from '../model/envelope.ts';
import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { Clock, DestinationView, PreviewReport, ReplayPreview } from './contract.ts';
import type { DeployedPlaces, Destination } from './deployed-places.ts';
import { readResumePoint } from './resume-point.ts';

export const previewLimit = 500;
const messagesPerQuestion = 100;
/** A source is asked record by record. What it has not answered within this time stays open. */
const patienceMs = 15_000;
const questionsAtOnce = 4;

/** Asks destinations and sources what sending these again would do there. Changes nothing. */
export async function previewReplays(rows: readonly ExceptionRow[], places: DeployedPlaces, clock: Clock): Promise<PreviewReport> {
  const messages = new Map(rows.map((row) => [row.id, JSON.parse(row.message) as CanonicalMessage]));
  const [views, changes] = await Promise.all([askDestinations(rows, messages, places), askSources(rows, messages, places, clock)]);
  const items = rows.map(({ id, key }): ReplayPreview => ({ exception: id, key, destination: views.get(id) ?? noDestination, changedAtSource: changes.get(id) ?? null }));
  const count = (is: (item: ReplayPreview) => boolean): number => items.filter(is).length;
  return {
    items,
    new: count(({ destination }) => destination.state === 'new'),
    there: count(({ destination }) => destination.state === 'there'),
    changed: count(({ destination, changedAtSource }) => changedAtSource === true || (destination.state === 'there' && destination.sameContent === false)),
    unknown: count(({ destination }) => destination.state === 'unknown'),
  };
}

/** @throws PAYLOAD_INVALID */
export function checkPreviewSize(count: number): void {
  if (count <= previewLimit) return;
  throw new OperationError('PAYLOAD_INVALID', `A preview asks about ${previewLimit} exceptions at most, not ${count}: choose fewer.`, { details: { chosen: count, most: previewLimit } });
}

const noDestination: DestinationView = { state: 'unknown', why: 'No destination that can be asked is deployed behind it.' };

async function askDestinations(rows: readonly ExceptionRow[], messages: ReadonlyMap<number, CanonicalMessage>, { destinations }: DeployedPlaces): Promise<ReadonlyMap<number, DestinationView>> {
  const served = Map.groupBy(rows.filter(({ entity }) => isEntityName(entity)), ({ resumeAt }) => destinationOf(resumeAt, [...destinations.values()]));
  const views = new Map<number, DestinationView>();
  for (const [destination, its] of served) {
    if (!destination) continue;
    for (let from = 0; from < its.length; from += messagesPerQuestion) {
      const some = its.slice(from, from + messagesPerQuestion);
      const answers = await ask(destination, some.flatMap(({ id }) => messages.get(id) ?? []));
      some.forEach(({ id }, index) => views.set(id, answers[index] ?? { state: 'unknown', why: 'The destination did not answer for it.' }));
    }
  }
  return views;
}

function destinationOf(resumeAt: string, destinations: readonly Destination[]): Destination | undefined {
  const { kind, name } = readResumePoint(resumeAt);
  return destinations.find(({ reaches }) => reaches().has(kind === 'lane' ? `lane:${name}` : name));
}

async function ask({ lookup }: Destination, messages: readonly CanonicalMessage[]): Promise<readonly DestinationView[]> {
  try {
    return await lookup(messages);
  } catch (error) {
    const { code, message } = toFailure(error);
    return messages.map(() => ({ state: 'unknown', why: `${code}: ${message}` }));
  }
}

async function askSources(rows: readonly ExceptionRow[], messages: ReadonlyMap<number, CanonicalMessage>, { sources }: DeployedPlaces, clock: Clock): Promise<ReadonlyMap<number, boolean>> {
  const changes = new Map<number, boolean>();
  const end = clock.now() + patienceMs;
  const left = [...rows];
  const work = async (): Promise<void> => {
    for (let row = left.shift(); row && clock.now() < end; row = left.shift()) {
      const source = sources.get(messages.get(row.id)?.selvedge.source.node ?? '');
      if (!source) continue;
      try {
        changes.set(row.id, (await source.revisionOf(row.key)) !== row.revision);
      } catch {
        // Not known: the preview says nothing about it, and the replay will meet the source again.
      }
    }
  };
  await Promise.all(Array.from({ length: questionsAtOnce }, work));
  return changes;
}
