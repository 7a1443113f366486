import { strict as assert } from 'node:assert';
import { readMappingTable } from '../../lib/operations/read-mapping-table.ts';
import { openSkuGroups } from '../../nodes/runtime/sku-groups.ts';

const tableOf = (rows: string): { read: () => Promise<ReturnType<typeof readMappingTable>> } => ({ read: () => Promise.resolve(readMappingTable('groups', `from,to,note\n${rows}`)) });
const groups = async (rows: string, skuCode: string, style: string): Promise<readonly string[]> => (await openSkuGroups(tableOf(rows), 'groups').current())(skuCode, style);

describe('groups of a SKU', () => {
  const rows = 'MC100-NAV-XS,hot  fragile,\nstyle:00123,winter fragile,\nstyle:00456,summer,\n';

  it('are its own and those of its style, each once', async () => {
    assert.deepEqual(await groups(rows, 'MC100-NAV-XS', '00123'), ['hot', 'fragile', 'winter']);
    assert.deepEqual(await groups(rows, 'TS200', '00456'), ['summer']);
    assert.deepEqual(await groups(rows, 'TS200', '00789'), []);
  });

  it('are those of everything else where neither it nor its style has a row', async () => {
    assert.deepEqual(await groups(`${rows}*,ordinary,\n`, 'TS200', '00789'), ['ordinary']);
    assert.deepEqual(await groups(`${rows}*,ordinary,\n`, 'TS200', '00456'), ['summer']);
  });

  it('are none without a table, which is not looked for then', async () => {
    const none = { read: () => Promise.reject(new Error('there is no table')) };
    assert.deepEqual((await openSkuGroups(none, '').current())('MC100-NAV-XS', '00123'), []);
  });
});
