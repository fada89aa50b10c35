import { createHash } from 'node:crypto';
import { comesTogether, firstPollSecondsOf, type ServedLoad } from '../contract/load';
import { MINUTE, SECOND } from '../service/time';
import type { Operation } from './operation';
import type { Request } from './request';

/**
 * The pace. WorkSpaces answers two calls a second to all callers of the account together, and CloudFormation gives one
 * hour. So the resources of a provider take their turns:
 *
 * 1. First polls (observe, mark, register, deploy) are spread, by a hash, over the time that all their calls take at 1.8 a
 *    second.
 * 2. What is pending on a WorkSpace is deployed at once if only one resource is about it, or if it is known how many
 *    applications its resources declare and all of them are there; otherwise when it has been quiet for a minute. In this
 *    last case the siblings make their first polls together, more slowly, and a second one in their turn.
 * 3. When first polls are over, or after twenty minutes (seventeen for what goes), a poll comes every 1, 2, 4 or 8 minutes, so that
 *    all resources that still wait make no more than 1.25 a second. The fewer wait, the shorter the interval.
 *
 * Nothing is remembered between ticks: whether a poll is due follows from the time alone.
 */
export interface Pace {
  readonly resources: number;
  /** Whether it makes a difference how many of the resources are waiting. */
  readonly counts: boolean;
  /** How long a pending change must have been quiet before it is deployed, so that siblings share a deployment. */
  readonly quiet: number;
  /** How many pending installs of a WorkSpace are all that its resources declare: they are deployed without a quiet time. */
  readonly installsPerWorkspace?: number;
  /** For how long something seen stands for another observation. */
  readonly fresh: number;
  /** What decides when polls fall, for a resource and a WorkSpace. */
  keyOf(workspaceId: string, logicalId: string): PollKey;
  /** When the first poll falls, for a request that arrived at `requestedAt`. */
  firstPoll(key: PollKey, requestedAt: number): number;
  /** From when on a poll only asks whether it is done. */
  steadyFrom(key: PollKey, requestedAt: number): number;
  /** Whether a poll is due at the tick that happens `now`, while `waiting` of the resources are not done: all, if not given. */
  isDue(key: PollKey, requestedAt: number, now: number, waiting?: number): boolean;
}

/** Siblings of one WorkSpace have their first poll in common. */
export interface PollKey {
  readonly first: string;
  readonly own: string;
}

/** Polls per second while all is waited for. */
const POLLS = 1.25;
/** How often the waiter ticks, and how late a tick may come: the invocation itself takes time too. */
const TICK = 30 * SECOND;
const TICK_WITH_SLACK = TICK * 1.25;

/** How long after its first poll a resource is not polled, at the longest: before that, hardly anything is over. */
const INSTALLATION = 20 * MINUTE;
const REMOVAL = 17 * MINUTE;

/** The pace of one of `resources` resources that share a provider. */
export function paceOf(
  resources: number,
  { applications = resources, applicationsPerWorkspace, shared = resources > 1 }: Omit<ServedLoad, 'resources'> = {},
  longest = INSTALLATION,
): Pace {
  const load: ServedLoad = { resources, applications, applicationsPerWorkspace, shared };
  const together = comesTogether(load);
  const span = firstPollSecondsOf(load) * SECOND;
  // Where one of the counted never comes, the others wait until all have surely had their first poll.
  const quiet = !shared ? 0 : together ? MINUTE : Math.max(MINUTE, 1.2 * span);
  // One after the other, so that the first sibling deploys, and the others see it deployed.
  const secondOf = ({ own }: PollKey) => (together ? quiet + 2 * TICK + Math.floor(hash(own) * 4) * TICK : 0);
  // Doubled as often as needed: the moments of a longer interval are moments of every shorter one too.
  const intervalFor = (waiting: number) =>
    resources === 1 ? TICK : MINUTE * 2 ** Math.max(0, Math.ceil(Math.log2(waiting / POLLS / 60)));
  const interval = intervalFor(resources);
  const steady = Math.max(interval, Math.min(span, longest));
  const firstPoll = ({ first }: PollKey, requestedAt: number): number =>
    span <= TICK ? requestedAt : requestedAt + Math.floor(hash(first) * span);
  return {
    resources,
    counts: interval > MINUTE,
    quiet,
    installsPerWorkspace: applicationsPerWorkspace,
    fresh: 0.75 * Math.min(MINUTE, interval),
    keyOf(workspaceId, logicalId) {
      const own = `${workspaceId}/${logicalId}`;
      return { own, first: together ? workspaceId : own };
    },
    firstPoll,
    steadyFrom: (key, requestedAt) => firstPoll(key, requestedAt) + steady,
    isDue(key, requestedAt, now, waiting = resources) {
      const since = now - firstPoll(key, requestedAt);
      const isReached = (moment: number) => since >= moment && since - TICK_WITH_SLACK < moment;
      if (since < steady) return isReached(0) || isReached(secondOf(key));
      return (since - steady) % intervalFor(waiting) < TICK_WITH_SLACK;
    },
  };
}

/** A number from 0 up to 1. */
const hash = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;

/** A removal observes, reads the marks twice, disassociates, writes an attempt and deploys: as many calls as an installation of three. */
const REMOVAL_APPLICATIONS = 3;

/** What goes is not in the environment of the functions: neither how many, nor whether several go from one WorkSpace. */
export function paceFor(
  { type }: Request,
  { underWay, hasSiblings }: Operation,
  { load }: { readonly load: ServedLoad },
): Pace {
  const { shared: isDeclaredShared = load.resources > 1 } = load;
  const isAlone = underWay <= 1 && (isDeclaredShared || !hasSiblings);
  if (type !== 'Delete' || isAlone) return paceOf(load.resources, load);
  // A sibling whose create was cancelled has no id that names its WorkSpace: what is declared says that there can be one.
  const shared = hasSiblings || isDeclaredShared;
  // Deletes come after everything else of their operation: nothing but them is under way.
  const resources = Math.max(underWay, shared ? 2 : 1);
  return paceOf(resources, { applications: resources * REMOVAL_APPLICATIONS, shared }, REMOVAL);
}
