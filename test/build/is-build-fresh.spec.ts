import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isBuildFresh, stampOf } from '../../scripts/build/is-build-fresh.ts';

const built = new Date('2026-03-01T12:00:00Z');
const earlier = new Date('2026-03-01T11:00:00Z');
const later = new Date('2026-03-01T13:00:00Z');

describe('freshness of the build', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'selvedge-fresh-'));
    await mkdir(path.join(root, 'lib/model'), { recursive: true });
    await mkdir(path.join(root, 'dist'));
    await writeFile(path.join(root, 'lib/model/money.ts'), '');
    await writeFile(stampOf(root), '');
    await utimes(stampOf(root), built, built);
    for (const file of ['lib/model/money.ts', 'lib/model', 'lib']) await utimes(path.join(root, file), earlier, earlier);
  });
  afterEach(() => rm(root, { recursive: true }));

  it('holds while every source is older than the last good build', () => {
    assert.equal(isBuildFresh(root), true);
  });

  it('ends with a changed source, however deep', async () => {
    await utimes(path.join(root, 'lib/model/money.ts'), later, later);
    assert.equal(isBuildFresh(root), false);
  });

  it('ends with a removed source', async () => {
    await rm(path.join(root, 'lib/model/money.ts'));
    assert.equal(isBuildFresh(root), false);
  });

  it('is not there before the first good build', async () => {
    await rm(stampOf(root));
    assert.equal(isBuildFresh(root), false);
  });
});
