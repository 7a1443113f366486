import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { gateBench, minutes, staleAfter } from './gate-bench.ts';

describe('back-in-stock-gate, whatever happens', () => {
  const bench = gateBench();

  it('tells once for each time that a SKU was out, never while the feed is stale, and nobody is forgotten', async function () {
    this.timeout(30_000);
    await bench.begin();
    const skus = Array.from({ length: 8 }, (_, n) => `SKU-${n}`);
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 45 }),
      cycle: fc.boolean(),
      page: fc.constantFrom('all', 'some', 'stale', 'none'),
      units: fc.array(fc.constantFrom(0, 0, 1, 3, 9), { minLength: skus.length, maxLength: skus.length }),
      redeploy: fc.nat(5).map((chance) => chance === 0),
    });
    let example = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
        example += 1;
        bench.feed = `bluecherry:${example}:inventory`;
        const seen: { at: number; sku: string; units: number | null }[] = [];
        const cycles: number[] = [];
        const isFresh = (at: number): boolean => at <= (cycles.findLast((read) => read <= at) ?? -Infinity) + staleAfter;
        const read = async (): Promise<void> => {
          cycles.push(bench.clock.now());
          await bench.readCycle();
        };
        const show = async (of: readonly string[], units: readonly number[], called: 'stale' | 'fresh'): Promise<void> => {
          const stale = called === 'stale' || !isFresh(bench.clock.now());
          for (const sku of of) seen.push({ at: bench.clock.now(), sku, units: stale ? null : (units[skus.indexOf(sku)] ?? 0) });
          await bench.page(of.map((sku) => bench.level(`${sku}-${example}`, units[skus.indexOf(sku)] ?? 0, { stale })));
        };
        bench.told.length = 0;
        await read();
        for (const { wait, cycle: comes, page: kind, units, redeploy: deploys } of steps) {
          if (deploys) await bench.redeploy();
          await bench.pass(wait);
          if (comes) await read();
          if (kind !== 'none') await show(kind === 'some' ? skus.slice(0, 3) : skus, units, kind === 'stale' ? 'stale' : 'fresh');
        }
        await bench.pass(1);
        await read();
        await show(skus, skus.map(() => 5), 'fresh');
        await bench.pass(32);

        for (const sku of skus) {
          const own = seen.filter((one) => one.sku === sku);
          const fresh = own.flatMap(({ at, units }) => (units === null ? [] : [{ at, units }]));
          let owed: boolean | undefined;
          const events = [...fresh, ...bench.told.filter(({ key }) => key === `${sku}-${example}@harbour-thread`).map(({ at }) => ({ at, units: undefined }))].toSorted((one, other) => one.at - other.at);
          for (const { at, units } of events) {
            if (units !== undefined) owed = units <= 0 || (owed ?? units < 3);
            else {
              assert.equal(owed, true, 'told though nobody saw it gone');
              owed = false;
              const begun = at - minutes(30);
              for (let minutesAgo = 0; minutesAgo <= 30; minutesAgo += 1) assert.ok(isFresh(at - minutes(minutesAgo)), 'told, or waited, on a stale feed');
              assert.ok((fresh.findLast((one) => one.at <= begun)?.units ?? 0) >= 3, 'told before its time');
              assert.ok(own.every((one) => one.at <= begun || one.at > at || (one.units ?? 0) >= 3), 'told though it was not there all the time');
            }
          }
          assert.equal(owed, false, 'forgotten');
        }
      }),
      { numRuns: 6 },
    );
  });
});
