import { createHash } from 'node:crypto';

/**
 * The pace. WorkSpaces answers about two calls a second, for everybody in the account together, and CloudFormation gives
 * one hour. The provider knows how much its resources declare, and spreads them:
 *
 * - The first contact with each WorkSpace falls into a span long enough for all first calls (a look and a deployment for
 *   each resource, a registration for each application) at 1.8 a second; where in it, a hash of the WorkSpace's id says, so
 *   that the resources of one WorkSpace arrive together.
 * - If resources share a WorkSpace, the second contact comes when what they registered has been quiet for long enough to
 *   be deployed. Alone on its WorkSpace, a resource waits for nobody.
 * - Then one contact a second for all together, at most one a minute for each; while first contacts may still be going
 *   on, none, for at most ten minutes: nothing that large is installed sooner.
 *
 * Nothing is remembered between ticks: whether a contact is due follows from the time alone. What an instance of the
 * function saw on behalf of others makes contacts unnecessary, or earlier: see `sightings.ts`.
 */
const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Calls per second while first contacts are made. Below the two that there are: the hash spreads well, but not evenly. */
const FIRST_CALLS = 1.8;
/** Calls per second while all is waited for. */
const POLLS = 1.25;
/** How often the waiter ticks, and how late a tick may come: the invocation itself takes time too. */
const TICK = 30 * SECOND;
const TICK_WITH_SLACK = TICK * 1.25;

export interface Pace {
  readonly resources: number;
  /** Whether it makes a difference how many of the resources are waiting. */
  readonly counts: boolean;
  /** How long a pending change must have been quiet before it is deployed, so that siblings ride the same deployment. */
  readonly quiet: number;
  /** How many changes the resources of one WorkSpace make together at the most: once all are there, quiet is not waited for. */
  readonly changesPerWorkspace: number;
  /** How long, beyond the quiet time, a window for retries is open: for one contact, and, if that holds on, no second one. */
  readonly retryWindow: number;
  /** For how long something seen stands for another look. */
  readonly fresh: number;
  /** Whether the event handler itself looks at the WorkSpace, to refuse early. With many siblings that costs too much. */
  readonly looksEarly: boolean;
  /** When the first contact with a WorkSpace falls, for a request that arrived at `asked`. */
  firstContact(workspaceId: string, asked: number): number;
  /** From when on a contact only asks whether it is done. */
  pollingFrom(workspaceId: string, asked: number): number;
  /** Whether a contact is due at the tick that happens `now`, while `waiting` of the resources are not done: all, if not told. */
  isDue(workspaceId: string, asked: number, now: number, waiting?: number): boolean;
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

/** The pace of one of `resources` resources that share a provider. */
export function paceOf(
  resources: number,
  { applications = resources, applicationsPerWorkspace, shared = resources > 1 }: Declared = {},
): Pace {
  const span = ((2 * resources + applications) / (shared ? 1.5 : FIRST_CALLS)) * SECOND;
  // Doubled as often as needed: the moments of a longer interval are moments of every shorter one too.
  const intervalFor = (waiting: number) =>
    resources === 1 ? TICK : MINUTE * 2 ** Math.max(0, Math.ceil(Math.log2(waiting / POLLS / 60)));
  const interval = intervalFor(resources);
  const quiet = shared ? Math.max(MINUTE, 0.5 * resources * SECOND) : 0;
  const second = shared && applicationsPerWorkspace === undefined ? quiet + 2 * TICK : 0;
  const polling = Math.max(interval, Math.min(span, (shared ? 10 : 20) * MINUTE));
  const firstContact = (workspaceId: string, asked: number): number =>
    span <= TICK ? asked : asked + Math.floor(hash(workspaceId) * span);
  return {
    resources,
    counts: interval > MINUTE,
    quiet,
    changesPerWorkspace: applicationsPerWorkspace ?? Number.POSITIVE_INFINITY,
    retryWindow: Math.max(MINUTE, interval - quiet) + TICK_WITH_SLACK,
    fresh: 0.75 * Math.min(MINUTE, interval),
    looksEarly: resources <= 10,
    firstContact,
    pollingFrom: (workspaceId, asked) => firstContact(workspaceId, asked) + polling,
    isDue(workspaceId, asked, now, waiting = resources) {
      const since = now - firstContact(workspaceId, asked);
      const isReached = (moment: number) => since >= moment && since - TICK_WITH_SLACK < moment;
      if (since < polling) return isReached(0) || isReached(second);
      return (since - polling) % intervalFor(waiting) < TICK_WITH_SLACK;
    },
  };
}

/** A number from 0 up to 1. */
const hash = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
