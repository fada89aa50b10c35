import { Duration, type TimeZone, Token } from 'aws-cdk-lib';
import type { MaintenanceWindowDeclaration } from '../lambda/contract/fleet';
import { given, givenSeconds, secondsOf } from './private/checks';

/** A day of the week. */
export enum DayOfWeek {
  /** Monday. */
  MONDAY = 'MON',
  /** Tuesday. */
  TUESDAY = 'TUE',
  /** Wednesday. */
  WEDNESDAY = 'WED',
  /** Thursday. */
  THURSDAY = 'THU',
  /** Friday. */
  FRIDAY = 'FRI',
  /** Saturday. */
  SATURDAY = 'SAT',
  /** Sunday. */
  SUNDAY = 'SUN',
}

const MINUTES_OF_DAY = 24 * 60;
const WEEK: readonly string[] = Object.values(DayOfWeek);

/** Options of a window that opens every day. */
export interface NightlyWindowOptions {
  /**
   * The time of day at which the window opens, such as `22:00`.
   *
   * On the day on which daylight saving time begins, EventBridge Scheduler leaves out a start in the hour that is
   * skipped. Synthesis warns of a start between 01:00 and 03:00.
   */
  readonly start: string;

  /** How long the window is open. At most 24 hours, and longer than `cutoff`. */
  readonly duration: Duration;

  /** The time zone of `start` and `skipDates`. */
  readonly timeZone: TimeZone;

  /**
   * How long before the end of the window no work begins on further desktops. Work that has begun is watched to its
   * end.
   *
   * @default Duration.hours(1)
   */
  readonly cutoff?: Duration;

  /**
   * Days on which no window opens, such as `2026-12-24`.
   *
   * @default - none
   */
  readonly skipDates?: string[];
}

/** Options of a window that opens on some days of the week. */
export interface WeeklyWindowOptions extends NightlyWindowOptions {
  /** The days on which the window opens. */
  readonly days: DayOfWeek[];
}

/**
 * The times at which a fleet may change desktops. Each window has one run.
 *
 * The fleet refuses a window whose `start` is not a time of day, whose `duration` is longer than 24 hours or not longer
 * than its `cutoff`, one of whose `skipDates` is not a date, and a weekly one without a day. All of them must be known at
 * synthesis.
 */
export class MaintenanceWindow {
  /** A window that opens every day. */
  public static nightly(options: NightlyWindowOptions): MaintenanceWindow {
    return new MaintenanceWindow(options);
  }

  /** A window that opens on these days of the week. */
  public static weekly(options: WeeklyWindowOptions): MaintenanceWindow {
    return new MaintenanceWindow(options, options.days);
  }

  private readonly declaration: MaintenanceWindowDeclaration;
  /** Not a number if `start` is not a time of day. */
  private readonly minuteOfDay: number;

  private constructor(
    options: NightlyWindowOptions,
    private readonly days?: readonly DayOfWeek[],
  ) {
    const { start, duration, timeZone, cutoff = Duration.hours(1), skipDates = [] } = options;
    const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(start) ?? [];
    this.minuteOfDay = Number(hour) * 60 + Number(minute);
    this.declaration = {
      durationSeconds: secondsOf(duration),
      cutoffSeconds: secondsOf(cutoff),
      timeZone: timeZone.timezoneName,
      start,
      days: [...new Set(days)],
      skipDates: [...skipDates],
    };
  }

  /** @internal */
  public _declaration(): MaintenanceWindowDeclaration {
    return this.declaration;
  }

  /**
   * What the fleet refuses.
   *
   * @internal
   */
  public *_problems(): Generator<string> {
    const { start, skipDates } = this.declaration;
    if (this.days?.length === 0) {
      yield 'days of a MaintenanceWindow is empty, got []: name at least one day, or use MaintenanceWindow.nightly';
    }
    if (Number.isNaN(this.minuteOfDay)) {
      yield `start of a MaintenanceWindow must be a time of day such as '22:00', got ${given(start)}: write hours and minutes with two digits each`;
    }
    yield* this.spanProblems();
    const wrong = skipDates.find((date) => !/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date)));
    if (wrong === undefined) return;
    yield `skipDates of a MaintenanceWindow must hold dates such as '2026-12-24', got ${given(wrong)}: write year, month and day`;
  }

  /** Schedules are made of both, so that even a lazy value comes too late. */
  private *spanProblems(): Generator<string> {
    const { durationSeconds: open, cutoffSeconds: late } = this.declaration;
    for (const [prop, seconds] of Object.entries({ duration: open, cutoff: late })) {
      if (Number.isInteger(seconds) && !Token.isUnresolved(seconds)) continue;
      yield `${prop} of a MaintenanceWindow must be whole seconds, got ${givenSeconds(seconds)}: pass for example Duration.hours(6)`;
    }
    if (open > 24 * 3600) {
      yield `duration of a MaintenanceWindow must be at most 24 hours, got ${open} seconds: let it open more often instead`;
    }
    if (open > late) return;
    yield `duration of a MaintenanceWindow must be longer than its cutoff, got ${open} and ${late} seconds: nothing could ever start; make it longer, or the cutoff shorter`;
  }

  /**
   * When the window opens, or so many minutes later; earlier, if they are negative. At most a day.
   *
   * @internal
   */
  public _schedule(minutesLater = 0): { readonly expression: string; readonly timeZone: string } {
    const { days, timeZone } = this.declaration;
    const at = this.minuteOfDay + minutesLater;
    const shift = Math.floor(at / MINUTES_OF_DAY);
    const minutes = at - shift * MINUTES_OF_DAY;
    const shifted = days.map((day) => WEEK[(WEEK.indexOf(day) + shift + WEEK.length) % WEEK.length]);
    const day = days.length === 0 ? '* * ?' : `? * ${shifted.join(',')}`;
    return { expression: `cron(${minutes % 60} ${Math.floor(minutes / 60)} ${day} *)`, timeZone };
  }

  /** @internal */
  public _mayBeSkipped(): boolean {
    return this.minuteOfDay >= 60 && this.minuteOfDay < 3 * 60;
  }
}
