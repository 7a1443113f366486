import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { EngineFigures } from '../../bench/lanes.ts';
import { packageRoot } from '../../lib/package-root.ts';

const run = promisify(execFile);

describe('bench: lanes', () => {
  it('measures everything on SQLite in its short form and ends in one line of JSON', async function () {
    this.timeout(120_000);
    const { stdout } = await run(process.execPath, [path.join(packageRoot, 'scripts', 'bench.ts'), 'lanes', '--engine', 'sqlite', '--quick']);
    const { bench, figures } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as { bench: string; figures: { sqlite: EngineFigures } };
    const { throughput, delays, claims, memory, growth } = figures.sqlite;
    assert.equal(bench, 'lanes');
    assert.deepEqual(throughput.map(({ group }) => group), [1, 10]);
    for (const { group, in: journaled, through } of throughput) {
      for (const { perSecond, baselinePerSecond, ratio } of [journaled, through]) assert.ok(perSecond > 0 && baselinePerSecond > 0 && ratio > 0, `groups of ${group}`);
    }
    assert.ok(delays.idle.p50 > 0 && delays.steady.p99 >= delays.steady.p50);
    assert.equal(delays.fromAnotherWorker, null, 'one process has a SQLite file to itself');
    assert.ok(claims.perSecond > 0 && claims.waiting > claims.baselineWaiting);
    assert.ok(memory.mostMib > 0 && memory.firstAfterMs > 0);
    assert.ok(growth.removedPerSecond > 0, 'history was removed beside the journaling');
    assert.ok((growth.mibFree ?? 0) > growth.mibSettled / 3, 'the room of what was removed is free inside the file');
    assert.ok(growth.mibRefilled <= growth.mibPruned, 'and is used again');
  });
});
