/**
 * The pace. WorkSpaces answers about two calls a second, for everybody in the account together, and CloudFormation gives
 * one hour. So N resources of one provider spread out: the first contact of each WorkSpace falls somewhere into 2·N
 * seconds, by a hash of its id, so that the resources of one WorkSpace arrive together; later contacts are max(30 s,
 * 1.2·N s) apart. The waiter ticks every 30 seconds; a tick at which no contact is due calls nothing.
 *
 * Nothing is remembered between ticks: whether a contact is due follows from the time alone.
 */
const SECOND = 1000;

/** How often the waiter ticks. */
export const TICK = 30 * SECOND;

/** The invocation itself takes time too: a tick also stands for what the one before it narrowly missed. */
const TICK_WITH_SLACK = TICK * 1.25;

export interface Pace {
  /** How long a pending change must have been quiet before it is deployed, so that siblings ride the same deployment. */
  readonly quiet: number;
  /** How long a window for retries is open: long enough for one contact to fall into it. */
  readonly retryWindow: number;
  /** Whether the event handler itself looks at the WorkSpace, to refuse early. With many siblings that costs too much. */
  readonly looksEarly: boolean;
  /** When the first contact with a WorkSpace falls, for a request that arrived at `asked`. */
  firstContact(workspaceId: string, asked: number): number;
  /** Whether a contact is due at the tick that happens `now`. */
  isDue(workspaceId: string, asked: number, now: number): boolean;
}

/** The pace of one of `resources` resources that share a provider. */
export function paceOf(resources: number): Pace {
  const spread = resources * 2 * SECOND;
  const interval = Math.max(TICK, resources * 1.2 * SECOND);
  const firstContact = (workspaceId: string, asked: number): number =>
    spread <= TICK ? asked : asked + Math.floor(hash(workspaceId) * spread);
  return {
    // Alone with its provider, a resource has nobody to wait for.
    quiet: resources === 1 ? 0 : Math.max(60 * SECOND, resources * 0.5 * SECOND),
    retryWindow: Math.max(60 * SECOND, interval),
    looksEarly: resources <= 10,
    firstContact,
    isDue(workspaceId, asked, now) {
      const since = now - firstContact(workspaceId, asked);
      if (since < 0) return false;
      return interval <= TICK || Math.floor(since / interval) > Math.floor((since - TICK_WITH_SLACK) / interval);
    },
  };
}

/** FNV-1a, scaled to [0, 1). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value / 0x1_0000_0000;
}
