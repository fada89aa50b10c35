import { timetable } from '../../../local/scheduler/timetable';

const BEGIN = Date.UTC(2026, 2, 27, 12);

/** The next starts after `from`, as far as there are that many. */
function starts(expression: string, timeZone: string, from: string, count: number): string[] {
  const { next } = timetable(expression, timeZone, BEGIN);
  const found: string[] = [];
  for (let at = next(Date.parse(from)); at !== undefined && found.length < count; at = next(at)) {
    found.push(new Date(at).toISOString().replace(':00.000Z', 'Z'));
  }
  return found;
}

test.each([
  [
    'every night across the change to summer time: 22:00 in Berlin, an hour earlier in UTC',
    'cron(0 22 * * ? *)',
    'Europe/Berlin',
    '2026-03-27T12:00:00Z',
    ['2026-03-27T21:00Z', '2026-03-28T21:00Z', '2026-03-29T20:00Z'],
  ],
  [
    'a start that the change to summer time removes: skipped',
    'cron(30 2 * * ? *)',
    'Europe/Berlin',
    '2026-03-27T12:00:00Z',
    ['2026-03-28T01:30Z', '2026-03-30T00:30Z', '2026-03-31T00:30Z'],
  ],
  [
    'a start that the change back repeats: once',
    'cron(30 2 * * ? *)',
    'Europe/Berlin',
    '2026-10-24T12:00:00Z',
    ['2026-10-25T00:30Z', '2026-10-26T01:30Z'],
  ],
  [
    'days of the week by name',
    'cron(0 22 ? * MON-TUE,SAT *)',
    'UTC',
    '2026-03-27T12:00:00Z',
    ['2026-03-28T22:00Z', '2026-03-30T22:00Z', '2026-03-31T22:00Z', '2026-04-04T22:00Z'],
  ],
  [
    'days of the week by number: 1 is Sunday',
    'cron(0 22 ? * 1 *)',
    'UTC',
    '2026-03-27T12:00:00Z',
    ['2026-03-29T22:00Z', '2026-04-05T22:00Z'],
  ],
  [
    'the third Tuesday, in a year',
    'cron(0 0 ? * 3#3 2027)',
    'UTC',
    '2026-03-27T12:00:00Z',
    ['2027-01-19T00:00Z', '2027-02-16T00:00Z'],
  ],
  [
    'the last day of the month',
    'cron(0 0 L * ? *)',
    'UTC',
    '2026-03-27T12:00:00Z',
    ['2026-03-31T00:00Z', '2026-04-30T00:00Z'],
  ],
  [
    'every quarter of an hour from five past',
    'cron(5/15 9 * * ? *)',
    'America/New_York',
    '2026-06-01T13:30:00Z',
    ['2026-06-01T13:35Z', '2026-06-01T13:50Z', '2026-06-02T13:05Z'],
  ],
  ['no year left', 'cron(0 0 1 1 ? 2020)', 'UTC', '2026-03-27T12:00:00Z', []],
  ['once, in a time zone', 'at(2026-07-01T22:00:00)', 'Europe/Berlin', '2026-03-27T12:00:00Z', ['2026-07-01T20:00Z']],
  ['once, in the past', 'at(2025-07-01T22:00:00)', 'Europe/Berlin', '2026-03-27T12:00:00Z', []],
  [
    'a rate: from the beginning on',
    'rate(5 minutes)',
    'UTC',
    '2026-03-27T11:00:00Z',
    ['2026-03-27T12:00Z', '2026-03-27T12:05Z', '2026-03-27T12:10Z'],
  ],
  ['a rate of days: of 24 hours each', 'rate(1 day)', 'Europe/Berlin', '2026-03-28T12:00:00Z', ['2026-03-29T12:00Z']],
])('%s: %s %s', (_what, expression, timeZone, from, expected) => {
  expect(starts(expression, timeZone, from, expected.length || 1)).toEqual(expected);
});

test.each([
  ['five fields', 'cron(0 22 * * ?)'],
  ['both days', 'cron(0 22 1 * MON *)'],
  ['neither day', 'cron(0 22 ? * ? *)'],
  ['day 8 of the week', 'cron(0 22 ? * 8 *)'],
  ['no rate', 'rate(0 minutes)'],
  ['seconds', 'rate(5 seconds)'],
  ['a date without a time', 'at(2026-07-01)'],
  ['no expression', 'tonight'],
])('%s: %s is refused in the words of the service', (_what, expression) => {
  expect(() => timetable(expression, 'UTC', BEGIN)).toThrow(`Invalid Schedule Expression ${expression}.`);
});

test('a time zone that does not exist: refused by name', () => {
  expect(() => timetable('rate(1 day)', 'Mars/Olympus', BEGIN)).toThrow('Mars/Olympus');
});
