import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { ResourceEvent } from './operation';

/** What the events of a stack say about the operation that is under way. */
export interface History {
  /** When the stack's newest create or update began. LastUpdatedTime may have moved since. */
  readonly startedAt?: number;
  /** From when on a rollback takes back what was done: earlier if the operations before failed and were not rolled back. */
  readonly undoneFrom?: number;
  /** The newest event of the resource since the newest create or update began. */
  readonly newest?: ResourceEvent;
  /** Whether the stack had failed before that, and was not rolled back. */
  readonly isRetry?: boolean;
  /** When the stack, which had not come to rest since, stopped going forward. */
  readonly turned?: number;
  /** Whether it was at rest when it stopped going forward; undefined if the events do not reach back to that. */
  readonly wasAtRest?: boolean;
  /** Whether that was the creation of the stack: there is nothing of it that is older. */
  readonly isCreation?: boolean;
  /** Whether the events reach back far enough for all of it. */
  readonly isWhole?: boolean;
}

/** Whose events are looked for: all of a logical id, or those of one physical id under it. */
export interface Subject {
  readonly logicalId: string;
  readonly physicalId?: string;
}

/** What the newest events of a stack, newest first, say of a resource, and of the operation. */
export function historyOf(events: readonly StackEvent[], stackId: string, subject: Subject): History {
  // An event with a detailed status is about the operation's progress, not about its beginning.
  const own = events.filter(({ PhysicalResourceId: id, DetailedStatus: detailed }) => id === stackId && !detailed);
  const begun = own.findIndex(isBeginning);
  const beginning = own[begun];
  const first = firstOf(own, begun);
  const isCreation = own[first]?.ResourceStatus === 'CREATE_IN_PROGRESS';
  const newest = events
    .slice(0, beginning && events.indexOf(beginning))
    .find((event) => isAbout(event, stackId, subject));
  return {
    startedAt: timeOf(beginning),
    undoneFrom: timeOf(own[first]),
    newest: newest && toResourceEvent(newest),
    isRetry: begun >= 0 && isFailure(own[begun + 1]),
    ...turnOf(events, own),
    isCreation,
    isWhole: first >= 0 && (isCreation || (own[first + 1] !== undefined && !isFailure(own[first + 1]))),
  };
}

/** Where the first of the operations began that would be rolled back together: each before the newest has failed, and was left so. */
function firstOf(own: readonly StackEvent[], begun: number): number {
  let first = begun;
  while (first >= 0 && isFailure(own[first + 1])) {
    const earlier = own.findIndex((event, index) => index > first && isBeginning(event));
    if (earlier < 0) break;
    first = earlier;
  }
  return first;
}

/**
 * When the stack stopped going forward. Going on with a rollback, or deleting what had come to rest, is no turn. From a rollback of its
 * creation that has failed, its deletion goes on with it.
 */
function turnOf(events: readonly StackEvent[], own: readonly StackEvent[]): Pick<History, 'turned' | 'wasAtRest'> {
  const isTurn = ({ ResourceStatus: status }: StackEvent, index: number) =>
    TURNS.has(status ?? '') && own[index + 1]?.ResourceStatus !== 'ROLLBACK_FAILED';
  const turn = own.find(isTurn);
  const before = turn && events[events.indexOf(turn) + 1];
  if (!before) return {};
  const wasAtRest = own.includes(before) && !isBeginning(before);
  return { wasAtRest, ...(!wasAtRest && { turned: timeOf(turn) }) };
}

const isAbout = (
  { LogicalResourceId: logical, PhysicalResourceId: physical }: StackEvent,
  stackId: string,
  { logicalId, physicalId }: Subject,
): boolean => logical === logicalId && physical !== stackId && (!physicalId || !physical || physical === physicalId);

const isBeginning = ({ ResourceStatus: status }: StackEvent): boolean =>
  status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS';

/** A stack comes to rest so if nothing may be rolled back. */
const isFailure = (event: StackEvent | undefined): boolean =>
  event?.ResourceStatus === 'CREATE_FAILED' || event?.ResourceStatus === 'UPDATE_FAILED';

/** After these a stack goes forward no more. */
const TURNS: ReadonlySet<string> = new Set([
  'ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'DELETE_IN_PROGRESS',
]);

const timeOf = (event: StackEvent | undefined): number | undefined => event?.Timestamp?.getTime();

function toResourceEvent({ ResourceStatus: status, ResourceProperties: properties }: StackEvent): ResourceEvent {
  return { status: status ?? '', properties: parseJson(properties) };
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
