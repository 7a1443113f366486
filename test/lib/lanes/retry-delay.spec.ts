import assert from 'node:assert/strict';
import { askedDelay, retryDelay } from '../../../lib/lanes/retry-delay.ts';

describe('the delay before the next attempt', () => {
  const options = { retryDelaysMs: [1000, 60_000, 600_000], classDelaysMs: { outage: [5000], own: [] } };
  const after = (attempt: number, retryClass?: 'outage' | 'own' | 'rate-limit') => retryDelay(options, { attempt, retryClass }, () => 0);

  it('follows the schedule and repeats its last delay', () => {
    assert.deepEqual([1, 2, 3, 4, 99].map((attempt) => after(attempt)), [1000, 60_000, 600_000, 600_000, 600_000]);
  });

  it('follows the schedule of the failure\'s class where there is one', () => {
    assert.deepEqual([after(2, 'outage'), after(2, 'rate-limit'), after(2, 'own')], [5000, 60_000, 0]);
  });

  it('is spread over a quarter more, never less', () => {
    assert.equal(retryDelay(options, { attempt: 2, retryClass: undefined }, () => 0.999_999), 75_000);
    assert.equal(retryDelay(options, { attempt: 2, retryClass: undefined }, () => 0.5), 67_500);
  });

  it('is what the remote system asked for, within reason', () => {
    assert.deepEqual([undefined, 0, 1500.2, -1, Number.NaN, Infinity].map(askedDelay), [undefined, 0, 1501, undefined, undefined, undefined]);
    assert.equal(askedDelay(10 * 365 * 86_400_000), 86_400_000);
  });
});
