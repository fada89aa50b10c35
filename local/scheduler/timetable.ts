import { Cron } from 'croner';
import { ServiceError } from '../cloudformation/errors';

/** When a schedule starts. Times are milliseconds since the epoch. */
export interface Timetable {
  /** The first start later than `after`, or undefined if there is none. */
  next(after: number): number | undefined;
}

const MILLISECONDS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `cron(…)`, `rate(…)` or `at(…)`. A start that the change to daylight saving time removes is skipped, one that the change back repeats happens once.
 *
 * @param begin from when on a rate counts
 * @throws ServiceError ValidationException
 */
export function timetable(expression: string, timeZone: string, begin: number): Timetable {
  refuseUnknownZone(timeZone);
  const [, kind = '', argument = ''] = /^(cron|rate|at)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return rate(expression, argument, begin);
  if (kind === 'at') return once(expression, argument, timeZone);
  if (kind === 'cron') return cron(expression, argument, timeZone);
  throw invalid(expression);
}

function rate(expression: string, argument: string, begin: number): Timetable {
  const [, value = '', unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(argument) ?? [];
  const period = Number(value) * (MILLISECONDS[unit] ?? Number.NaN);
  if (!(period > 0)) throw invalid(expression);
  return { next: (after) => (after < begin ? begin : begin + (Math.floor((after - begin) / period) + 1) * period) };
}

function once(expression: string, argument: string, timeZone: string): Timetable {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(argument)) throw invalid(expression);
  const only = parsed(expression, argument, timeZone).nextRun(new Date(0));
  return { next: (after) => (only && only.getTime() > after ? only.getTime() : undefined) };
}

function cron(expression: string, argument: string, timeZone: string): Timetable {
  const fields = argument.split(' ');
  const [, , dayOfMonth, , dayOfWeek = ''] = fields;
  // Of the two, one says nothing.
  if (fields.length !== 6 || (dayOfMonth === '?') === (dayOfWeek === '?')) throw invalid(expression);
  // The library takes 8 for another Sunday.
  if (/(^|[,-])[089]/.test(dayOfWeek)) throw invalid(expression);
  const pattern = parsed(expression, `0 ${argument.replaceAll('?', '*')}`, timeZone);
  return {
    next(after) {
      let found = pattern.nextRun(new Date(after));
      // The library moves a start that the clocks skip to the hour after, where it does not match.
      while (found && !pattern.match(found)) found = pattern.nextRun(found);
      return found?.getTime();
    },
  };
}

/** With the days of the week from 1, Sunday, and with `5/10` for every ten from five on, as AWS has them. */
function parsed(expression: string, pattern: string, timezone: string): Cron {
  try {
    return new Cron(pattern, {
      timezone,
      paused: true,
      alternativeWeekdays: true,
      sloppyRanges: true,
      domAndDow: true,
    });
  } catch {
    throw invalid(expression);
  }
}

function refuseUnknownZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new ServiceError('ValidationException', `Invalid ScheduleExpressionTimezone ${timeZone}.`);
  }
}

const invalid = (expression: string): ServiceError =>
  new ServiceError('ValidationException', `Invalid Schedule Expression ${expression}.`);
