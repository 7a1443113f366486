import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import type { FeedState } from '../../lib/operations/stock/feed-state.ts';
import { showStanding } from '../../nodes/reliability/feed-freshness/show-standing.ts';
import { standingTeller } from '../../nodes/reliability/feed-freshness/tell-standing.ts';

const minute = 60_000;
const begin = Date.UTC(2026, 0, 1);

describe('the standing of a feed under its node', () => {
  const { status } = (JSON.parse(readFileSync(new URL('../../nodes/reliability/feed-freshness/locales/en-US/feed-freshness.json', import.meta.url), 'utf8')) as { 'feed-freshness': { status: Record<string, string> } })['feed-freshness'];
  const shown = (freshness: FeedState['freshness'], minutes: number, since = begin): string => {
    const state: FeedState = { freshness, since, expectedAt: begin, cycleId: 'A', asOf: freshness === 'never' ? null : begin, alarm: freshness !== 'fresh', held: false };
    const now = begin + minutes * minute;
    const { text, values } = showStanding(state, now, (at) => standingTeller({ feed: 'x', title: '', dependents: [], timeZone: 'Asia/Tokyo' }).short(at, now));
    return Object.entries(values).reduce((line, [name, value]) => line.replace(`{{${name}}}`, value), status[text] ?? assert.fail(`no text for ${text}`));
  };

  it('fits into 20 characters, in the time zone of the reader', () => {
    const texts = [shown('fresh', 12), shown('late', 43), shown('late', 119), shown('late', 300), shown('late', 9000), shown('stale', 60), shown('stale', 1500), shown('never', 5)];
    assert.deepEqual(texts, ['fresh · 12 min', 'late · 43 min', 'late · 119 min', 'late · 5 h', 'late · 6 days', 'stale since 09:00', 'stale since 1 Jan', 'no cycle yet']);
    assert.ok([...texts, status['standby'] ?? ''].every((text) => text.length <= 20));
  });

  it('says at another worker that it stands by', () => assert.equal(showStanding(null, begin, String).text, 'standby'));
});
