import type { MaintenanceWindowDeclaration } from '../contract/fleet';
import { show } from '../contract/properties';
import { SECOND } from '../service/time';
import { dateIn } from './opening';

interface Start {
  /** When the window opens, in ISO 8601; absent if the run was started by hand. */
  readonly scheduledTime?: string | undefined;
  /** Whether a run that was started by hand is a window of its own. */
  readonly ignoreWindow: boolean;
  readonly now: number;
}

/** Until when a run starts something. `closed`: why it must not even look. A run by hand looks, and starts nothing. */
export function windowOf(
  { durationSeconds, cutoffSeconds, skipDates, timeZone }: MaintenanceWindowDeclaration,
  { scheduledTime, ignoreWindow, now }: Start,
): { readonly cutoff: number; readonly closed?: string } {
  const openSeconds = durationSeconds - cutoffSeconds;
  if (scheduledTime === undefined) return { cutoff: ignoreWindow ? now + openSeconds * SECOND : 0 };
  const start = Date.parse(scheduledTime);
  if (Number.isNaN(start)) return { cutoff: 0, closed: `scheduledTime is no time, got ${show(scheduledTime)}` };
  const cutoff = start + openSeconds * SECOND;
  const date = dateIn(timeZone, start);
  if (skipDates.includes(date)) return { cutoff, closed: `${date} is one of skipDates` };
  return now >= cutoff ? { cutoff, closed: 'the window is over' } : { cutoff };
}
