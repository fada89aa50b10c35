import { createHash } from 'node:crypto';
import { firstPollSecondsOf } from '../contract/load';
import { MINUTE, SECOND } from '../service/time';

/**
 * The pace. WorkSpaces answers two calls a second, for everybody in the account together, and CloudFormation gives one
 * hour. So the resources of a provider take their turns:
 *
 * 1. First polls (observe, mark, register, deploy) are spread, by a hash, over the time that all their calls take at 1.8 a
 *    second.
 * 2. Where more than one resource may be about a WorkSpace, these make their first polls together, more slowly. What is
 *    pending is deployed when it has been quiet for a minute: at a second poll. A resource that is alone deploys at once.
 * 3. When first polls are over, or after twenty minutes, a poll comes every 1, 2, 4 or 8 minutes, so that all resources that
 *    still wait make no more than 1.25 a second. The fewer wait, the shorter the interval.
 *
 * Nothing is remembered between ticks: whether a poll is due follows from the time alone.
 */
export interface Pace {
  readonly resources: number;
  /** Whether it makes a difference how many of the resources are waiting. */
  readonly counts: boolean;
  /** How long a pending change must have been quiet before it is deployed, so that siblings ride the same deployment. */
  readonly quiet: number;
  /** For how long something seen stands for another observation. */
  readonly fresh: number;
  /** What decides when polls fall, for a resource and a WorkSpace. */
  keyOf(workspaceId: string, logicalId: string): string;
  /** When the first poll falls, for a request that arrived at `requestedAt`. */
  firstPoll(key: string, requestedAt: number): number;
  /** From when on a poll only asks whether it is done. */
  steadyFrom(key: string, requestedAt: number): number;
  /** Whether a poll is due at the tick that happens `now`, while `waiting` of the resources are not done: all, if not given. */
  isDue(key: string, requestedAt: number, now: number, waiting?: number): boolean;
}

/** What the resources of a provider declare together. */
export interface Declared {
  /** How many applications. Default: one for each resource. */
  readonly applications?: number;
  /** Whether more than one resource may be about the same WorkSpace. Default: true for more than one resource. */
  readonly shared?: boolean;
}

/** Polls per second while all is waited for. */
const POLLS = 1.25;
/** How often the waiter ticks, and how late a tick may come: the invocation itself takes time too. */
const TICK = 30 * SECOND;
const TICK_WITH_SLACK = TICK * 1.25;

/** The pace of one of `resources` resources that share a provider. */
export function paceOf(resources: number, { applications = resources, shared = resources > 1 }: Declared = {}): Pace {
  const span = firstPollSecondsOf({ resources, applications, shared }) * SECOND;
  const quiet = shared ? MINUTE : 0;
  const second = shared ? quiet + 2 * TICK : 0;
  // Doubled as often as needed: the moments of a longer interval are moments of every shorter one too.
  const intervalFor = (waiting: number) =>
    resources === 1 ? TICK : MINUTE * 2 ** Math.max(0, Math.ceil(Math.log2(waiting / POLLS / 60)));
  const interval = intervalFor(resources);
  const steady = Math.max(interval, Math.min(span, (shared ? 10 : 20) * MINUTE));
  const firstPoll = (key: string, requestedAt: number): number =>
    span <= TICK ? requestedAt : requestedAt + Math.floor(hash(key) * span);
  return {
    resources,
    counts: interval > MINUTE,
    quiet,
    fresh: 0.75 * Math.min(MINUTE, interval),
    keyOf: (workspaceId, logicalId) => (shared ? workspaceId : `${workspaceId}/${logicalId}`),
    firstPoll,
    steadyFrom: (key, requestedAt) => firstPoll(key, requestedAt) + steady,
    isDue(key, requestedAt, now, waiting = resources) {
      const since = now - firstPoll(key, requestedAt);
      const isReached = (moment: number) => since >= moment && since - TICK_WITH_SLACK < moment;
      if (since < steady) return isReached(0) || isReached(second);
      return (since - steady) % intervalFor(waiting) < TICK_WITH_SLACK;
    },
  };
}

/** A number from 0 up to 1. */
const hash = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
