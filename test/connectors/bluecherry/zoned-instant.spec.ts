import assert from 'node:assert/strict';
import fc from 'fast-check';
import { calendarDate } from '../../../lib/connectors/bluecherry/calendar-date.ts';
import { calendarDay } from '../../../lib/connectors/bluecherry/calendar-day.ts';
import { zonedInstant } from '../../../lib/connectors/bluecherry/zoned-instant.ts';

describe('local times of the ERP', () => {
  const times: [string, string, string, string][] = [
    ['in winter', '2026-03-01T06:00:00', 'America/New_York', '2026-03-01T11:00:00.000Z'],
    ['in summer', '2026-07-01T06:00:00', 'America/New_York', '2026-07-01T10:00:00.000Z'],
    ['just after the clocks went forward', '2026-03-08T03:00:00', 'America/New_York', '2026-03-08T07:00:00.000Z'],
    ['in the hour that spring leaves out', '2026-03-08T02:30:00', 'America/New_York', '2026-03-08T07:30:00.000Z'],
    ['in the hour that autumn has twice, the first', '2026-11-01T01:30:00', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['at midnight', '2026-07-01T00:00:00', 'Europe/London', '2026-06-30T23:00:00.000Z'],
    ['far east', '2026-01-01T00:00:00', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
  ];
  for (const [title, local, zone, instant] of times) it(`are read ${title}`, () => assert.equal(zonedInstant(local, zone), instant));

  it('are none where there is no such day or time', () => {
    for (const local of ['2026-02-30T00:00:00', '2026-01-01T24:00:00', '2026-13-01T00:00:00', '2026-01-01', '']) assert.equal(zonedInstant(local, 'UTC'), undefined);
  });

  it('fall on the day that they name', () => {
    const zones = fc.constantFrom('America/New_York', 'Europe/London', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/St_Johns');
    fc.assert(fc.property(fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }), zones, (date, zone) => {
      const local = date.toISOString().slice(0, 19);
      const instant = zonedInstant(local, zone);
      assert.equal(calendarDay(instant ?? '', zone), local.slice(0, 10));
    }));
  });
});

describe('days of the ERP', () => {
  it('are read as files and as the API write them', () => {
    assert.deepEqual(['03/01/2026', '3/1/2026', '2026-03-01'].map(calendarDate), ['2026-03-01', '2026-03-01', '2026-03-01']);
  });

  it('are none where the calendar has no such day', () => {
    assert.deepEqual(['13/01/2026', '02/30/2026', '01/01/26', '2026-02-29', '', 'soon'].map(calendarDate), Array.from({ length: 6 }, () => undefined));
  });
});
