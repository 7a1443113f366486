import assert from 'node:assert/strict';
import { bridgeNodeRedLog } from '../../server/bridge-node-red-log.ts';
import { createLog } from '../../server/create-log.ts';

describe('log', () => {
  const settings = { logLevel: 'debug', clientVariables: { SHOP_URL: 'https://shop.example.com', SHOP_KEY: 'ck_a"b+c/d', PIN_TOKEN: '1' }, credentialSecret: 'correct horse', database: { engine: 'postgres', url: 'postgres://kit:hunter%2B22@db/kit', schema: 'selvedge_north' } } as const;
  let lines: string[];
  const open = (isTTY = false) => createLog(settings, { write: (line) => lines.push(line), isTTY });
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
  beforeEach(() => (lines = []));

  it('hides fields that hold secrets, three levels deep', () => {
    open().info({ password: 'a', request: { headers: { authorization: 'b', 'x-api-key': 'c', accept: 'd' } }, call: { token: 'e' } }, 'call');
    assert(!/"[abce]"/.test(lines[0] ?? ''), lines[0]);
    assert.deepEqual(last()['request'], { headers: { authorization: '[redacted]', 'x-api-key': '[redacted]', accept: 'd' } });
  });

  it('hides the values of the client’s secrets wherever they stand, also inside an address', () => {
    const log = open();
    log.warn({ url: 'https://shop.example.com/?key=ck_a%22b%2Bc%2Fd' }, 'refused with ck_a"b+c/d and correct horse');
    assert.equal(last()['msg'], 'refused with [redacted] and [redacted]');
    assert.equal(last()['url'], 'https://shop.example.com/?key=[redacted]');
  });

  it('hides the password of the database', () => {
    open().error({ address: 'postgres://kit:hunter%2B22@db/kit' }, 'refused for hunter+22');
    assert.deepEqual([last()['address'], last()['msg']], ['postgres://kit:[redacted]@db/kit', 'refused for [redacted]']);
  });

  it('leaves short values alone, which would blank out every second word', () => {
    open().info({}, 'order 1');
    assert.equal(last()['msg'], 'order 1');
  });

  it('is short and on one line on a terminal', () => {
    open(true).error({ account: 'shop', tries: 3 }, 'no answer\n  at all');
    assert.match(lines[0] ?? '', /^\d\d:\d\d:\d\d error no answer at all account=shop tries=3\n$/);
  });

  it('takes over what Node-RED says, with its level and its node', () => {
    const handle = bridgeNodeRedLog(open())();
    handle({ level: 20, msg: new Error('the flow stopped'), type: 'function', id: 'n1', name: 'add VAT' });
    assert.deepEqual([last()['level'], last()['msg'], last()['node'], last()['type']], ['error', 'the flow stopped', 'add VAT', 'function']);
    handle({ level: 30, msg: { odd: true } });
    assert.deepEqual([last()['level'], last()['msg']], ['warn', '{ odd: true }']);
    handle({ level: 99, msg: 'a metric' });
    assert.equal(lines.length, 2);
  });
});
