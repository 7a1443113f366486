import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { StockBench } from '../../bench/stock.ts';
import { packageRoot } from '../../lib/package-root.ts';

const run = promisify(execFile);

describe('bench: stock', () => {
  it('measures a first and a following cycle of two sizes and ends in one line of JSON', async function () {
    this.timeout(60_000);
    const size = ['--skus', '200', '--locations', '3', '--order', 'by-location', '--rounds', '1', '--large'];
    const { stdout } = await run(process.execPath, [path.join(packageRoot, 'scripts', 'bench.ts'), 'stock', ...size]);
    const { bench, figures } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as { bench: string; figures: StockBench };
    assert.equal(bench, 'stock');
    assert.deepEqual(figures.sizes.map(({ skus, lines, changed }) => [skus, lines, changed]), [[200, 600, 4], [2000, 6000, 40]]);
    for (const { written, changed, ms, baselineMs, ratio, mostRssMib, parts } of figures.sizes) {
      assert.equal(written, changed, 'only what has changed leaves');
      assert.ok(ms > baselineMs && baselineMs > 0 && ratio > 1 && mostRssMib > 0);
      for (const part of ['parse', 'map', 'put', 'commit', 'changed', 'calculate', 'compare', 'write']) assert.ok((parts[part] ?? 0) > 0, part);
    }
    assert.ok((figures.growth ?? 0) > 0);
  });
});
