import { strict as assert } from 'node:assert';
import { chooseRead } from '../../../../lib/operations/stock/choose-read.ts';

const cycleOf = (sequence: number, mode: 'full' | 'delta' = 'delta', hour = sequence): Parameters<typeof chooseRead>[0] =>
  ({ cycleId: `INV-${sequence}-${hour}`, mode, sequence, asOf: `2026-03-01T${String(hour).padStart(2, '0')}:00:00.000Z` });
const choice = (cycle: Parameters<typeof chooseRead>[0], last: Parameters<typeof chooseRead>[1]): string => {
  const chosen = chooseRead(cycle, last);
  return 'why' in chosen ? `${chosen.read}: ${chosen.why}` : chosen.read;
};

describe('the cycle to read', () => {
  it('is a delta only on top of its direct predecessor', () => {
    assert.equal(choice(cycleOf(8), cycleOf(7)), 'cycle');
    assert.equal(choice(cycleOf(9), cycleOf(7)), 'full: sequence-gap');
    assert.equal(choice(cycleOf(1, 'delta', 9), cycleOf(7)), 'full: sequence-restarted');
    assert.equal(choice(cycleOf(7, 'delta', 9), cycleOf(7)), 'full: sequence-restarted');
    assert.equal(choice(cycleOf(8), null), 'full: nothing-read-yet');
  });

  it('may be any full one', () => {
    assert.equal(choice(cycleOf(8, 'full'), null), 'cycle');
    assert.equal(choice(cycleOf(20, 'full'), cycleOf(7)), 'cycle');
  });

  it('is none that was read already or states an older time than the last', () => {
    assert.equal(choice(cycleOf(7), cycleOf(7)), 'nothing: read-already');
    assert.equal(choice(cycleOf(8, 'full', 5), cycleOf(7)), 'nothing: older');
  });

  it('compares instants, not texts', () => {
    const last = { ...cycleOf(7), asOf: '2026-03-01T07:00:00-05:00' };
    assert.equal(choice({ ...cycleOf(8), asOf: '2026-03-01T11:59:00Z' }, last), 'nothing: older');
  });

  it('says how many cycles are missing', () => {
    const gap = chooseRead(cycleOf(10), cycleOf(7));
    assert.match('sentence' in gap ? gap.sentence : '', /INV-7-7 \(7\) and INV-10-10 \(10\) 2 cycles are missing/);
  });
});
