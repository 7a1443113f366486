import { strict as assert } from 'node:assert';
import { verifyCycle, type ReadCycle, type StatedCycle } from '../../../../lib/operations/stock/verify-cycle.ts';

const stated: StatedCycle = { cycleId: 'INV-1', mode: 'full', recordCount: 100, checksum: 'sha256:ab' };
const read: ReadCycle = { count: 100, checksum: () => 'sha256:ab', superseded: false, dropped: { skus: 0, of: 50, units: 0, ofUnits: 1000 } };
const verdict = (parts: Partial<ReadCycle>, of: Partial<StatedCycle> = {}, accepted: string | null = null): string => {
  const judged = verifyCycle({ ...stated, ...of }, { ...read, ...parts }, 20, accepted);
  return judged.accepted ? 'accepted' : `${judged.then}: ${judged.why}`;
};

describe('a cycle that was read', () => {
  it('is accepted when it is whole', () => {
    assert.equal(verdict({}), 'accepted');
    assert.equal(verdict({}, { checksum: ' SHA256:AB ' }), 'accepted');
  });

  it('is read again when lines are missing, the checksum differs or a newer cycle came', () => {
    assert.equal(verdict({ count: 99 }), 'read-again: record-count');
    assert.equal(verdict({ count: 101 }), 'read-again: record-count');
    assert.equal(verdict({ checksum: () => 'sha256:cd' }), 'read-again: checksum');
    assert.equal(verdict({ superseded: true, count: 40 }), 'read-again: superseded');
  });

  it('is not asked for what its feed does not state, and a checksum nobody needs is not worked out', () => {
    const never = (): string => assert.fail('worked out');
    assert.equal(verdict({ count: 7, checksum: never }, { recordCount: null, checksum: null }), 'accepted');
  });

  it('raises an alarm rather than emptying the shop', () => {
    assert.equal(verdict({ dropped: { skus: 10, of: 50 } }), 'accepted');
    assert.equal(verdict({ dropped: { skus: 11, of: 50 } }), 'alarm: drop');
    assert.equal(verdict({ dropped: { skus: 0, of: 50, units: 201, ofUnits: 1000 } }), 'alarm: drop');
    assert.equal(verdict({ dropped: { skus: 0, of: 0, units: 0, ofUnits: 0 } }), 'accepted');
  });

  it('is taken over after all when a person has confirmed just this one', () => {
    assert.equal(verdict({ dropped: { skus: 50, of: 50 } }, {}, 'INV-1'), 'accepted');
    assert.equal(verdict({ dropped: { skus: 50, of: 50 } }, {}, 'INV-0'), 'alarm: drop');
    assert.equal(verdict({ dropped: { skus: 50, of: 50 }, count: 3 }, {}, 'INV-1'), 'read-again: record-count');
  });

  it('is refused in words that say what would have happened', () => {
    const judged = verifyCycle(stated, { ...read, dropped: { skus: 48, of: 50 } }, 20, null);
    assert.match(judged.accepted ? '' : judged.sentence, /INV-1 would take away 48 of 50 SKUs with stock, more than 20 %/);
  });
});
