import { Cron } from 'croner';
import type { MaintenanceWindowDeclaration } from '../contract/fleet';

type Opening = Pick<MaintenanceWindowDeclaration, 'start' | 'days' | 'timeZone' | 'skipDates'>;

/** When the window opens next, later than `after`. Undefined if it does not open again. A start that the clocks skip is none. */
export function nextOpening({ start, days, timeZone, skipDates }: Opening, after: number): number | undefined {
  const [hour = '', minute = ''] = start.split(':');
  const weekdays = days.length === 0 ? '*' : days.join(',');
  const cron = new Cron(`0 ${Number(minute)} ${Number(hour)} * * ${weekdays}`, { timezone: timeZone, paused: true });
  let next = cron.nextRun(new Date(after));
  // The library moves a start that the clocks skip to the hour after, where it does not match.
  while (next && !(cron.match(next) && !skipDates.includes(dateIn(timeZone, next.getTime()))))
    next = cron.nextRun(next);
  return next?.getTime();
}

/** Such as `2026-12-24`. */
export const dateIn = (timeZone: string, time: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(time);
