import assert from 'node:assert/strict';
import fc from 'fast-check';
import { watchDemand } from '../../nodes/bluecherry/bluecherry-in/watch-demand.ts';
import type { StockMark, StockMemory } from '../../nodes/bluecherry/bluecherry-in/stock-memory.ts';

const holder = { lease: 'account:erp', fence: 1 };

interface Note {
  readonly skuCode: string;
  readonly at: number;
}

/** The store's answer from a list of notes, in parts of a few. */
const demandOf = (notes: readonly Note[]) => ({
  changedAfter: (at: number) => Promise.resolve(notes.filter((note) => note.at > at).toSorted((one, other) => one.at - other.at)),
});

function memoryOf(marks = new Map<StockMark, string>()): StockMemory & { readonly marks: Map<StockMark, string> } {
  return {
    marks,
    get: (mark) => Promise.resolve(marks.get(mark) ?? null),
    set: (mark, value) => Promise.resolve(void marks.set(mark, value)),
  };
}

describe('what a stock feed sends on of new orders', () => {
  it('begins at its first start and leaves out what was there before', async () => {
    const memory = memoryOf();
    const follow = await watchDemand({ demand: demandOf([{ skuCode: 'OLD', at: 900_000 }, { skuCode: 'NEW', at: 1_000_001 }]), memory, now: () => 1_000_500 }, holder);
    const sent: string[] = [];
    assert.equal(await follow((skuCodes) => Promise.resolve(sent.push(...skuCodes) > 0)), true);
    assert.deepEqual(sent, ['NEW']);
  });

  it('stays where it was when it is interrupted, and goes on from where it came to after a restart', async () => {
    const memory = memoryOf(new Map([['demand', '1000000']]));
    const demand = demandOf([{ skuCode: 'A', at: 1_050_000 }]);
    const follow = await watchDemand({ demand, memory, now: () => 1_100_000 }, holder);
    assert.equal(await follow(() => Promise.resolve(false)), false);
    assert.equal(memory.marks.get('demand'), '1000000');
    const sent: string[] = [];
    const again = await watchDemand({ demand, memory, now: () => 1_100_000 }, holder);
    await again((skuCodes) => Promise.resolve(sent.push(...skuCodes) > 0));
    assert.deepEqual([sent, memory.marks.get('demand')], [['A'], '1050000']);
  });

  it('is not led astray by a clock that runs ahead', async () => {
    const memory = memoryOf(new Map([['demand', '1000000']]));
    const notes: Note[] = [{ skuCode: 'AHEAD', at: 9_000_000 }];
    let now = 1_010_000;
    const follow = await watchDemand({ demand: { changedAfter: (at: number) => demandOf(notes).changedAfter(at) }, memory, now: () => now }, holder);
    const sent: string[] = [];
    const send = (skuCodes: readonly string[]): Promise<boolean> => Promise.resolve(sent.push(...skuCodes) > 0);
    await follow(send);
    notes.push({ skuCode: 'RIGHT', at: 1_015_000 });
    now = 1_020_000;
    await follow(send);
    await follow(send);
    assert.deepEqual(sent, ['AHEAD', 'RIGHT']);
  });

  it('sends every note once, in whatever order they become visible within the overlap', async () => {
    const arrivals = fc.array(fc.record({ skuCode: fc.constantFrom('A', 'B', 'C', 'D'), late: fc.integer({ min: 0, max: 9000 }) }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(arrivals, async (made) => {
        const visible: Note[] = [];
        let now = 1_000_000;
        const follow = await watchDemand({ demand: { changedAfter: (at: number) => demandOf(latestOf(visible)).changedAfter(at) }, memory: memoryOf(), now: () => now }, holder);
        const sent: string[] = [];
        for (const [index, { skuCode, late }] of made.entries()) {
          now += 1000;
          // Times of notes of one SKU differ, as its later note takes the place of the one before.
          visible.push({ skuCode, at: now - late + index / 100 });
          const before = sent.length;
          await follow((skuCodes) => Promise.resolve(sent.push(...skuCodes) > 0));
          assert.deepEqual(sent.slice(before), [skuCode]);
          await follow(() => assert.fail('nothing is new'));
        }
      }),
      { numRuns: 50 },
    );
  });
});

const latestOf = (notes: readonly Note[]): readonly Note[] => [...new Map(notes.map((note) => [note.skuCode, note])).values()];
