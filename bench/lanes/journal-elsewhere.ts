import { benchLane } from './bench-lane.ts';
import type { DatabasePlace } from './bench-engine.ts';
import { journalAtPace, type Pace } from './measure-delays.ts';
import { openPlace } from './open-place.ts';
import { answerParent, childArgument } from './run-child.ts';
import { sampleMessages } from './sample-messages.ts';

export interface JournalElsewhere {
  readonly place: DatabasePlace;
  readonly lane: string;
  readonly pace: Pace;
}

/** Another worker: journals into a lane that this one drives. */
const { place, lane, pace } = childArgument() as JournalElsewhere;
const store = await openPlace(place);
const bench = await benchLane(store, { name: lane });
await journalAtPace(bench, await sampleMessages(`W${process.pid}`), pace);
await store.close();
await answerParent({ journaled: pace.count });
