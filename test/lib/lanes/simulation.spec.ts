import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mutations, type Mutation } from './simulation/mutations.ts';
import { play } from './simulation/play.ts';
import { alone, several, stopped, type Schedule } from './simulation/schedule.ts';
import { simulatedDatabase, type SimulatedDatabase } from './simulation/simulated-database.ts';

describe('lanes, ledger, leases and desk in any schedule', () => {
  let database: SimulatedDatabase;
  before(async () => (database = await simulatedDatabase()));
  after(() => database.close());

  it('one worker: nothing is lost, nothing happens twice, the order of each key holds, and all comes to rest', async function () {
    this.timeout(120_000);
    await fc.assert(fc.asyncProperty(alone, (schedule) => play(database, schedule)), { numRuns: 1500 });
  });

  it('several workers: the same', async function () {
    this.timeout(120_000);
    await fc.assert(fc.asyncProperty(several, (schedule) => play(database, schedule)), { numRuns: 600 });
  });

  it('workers that are stopped for long: the same', async function () {
    this.timeout(120_000);
    await fc.assert(fc.asyncProperty(stopped, (schedule) => play(database, schedule)), { numRuns: 400 });
  });

  for (const [what, mutation] of Object.entries(mutations)) {
    it(`would notice ${what}`, async function () {
      this.timeout(60_000);
      const found = await fc.check(fc.asyncProperty(fc.oneof(several, stopped), (schedule) => play(database, schedule, mutation)), { seed: 1, ...runsOf(mutation), endOnFailure: true });
      assert.ok(found.failed && found.counterexample);
      await play(database, found.counterexample[0]);
    });
  }
});

const runsOf = ({ example }: Mutation): { readonly numRuns: number; readonly examples: [Schedule][] } => (example ? { numRuns: 1, examples: [[example]] } : { numRuns: 600, examples: [] });
