import assert from 'node:assert/strict';
import { askedDelay, retryDelay } from '../../../lib/lanes/retry-delay.ts';

describe('the delay before the next attempt', () => {
  const options = { retryDelaysMs: [1000, 60_000, 600_000] };

  it('follows the schedule and repeats its last delay', () => {
    assert.deepEqual([1, 2, 3, 4, 99].map((attempt) => retryDelay(options, attempt, () => 0)), [1000, 60_000, 600_000, 600_000, 600_000]);
  });

  it('is spread over a quarter more, never less', () => {
    assert.equal(retryDelay(options, 2, () => 0.999_999), 75_000);
    assert.equal(retryDelay(options, 2, () => 0.5), 67_500);
  });

  it('is none where the schedule is empty', () => assert.equal(retryDelay({ retryDelaysMs: [] }, 1, () => 1), 0));

  it('is what the remote system asked for, within reason', () => {
    assert.deepEqual([undefined, 0, 1500.2, -1, Number.NaN, Infinity].map(askedDelay), [undefined, 0, 1501, undefined, undefined, undefined]);
    assert.equal(askedDelay(10 * 365 * 86_400_000), 86_400_000);
  });
});
