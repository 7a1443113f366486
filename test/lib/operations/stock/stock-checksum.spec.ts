import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { compareStockLines, createStockChecksum, stockLineText, type KeyedStockLine } from '../../../../lib/operations/stock/stock-checksum.ts';
import { noTotals, skuPosition, stockLine } from './positions.ts';

const keyed = (parts: Partial<KeyedStockLine> = {}): KeyedStockLine => {
  const { skuCode, identity } = skuPosition([]);
  return { skuCode, identity, ...stockLine(), ...parts };
};

function checksum(lines: readonly KeyedStockLine[]): string {
  const sum = createStockChecksum();
  for (const line of lines.toSorted(compareStockLines)) sum.add(line);
  return sum.digest();
}

describe('the checksum of a cycle', () => {
  it('is over these texts', () => {
    const totalsOnly = keyed({ location: 'LA2', lot: 'B', terms: null, totals: { ...noTotals, qoh: 87, ots: -3 }, supply: [
      { availableFrom: '2026-05-01', units: 5, source: 'purchase_order' },
      { availableFrom: '2026-04-01', units: 2, source: 'in_transit' },
      { availableFrom: '2026-04-01', units: 9, source: 'cut_ticket' },
    ] });
    const texts = [
      '["01","00123","NAV","","",1,"LA2","B","MC100-NAV-XS",null,[87,null,null,null,null,null,-3,null],[["2026-04-01",9,"cut_ticket"],["2026-04-01",2,"in_transit"],["2026-05-01",5,"purchase_order"]]]',
      '["01","00123","NAV","","",1,"NJ1","","MC100-NAV-XS",[10,2,100,0,30,0,6,1,2,1,8,20,5,0,0,60],[null,null,null,null,null,null,null,null],[["2026-04-01",60,"purchase_order"]]]',
    ];
    assert.deepEqual([stockLineText(totalsOnly), stockLineText(keyed())], texts);
    assert.equal(checksum([keyed(), totalsOnly]), `sha256:${createHash('sha256').update(`${texts.join('\n')}\n`).digest('hex')}`);
  });

  it('is that of the empty text for no lines', () => {
    assert.equal(checksum([]), 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('does not depend on how many lines are hashed at once', () => {
    const many = Array.from({ length: 2_000 }, (_, index) => keyed({ lot: String(index).padStart(5, '0') }));
    assert.equal(checksum(many), `sha256:${createHash('sha256').update(many.map((line) => `${stockLineText(line)}\n`).join('')).digest('hex')}`);
  });

  it('puts lines in the order of UTF-8 bytes, sizes as numbers', () => {
    const lots = ['', ' ', 'A', 'a', 'é', '\ue000', '\u{1f455}'];
    assert.deepEqual(lots.toReversed().map((lot) => keyed({ lot })).toSorted(compareStockLines).map(({ lot }) => lot), lots);
    const sizes = [10, 9, 2].map((sizeBucket) => keyed({ identity: { ...keyed().identity, sizeBucket } }));
    assert.deepEqual(sizes.toSorted(compareStockLines).map(({ identity }) => identity.sizeBucket), [2, 9, 10]);
  });

  it('changes with every figure and not with the order of lines, of supply, or with terms that are 0', () => {
    assert.equal(checksum([keyed({ terms: { SA: 1, PK: 0 } })]), checksum([keyed({ terms: { SA: 1 } })]));
    assert.notEqual(checksum([keyed({ terms: {} })]), checksum([keyed({ terms: null })]));
    const line = fc.record({ lot: fc.constantFrom('A', 'B', 'C', 'D', 'E'), units: fc.integer() });
    fc.assert(
      fc.property(fc.uniqueArray(line, { selector: ({ lot }) => lot, minLength: 1 }), fc.nat(4), (lines, turn) => {
        const cycle = lines.map(({ lot, units }) => keyed({ lot, terms: { SA: units } }));
        assert.equal(checksum([...cycle.slice(turn), ...cycle.slice(0, turn)]), checksum(cycle));
        const [first, ...others] = cycle;
        assert.notEqual(checksum([keyed({ ...first, terms: { SA: (first?.terms?.SA ?? 0) + 1 } }), ...others]), checksum(cycle));
      }),
    );
  });
});
