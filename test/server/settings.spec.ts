import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashSync } from 'bcryptjs';
import { OperationError } from '../../lib/errors/operation-error.ts';
import { schemaOf } from '../../server/schema-of.ts';
import { readSettings } from '../../settings.ts';

describe('settings', () => {
  let dir: string;
  let flowsDir: string;
  const write = (file: string, text: string): string => {
    const full = path.join(dir, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
    return full;
  };
  const refusal = (env: Record<string, string>, argv: string[] = []): string => {
    try {
      readSettings({ CLIENT: 'north', FLOWS_DIR: flowsDir, ...env }, argv);
    } catch (error) {
      assert(error instanceof OperationError);
      assert.equal(error.code, 'SETTING_INVALID');
      return error.message;
    }
    assert.fail('these settings were accepted');
  };
  const read = (env: Record<string, string> = {}, argv: string[] = []) => readSettings({ CLIENT: 'north', FLOWS_DIR: flowsDir, ...env }, argv);

  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'settings-'));
    flowsDir = path.join(dir, 'flows');
    write('flows/north/env.example', '# try it\nSHOP_URL=http://127.0.0.1:1\nSHOP_KEY="from example"\nONLY_EXAMPLE=e\n');
    write('flows/south/env.example', '');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('has a default for everything, with this package’s own client', () => {
    const { client, host, port, sandbox, drainSeconds, logLevel, users, clientDir, dataDir, packageRoot } = readSettings({});
    assert.deepEqual([client, host, port, drainSeconds, logLevel, users], ['harbour-thread', '127.0.0.1', 1880, 10, 'info', []]);
    assert.equal(clientDir, path.join(packageRoot, 'flows', 'harbour-thread'));
    assert.equal(dataDir, path.join(packageRoot, 'data', 'harbour-thread'));
    assert.equal(typeof sandbox, 'boolean');
  });

  it('takes an empty variable for an absent one', () => {
    assert.equal(read({ PORT: '', LOG_LEVEL: '' }).port, 1880);
  });

  for (const [name, value, allowed] of [
    ['PORT', '18x', 'a whole number from 0 to 65535'],
    ['PORT', '65536', 'a whole number from 0 to 65535'],
    ['PORT', '-1', 'a whole number from 0 to 65535'],
    ['PORT', '18.5', 'a whole number from 0 to 65535'],
    ['LOG_LEVEL', 'loud', 'trace, debug, info, warn or error'],
    ['SANDBOX', 'true', 'on, off or auto'],
    ['DRAIN_SECONDS', '60', 'a whole number from 1 to 12'],
    ['HOST', 'my host', 'a host name or an IP address'],
  ] as const) {
    it(`refuses ${name}=${value} in one sentence with what is allowed`, () => {
      const sentence = refusal({ [name]: value });
      assert(sentence.startsWith(`${name} is "${value}", but must be ${allowed}`), sentence);
      assert(!sentence.includes('\n'));
    });
  }

  it('names the clients there are when CLIENT is none of them', () => {
    assert.match(refusal({ CLIENT: 'west' }), /^CLIENT is "west", .* has north, south\.$/);
    assert.match(refusal({ CLIENT: '../flows/north' }), /^CLIENT is "\.\.\/flows\/north"/);
  });

  it('refuses a folder of flows that is not there', () => {
    assert.match(refusal({ FLOWS_DIR: path.join(dir, 'nowhere') }), /^FLOWS_DIR is ".*nowhere", but must be a folder that can be read/);
  });

  describe('the database', () => {
    it('is a file of the data folder unless an address is given', () => {
      assert.deepEqual(read({ DATA_DIR: '/srv/north' }).database, { engine: 'sqlite', file: '/srv/north/selvedge.sqlite' });
      assert.deepEqual(read({ DATABASE_URL: '' }).database.engine, 'sqlite');
    });

    for (const url of ['postgres://kit:hunter2@db:5432/kit', 'postgresql://kit:hunter2@db/kit']) {
      it(`is the client’s schema at ${url.replace(/:[^:]*@.*/, ':…')}`, () => {
        assert.deepEqual(read({ DATABASE_URL: url }).database, { engine: 'postgres', url, schema: 'selvedge_north' });
      });
    }

    for (const url of ['mysql://kit:hunter2@db/kit', 'kit:hunter2@db', 'postgres//kit:hunter2@db']) {
      it(`refuses an address that is none of PostgreSQL, without repeating its password (${url.slice(0, 8)}…)`, () => {
        const sentence = refusal({ DATABASE_URL: url });
        assert.match(sentence, /^DATABASE_URL cannot be read, but must be postgres:\/\/user:password@host:5432\/database/);
        assert(!sentence.includes('hunter2'));
      });
    }

    it('refuses an address as an argument, where others could see its password', () => {
      assert.match(refusal({}, ['--database-url', 'postgres://kit@db/kit']), /cannot be read; allowed are/);
    });

    it('has a schema of its own for every client, also for those whose name PostgreSQL would change or cut', () => {
      const long = 'north-and-south-and-east-and-west-and-everything-between';
      const clients = ['north', 'North', 'north shop', 'north-shop', 'north_shop', 'Nörth', `${long}-1`, `${long}-2`];
      const schemas = clients.map(schemaOf);
      assert.equal(new Set(schemas).size, clients.length);
      for (const schema of schemas) assert.match(schema, /^[a-z_][a-z0-9_-]{0,62}$/);
      assert.equal(schemaOf('harbour-thread'), 'selvedge_harbour-thread');
    });
  });

  it('lets an argument win over its variable, and refuses one it does not know or that would show a secret', () => {
    assert.equal(read({ PORT: '1' }, ['--port', '2']).port, 2);
    assert.match(refusal({}, ['--prot', '2']), /"--prot 2" cannot be read; allowed are --client, --host, --port/);
    assert.match(refusal({}, ['--credential-secret', 'x']), /cannot be read/);
  });

  for (const host of ['127.0.0.1', '127.8.9.1', 'localhost', '::1']) {
    it(`needs no users to listen on ${host}`, () => {
      assert.equal(read({ HOST: host }).host, host);
    });
  }
  for (const host of ['0.0.0.0', '::', '192.168.1.4', 'shop.example.com', '127.0.0.1.example.com', 'localhost.example.com']) {
    it(`refuses to listen on ${host} without users`, () => {
      assert.match(refusal({ HOST: host }), /^HOST is ".*", but without users the editor may listen only on this machine/);
    });
  }

  it('listens anywhere with users, who may do everything unless the file says less', () => {
    const password = hashSync('correct horse', 4);
    const file = write('users.json', JSON.stringify([{ username: 'ann', password }, { username: 'bob', password, permissions: ['read'] }]));
    const { users, host } = read({ HOST: '0.0.0.0', USERS_FILE: file });
    assert.equal(host, '0.0.0.0');
    assert.deepEqual(users.map((user) => [user.username, user.permissions]), [['ann', '*'], ['bob', ['read']]]);
  });

  for (const [what, text] of [
    ['is not JSON', 'ann:secret'],
    ['is empty', '[]'],
    ['has a password in the clear', '[{"username":"ann","password":"secret"}]'],
  ] as const) {
    it(`refuses a users file that ${what}`, () => {
      const sentence = refusal({ USERS_FILE: write('users.json', text) });
      assert.match(sentence, /^USERS_FILE is ".*users\.json", but must be a/);
    });
  }

  it('takes client variables from the environment, then .env, then env.example, the last one only with the sandbox', () => {
    write('flows/north/.env', 'SHOP_URL=https://shop.example.com\nSHOP_KEY=from-env-file\n');
    const withSandbox = read({ SHOP_KEY: 'from-environment', SANDBOX: 'on' }).clientVariables;
    assert.deepEqual(withSandbox, { SHOP_URL: 'https://shop.example.com', SHOP_KEY: 'from-environment', ONLY_EXAMPLE: 'e' });
    const without = read({ SANDBOX: 'off' }).clientVariables;
    assert.deepEqual(without, { SHOP_URL: 'https://shop.example.com', SHOP_KEY: 'from-env-file' });
  });

  it('turns the sandbox on by itself only where the client has no values of its own', () => {
    assert.equal(read().sandbox, true);
    assert.equal(read().clientVariables['SHOP_KEY'], 'from example');
    write('flows/north/.env', '');
    assert.equal(read().sandbox, false);
  });

  it('refuses a setting of the host in a client’s file, where it would be ignored', () => {
    write('flows/north/.env', 'PORT=80\n');
    assert.match(refusal({}), /^PORT is set in .*\.env, but it belongs to the host/);
  });
});
