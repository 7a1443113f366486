import assert from 'node:assert/strict';
import { isOlderRevision } from '../../../lib/model/older-revision.ts';

describe('whether a revision is older', () => {
  const cases: readonly [string, string, boolean][] = [
    ['1', '2', true],
    ['9', '10', true],
    ['2', '1', false],
    ['1', '1', false],
    ['2026-01-01T00:00:00Z~x', '2026-01-01T00:00:01Z~a', true],
    ['2026-01-01T00:00:00.500Z', '2026-01-01T00:00:01Z~a', true],
    ['2026-01-01T00:00:01Z~x', '2026-01-01T00:00:00Z~z', false],
  ];
  for (const [revision, other, older] of cases) it(`says ${older} for ${revision} beside ${other}`, () => assert.equal(isOlderRevision(revision, other), older));

  it('takes two changes of one second in the order of their arrival, whatever their hashes', () => {
    const [a, b] = ['2026-01-01T00:00:00Z~aaa', '2026-01-01T00:00:00Z~zzz'];
    assert.deepEqual([isOlderRevision(a, b), isOlderRevision(b, a)], [false, false]);
  });

  it('claims nothing of revisions that cannot be put in order', () => {
    for (const [one, other] of [['a1f', 'b2e'], ['1', 'x'], ['1', '2026-01-01T00:00:00Z'], ['', '1'], ['1'.repeat(20), '2'.repeat(20)], ['01/02/2026', '03/02/2026']] as const) {
      assert.deepEqual([isOlderRevision(one, other), isOlderRevision(other, one)], [false, false]);
    }
  });
});
