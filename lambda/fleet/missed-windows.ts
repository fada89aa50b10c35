import { formatSecond, MINUTE, SECOND } from '../service/time';
import { dateIn } from './opening';
import type { Present } from './store';
import type { FleetTools } from './tools';

/** In how many windows in a row nothing may be done although something is TODO. */
const MOST_IDLE = 3;
/** The clocks may change between the opening of a window and its cutoff; a start may be late. */
const TOLERANCE = 90 * MINUTE;

/** Why a run is missing, at the cutoff of the window in which it should have begun. Undefined if it is not. */
export async function missingRun(cutoff: number, present: Present, { store }: FleetTools): Promise<string | undefined> {
  const { declaration, declaredAt, isPaused } = present;
  const { durationSeconds, cutoffSeconds, timeZone, skipDates } = declaration.window;
  const opening = cutoff - (durationSeconds - cutoffSeconds) * SECOND;
  const isExpected = !isPaused && declaredAt < opening && !skipDates.includes(dateIn(timeZone, opening));
  const { openedAt } = await store.windows();
  if (!isExpected || openedAt >= opening - TOLERANCE) return undefined;
  return (
    `no run began when the maintenance window opened at ${formatSecond(opening)}. What next: look whether the schedule of the ` +
    'window exists and is enabled in EventBridge Scheduler, then start a run by hand'
  );
}

/** Keeps what was done in this window. Returns why too little was, for too long; undefined if that is not so. */
export async function idleWindows(todo: number, done: number, { store }: FleetTools): Promise<string | undefined> {
  const windows = await store.windows();
  const idle = todo > 0 && done === 0 ? windows.idle + 1 : 0;
  await store.keepWindows({ ...windows, idle });
  if (idle < MOST_IDLE) return undefined;
  return (
    `in ${idle} windows in a row nothing was done, although ${todo} WorkSpaces are TODO. What next: look at the ` +
    'executions in Step Functions, and at the log of the fleet'
  );
}
