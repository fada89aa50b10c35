import { Duration, TimeZone } from 'aws-cdk-lib';
import { windowOf } from '../../../lambda/fleet/window';
import { MaintenanceWindow } from '../../../lib';
import { timetable } from '../../../local/scheduler/timetable';
import { declared } from './builders';

const HOUR = 3_600_000;
const { window } = declared();
const OPENING = Date.parse('2026-01-05T21:00:00Z');
const at = (time: number, more: object = {}) => ({
  scheduledTime: new Date(OPENING).toISOString(),
  ignoreWindow: false,
  now: time,
  ...more,
});

describe('until when a run starts something', () => {
  test.each([
    ['at the opening', at(OPENING), { cutoff: OPENING + 5 * HOUR }],
    ['a moment before the cutoff', at(OPENING + 5 * HOUR - 1), { cutoff: OPENING + 5 * HOUR }],
    ['at the cutoff', at(OPENING + 5 * HOUR), { cutoff: OPENING + 5 * HOUR, closed: 'the window is over' }],
    [
      'by hand, with a time that is none',
      at(OPENING, { scheduledTime: 'tonight' }),
      { cutoff: 0, closed: "scheduledTime is no time, got 'tonight'" },
    ],
    ['by hand: it only looks', at(OPENING, { scheduledTime: undefined }), { cutoff: 0 }],
    [
      'by hand, as a window of its own',
      at(OPENING, { scheduledTime: undefined, ignoreWindow: true }),
      { cutoff: OPENING + 5 * HOUR },
    ],
    [
      'by the Scheduler, the word of a person does not count',
      at(OPENING, { ignoreWindow: true }),
      { cutoff: OPENING + 5 * HOUR },
    ],
  ])('%s', (_situation, start, expected) => {
    expect(windowOf(window, start)).toEqual(expected);
  });

  test.each([
    ['the day of the opening', '2026-01-05', true],
    ['the day on which it closes', '2026-01-06', false],
    ['the day before', '2026-01-04', false],
  ])('%s is left out, %s: %s', (_which, date, isClosed) => {
    const { closed } = windowOf({ ...window, skipDates: [date] }, at(OPENING));
    expect(closed).toBe(isClosed ? `${date} is one of skipDates` : undefined);
  });

  test('a day is that of the time zone of the window', () => {
    const [tokyo, date] = ['Asia/Tokyo', '2026-01-06'];
    expect(windowOf({ ...window, timeZone: tokyo, skipDates: [date] }, at(OPENING)).closed).toContain(date);
  });
});

/** A window of six hours in Berlin, with a cutoff of one. */
function windowsAt(start: string, from: string, count: number) {
  const made = MaintenanceWindow.nightly({ start, duration: Duration.hours(6), timeZone: TimeZone.EUROPE_BERLIN });
  const { expression, timeZone } = made._schedule();
  const table = timetable(expression, timeZone, 0);
  const found: { readonly opens: string; readonly cutoff: string }[] = [];
  let now = Date.parse(from);
  for (let index = 0; index < count; index += 1) {
    now = table.next(now) ?? Number.NaN;
    const scheduledTime = new Date(now).toISOString();
    const { cutoff } = windowOf(made._declaration(), { scheduledTime, ignoreWindow: false, now });
    found.push({ opens: inBerlin(now), cutoff: inBerlin(cutoff) });
  }
  return found;
}

/** Such as `29 04:00 GMT+2`. */
const inBerlin = (time: number): string => {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/Berlin',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'shortOffset',
  }).formatToParts(time);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('day')} ${part('hour')}:${part('minute')} ${part('timeZoneName')}`;
};

describe('nights in which the clocks change: a window opens by the clock, and is as long as ever', () => {
  test('an hour is left out: it closes an hour later by the clock, and the next one opens after 23 hours', () => {
    expect(windowsAt('22:00', '2026-03-28T12:00:00Z', 2)).toEqual([
      { opens: '28 22:00 GMT+1', cutoff: '29 04:00 GMT+2' },
      { opens: '29 22:00 GMT+2', cutoff: '30 03:00 GMT+2' },
    ]);
  });

  test('an hour comes twice: it closes an hour earlier by the clock, and the next one opens after 25 hours', () => {
    expect(windowsAt('22:00', '2026-10-24T12:00:00Z', 2)).toEqual([
      { opens: '24 22:00 GMT+2', cutoff: '25 02:00 GMT+1' },
      { opens: '25 22:00 GMT+1', cutoff: '26 03:00 GMT+1' },
    ]);
  });

  test('it would open in the hour that is left out, of which synthesis warns: none that night', () => {
    expect(windowsAt('02:30', '2026-03-28T00:00:00Z', 2)).toEqual([
      { opens: '28 02:30 GMT+1', cutoff: '28 07:30 GMT+1' },
      { opens: '30 02:30 GMT+2', cutoff: '30 07:30 GMT+2' },
    ]);
  });

  test('it would open in the hour that comes twice: once', () => {
    expect(windowsAt('02:30', '2026-10-24T12:00:00Z', 2).map(({ opens }) => opens.slice(0, 8))).toEqual([
      '25 02:30',
      '26 02:30',
    ]);
  });
});
