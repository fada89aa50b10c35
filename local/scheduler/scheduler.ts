import type { Clock } from '../clock';
import { ServiceError } from '../cloudformation/errors';
import { arn, type Environment, type Random } from '../environment';
import type { Queues } from '../sqs/queues';
import type { JsonObject } from '../transport/json';
import { Deliverer, type Delivery, type Targets } from './delivery';
import { type Schedule, scheduleOf } from './schedule';

export const DEFAULT_GROUP = 'default';

/** Node's timers count no further than 24 days. */
const LONGEST_SLEEP = 24 * 3_600_000;

/**
 * EventBridge Scheduler. Nothing starts by itself: `open` starts a schedule by hand, `nextStart` says when it would start, and `follow` has the clock start
 * all of them for as long as it is asked to.
 *
 * ```ts
 * const { executionArn } = await scheduler.open('NightlyVisio');               // now
 * await clock.advance(scheduler.nextStart('NightlyVisio') - clock.now());      // or, after follow(), when the time has come
 * ```
 */
export class Scheduler {
  /** Every start so far, in the order in which its outcome was known. */
  readonly deliveries: Delivery[] = [];
  private readonly schedules = new Map<string, Schedule>();
  private readonly groups = new Set([DEFAULT_GROUP]);
  private readonly deliverer: Deliverer;
  private changed = new AbortController();
  private changedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly environment: Environment,
    targets: Targets,
    queues: Queues,
  ) {
    this.deliverer = new Deliverer(clock, random, targets, queues);
  }

  createGroup(name: string): string {
    if (this.groups.has(name)) {
      throw new ServiceError('ConflictException', `Schedule group ${name} already exists.`, 409);
    }
    this.groups.add(name);
    return this.groupArn(name);
  }

  groupArn(name: string): string {
    return arn(this.environment, 'scheduler', `schedule-group/${name}`);
  }

  /** Its schedules go with it. */
  deleteGroup(name: string): void {
    this.groups.delete(name);
    for (const schedule of this.list(name)) this.delete(schedule.name, name);
  }

  /** Makes a schedule, or changes it. */
  put(name: string, group: string, properties: JsonObject): Schedule {
    if (!this.groups.has(group)) {
      throw new ServiceError('ResourceNotFoundException', `Schedule group ${group} does not exist.`, 404);
    }
    const now = this.clock.now();
    const created = this.schedules.get(keyOf(name, group))?.created ?? now;
    const about = { group, name, arn: arn(this.environment, 'scheduler', `schedule/${group}/${name}`) };
    const schedule = scheduleOf({ ...about, created, modified: now }, properties);
    this.schedules.set(keyOf(name, group), schedule);
    this.announceChange();
    return schedule;
  }

  has(name: string, group = DEFAULT_GROUP): boolean {
    return this.schedules.has(keyOf(name, group));
  }

  /** @throws ServiceError ResourceNotFoundException */
  get(name: string, group = DEFAULT_GROUP): Schedule {
    const found = this.schedules.get(keyOf(name, group));
    if (found) return found;
    throw new ServiceError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
  }

  delete(name: string, group = DEFAULT_GROUP): void {
    this.schedules.delete(keyOf(name, group));
    this.announceChange();
  }

  /** By group and name. */
  list(group?: string): Schedule[] {
    const found = [...this.schedules.values()].filter((schedule) => group === undefined || schedule.group === group);
    return found.sort((a, b) => (keyOf(a.name, a.group) < keyOf(b.name, b.group) ? -1 : 1));
  }

  /** When a schedule starts next by its timetable, in milliseconds since the epoch. Undefined if it is disabled, or never starts again. */
  nextStart(name: string, group = DEFAULT_GROUP): number | undefined {
    return nextOf(this.get(name, group), this.clock.now());
  }

  /**
   * Starts a schedule by hand, whatever its timetable says, and waits until its target is called, or given up.
   *
   * @param scheduledTime what the target is told as its scheduled time. @default now
   * @throws ServiceError ConflictException if the schedule is disabled
   */
  open(name: string, group = DEFAULT_GROUP, scheduledTime = this.clock.now()): Promise<Delivery> {
    const schedule = this.get(name, group);
    if (schedule.enabled) return this.deliver(schedule, scheduledTime);
    throw new ServiceError('ConflictException', `Schedule ${name} is disabled: enable it to start it.`, 409);
  }

  /** The next calls of targets fail with this error. Throttling and faults are tried again, everything else is not. */
  refuseTargets(error: ServiceError, times = 1): void {
    this.deliverer.refuse(error, times);
  }

  /** Starts every schedule that is enabled when its time comes, until `signal` aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    let seen = this.clock.now();
    while (!signal.aborted) {
      const waiting = AbortSignal.any([signal, this.changed.signal]);
      const at = Math.min(...this.list().map((schedule) => nextOf(schedule, seen) ?? Number.POSITIVE_INFINITY));
      if (at === Number.POSITIVE_INFINITY) await aborted(waiting);
      else await this.clock.sleep(Math.min(at - this.clock.now(), LONGEST_SLEEP), waiting);
      if (signal.aborted) return;
      if (this.clock.now() < at) {
        // What is new does not start for the time before it.
        seen = Math.max(seen, this.changedAt - 1);
        continue;
      }
      for (const schedule of this.list()) {
        if (nextOf(schedule, seen) === at) void this.deliver(schedule, at);
      }
      seen = at;
    }
  }

  private async deliver(schedule: Schedule, scheduledTime: number): Promise<Delivery> {
    if (schedule.flexibleMinutes > 0) await this.clock.sleep(this.random() * schedule.flexibleMinutes * 60_000);
    const delivery = await this.deliverer.deliver(schedule, scheduledTime);
    this.deliveries.push(delivery);
    return delivery;
  }

  private announceChange(): void {
    this.changedAt = this.clock.now();
    this.changed.abort();
    this.changed = new AbortController();
  }
}

const keyOf = (name: string, group: string): string => `${group}/${name}`;

function nextOf({ enabled, timetable, from, until }: Schedule, now: number): number | undefined {
  if (!enabled) return undefined;
  const next = timetable.next(Math.max(now, from - 1));
  return next !== undefined && next <= until ? next : undefined;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
