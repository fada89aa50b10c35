import { createHash } from 'node:crypto';
import { MINUTE, SECOND } from '../service/time';

/**
 * The pace. WorkSpaces answers two calls a second, for everybody in the account together, and CloudFormation gives one
 * hour. So the resources of a provider, which knows what they declare, take their turns:
 *
 * 1. First contacts (look, register, deploy) are spread, by a hash, over the time that all their calls take at 1.8 a second.
 * 2. What is pending on a WorkSpace is deployed at once where only one resource is about it, and where the number of
 *    changes is known and all of them are there; otherwise when it has been quiet for long enough. In this last case the
 *    siblings make their first contacts together, more slowly, and a second one when it has been quiet.
 * 3. When first contacts are over, or after twenty minutes, polls begin: a contact every 1, 2, 4 or 8 minutes, so that all
 *    resources that still wait make no more than 1.25 a second. The fewer wait, the shorter the interval.
 *
 * Nothing is remembered between ticks: whether a contact is due follows from the time alone.
 */
export interface Pace {
  readonly resources: number;
  /** Whether it makes a difference how many of the resources are waiting. */
  readonly counts: boolean;
  /** How long a pending change must have been quiet before it is deployed, so that siblings ride the same deployment. */
  readonly quiet: number;
  /** How many changes the resources of one WorkSpace make together: once all are there, quiet is not waited for. */
  readonly changesPerWorkspace: number;
  /** How long, beyond the quiet time, a window for retries is open: for one contact, and, if that holds on, no second one. */
  readonly retryWindow: number;
  /** For how long something seen stands for another look. */
  readonly fresh: number;
  /** Whether the event handler itself looks at the WorkSpace, to refuse early. With many siblings that costs too much. */
  readonly looksEarly: boolean;
  /** What decides when contacts fall, for a resource and a WorkSpace. */
  keyOf(workspaceId: string, logicalId: string): string;
  /** When the first contact falls, for a request that arrived at `requestedAt`. */
  firstPoll(key: string, requestedAt: number): number;
  /** From when on a contact only asks whether it is done. */
  steadyFrom(key: string, requestedAt: number): number;
  /** Whether a contact is due at the tick that happens `now`, while `waiting` of the resources are not done: all, if not told. */
  isDue(key: string, requestedAt: number, now: number, waiting?: number): boolean;
}

/** What the resources of a provider declare together. */
export interface Declared {
  /** How many applications. One for each resource, if not told. */
  readonly applications?: number;
  /** How many of them on each WorkSpace, if it is the same number everywhere. */
  readonly applicationsPerWorkspace?: number;
  /** Whether more than one resource may be about the same WorkSpace. If not told, only a single resource is alone. */
  readonly shared?: boolean;
}

/** Calls per second that are planned for first contacts. A hash spreads well, but not evenly. */
const FIRST_CALLS = 1.8;
/** Where siblings come together, many calls come at once. */
const FIRST_CALLS_TOGETHER = 1.2;
/** Contacts per second while all is waited for. */
const POLLS = 1.25;
/** How often the waiter ticks, and how late a tick may come: the invocation itself takes time too. */
const TICK = 30 * SECOND;
const TICK_WITH_SLACK = TICK * 1.25;

/** The pace of one of `resources` resources that share a provider. */
export function paceOf(
  resources: number,
  { applications = resources, applicationsPerWorkspace, shared = resources > 1 }: Declared = {},
): Pace {
  const isCounted = applicationsPerWorkspace !== undefined;
  const together = shared && !isCounted;
  const firstCalls = 2 * resources + applications;
  const span = (firstCalls / (together ? FIRST_CALLS_TOGETHER : FIRST_CALLS)) * SECOND;
  const quiet = shared ? Math.max(MINUTE, isCounted ? 1.2 * span : 0.5 * resources * SECOND) : 0;
  const second = together ? quiet + 2 * TICK : 0;
  // Doubled as often as needed: the moments of a longer interval are moments of every shorter one too.
  const intervalFor = (waiting: number) =>
    resources === 1 ? TICK : MINUTE * 2 ** Math.max(0, Math.ceil(Math.log2(waiting / POLLS / 60)));
  const interval = intervalFor(resources);
  const polling = Math.max(interval, Math.min(span, (together ? 10 : 20) * MINUTE));
  const firstPoll = (key: string, requestedAt: number): number =>
    span <= TICK ? requestedAt : requestedAt + Math.floor(hash(key) * span);
  return {
    resources,
    counts: interval > MINUTE,
    quiet,
    changesPerWorkspace: applicationsPerWorkspace ?? Number.POSITIVE_INFINITY,
    retryWindow: Math.max(2 * TICK + TICK_WITH_SLACK, interval - quiet),
    fresh: 0.75 * Math.min(MINUTE, interval),
    looksEarly: resources <= 10,
    keyOf: (workspaceId, logicalId) => (together ? workspaceId : `${workspaceId}/${logicalId}`),
    firstPoll,
    steadyFrom: (key, requestedAt) => firstPoll(key, requestedAt) + polling,
    isDue(key, requestedAt, now, waiting = resources) {
      const since = now - firstPoll(key, requestedAt);
      const isReached = (moment: number) => since >= moment && since - TICK_WITH_SLACK < moment;
      if (since < polling) return isReached(0) || isReached(second);
      return (since - polling) % intervalFor(waiting) < TICK_WITH_SLACK;
    },
  };
}

/** A number from 0 up to 1. */
const hash = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
