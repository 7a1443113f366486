import { strict as assert } from 'node:assert';
import { checkAllocations, checkPolicy } from '../../../../lib/operations/stock/check-policy.ts';
import { atsPolicy, buffer } from './positions.ts';

describe('a stock policy', () => {
  it('is told when it would show nothing or not what was meant', () => {
    assert.deepEqual(checkPolicy(atsPolicy()), []);
    const found = checkPolicy(atsPolicy({
      formula: 'custom',
      locations: { mode: 'only', codes: [] },
      labels: { mode: 'only', codes: [] },
      workInProgress: { include: 'groups', groups: [], horizonDays: 60, capPercent: 80, capUnits: null },
      stale: { lateAfterMinutes: 10, staleAfterMinutes: 5, then: 'zero' },
      buffer: buffer({ groups: [{ group: 'hot', fixed: 1, percent: 0 }, { group: 'hot', fixed: 2, percent: 0 }] }),
    }));
    assert.deepEqual(found.map((sentence) => /formula|location|label|group is named|stale|twice/.exec(sentence)?.[0]), ['formula', 'location', 'label', 'group is named', 'stale', 'twice']);
  });

  it('is told together with others when they may sell more than there is', () => {
    assert.equal(checkAllocations([{ channel: 'a', allocationPercent: 33.3 }, { channel: 'b', allocationPercent: 66.7 }]), null);
    assert.match(checkAllocations([{ channel: 'a', allocationPercent: 50 }, { channel: 'b', allocationPercent: 50.01 }]) ?? '', /100\.01 %.*a 50 %, b 50\.01 %/);
  });
});
