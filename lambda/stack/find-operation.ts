import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { Declaration } from '../contract/applications';
import { PASSING, read } from '../service/calls';
import { type Direction, directionOf, type StackState } from '../service/stacks';
import { SECOND } from '../service/time';
import { describeStackFault, RequestFailure } from './failure';
import { type History, historyOf, type Subject } from './history';
import { createdAt, parseIdentity } from './identity';
import type { RequestType, ResourceEvent } from './operation';
import { declarationOrNothing, type Request } from './request';
import type { StackTools } from './tools';

/** How long a status that does not fit may just be late. */
const FIT_PATIENCE = 20 * SECOND;
const FIT_INTERVAL = 4 * SECOND;

/** Which requests a stack in a given state can have sent. A late delivery fits none. */
export function fits(type: RequestType, status: string): boolean {
  const direction = directionOf(status);
  if (type === 'Delete') return direction !== 'rest';
  return direction === 'forward' || (type === 'Update' && status === 'UPDATE_ROLLBACK_IN_PROGRESS');
}

/**
 * Whether only the stack's events can tell that a request is not a late one: it may belong to an operation that is over, or
 * be the update that is being rolled back. A stack is created once, and deleted once: its creates, and what a deletion or
 * the rollback of a creation deletes, need no proof, which spares a large stack as many calls.
 */
export const needsProof = (type: RequestType, status: string): boolean =>
  type === 'Update' || status.startsWith('UPDATE_') || (type === 'Delete' && directionOf(status) === 'forward');

/** Whether the newest event of the resource is the beginning of just this request. */
export function isProof({ type, declared }: Request, newest: ResourceEvent | undefined): boolean {
  if (newest?.status !== `${type.toUpperCase()}_IN_PROGRESS`) return false;
  const recorded = declarationOrNothing(newest.properties);
  return !declared || !recorded || targetOf(recorded) === targetOf(declared);
}

/** Texts and numbers may be masked in an event, or stand there unresolved; anything else could not be read if it were. */
const targetOf = ({ revision: _revision, timeoutSeconds: _timeout, ...target }: Declaration): string =>
  JSON.stringify(target);

export interface Found {
  readonly state: StackState;
  readonly direction: Direction;
  readonly history: History;
  readonly isProven: boolean;
}

/**
 * The stack operation that a request belongs to. A create or update that does not fit its stack is a late delivery: throws
 * {@link RequestFailure}. A delete that proves itself by nothing may still find that there is nothing to do.
 */
export async function findOperation(request: Request, tools: StackTools): Promise<Found> {
  const until = tools.clock.now() + FIT_PATIENCE;
  const { type } = request;
  for (;;) {
    const found = await find(request, tools);
    const { state, history } = found;
    const isFitting = fits(type, state.status);
    const isProven = !needsProof(type, state.status) || isProof(request, history.newest);
    if (isFitting && isProven) return { ...found, isProven };
    if (tools.clock.now() >= until && isFitting && type === 'Delete') return { ...found, isProven };
    if (tools.clock.now() >= until) {
      throw new RequestFailure(
        `this ${type} does not fit the stack, which is in ${state.status}: it is a late delivery, and nothing was changed`,
      );
    }
    await tools.clock.sleep(FIT_INTERVAL);
  }
}

async function find(request: Request, tools: StackTools): Promise<Omit<Found, 'isProven'>> {
  const { type, stackId, physicalId, logicalId } = request;
  const state = await stackCall(tools, stackId, 'DescribeStacks', () => tools.stacks.findStack(stackId));
  const direction = await findDirection(state, tools);
  const identity = type === 'Delete' ? parseIdentity(physicalId) : undefined;
  const subject = identity ? { logicalId, physicalId } : { logicalId };
  if (identity && mayInterrupt(request, state)) {
    const history = await findHistory(subject, request, tools, ({ turned }) => turned !== undefined);
    return { state, direction: history.turned === undefined ? direction : 'rollback', history };
  }
  if (identity || direction === 'forward') {
    const { newest, isRetry, undoneFrom }: History = needsProof(type, state.status)
      ? await findHistory(subject, request, tools, (history, pages) => isForwardFound(history, pages, type))
      : {};
    // What a rollback deletes under an id of ours was created in the operation that it undoes: the id says when that began.
    const startedAt = direction === 'rollback' && identity ? createdAt(identity) : undefined;
    return { state, direction, history: { newest, isRetry, startedAt, undoneFrom: startedAt ?? undoneFrom } };
  }
  // Under an invented id it matters which operations are undone together; the creation of a stack is the first one.
  const isWholeNeeded = type === 'Delete' && !state.status.startsWith('ROLLBACK_');
  // LastUpdatedTime is when the operation began, unless it has moved since: back to its beginning may be thousands.
  const isBeginningKnown = ({ turned = 0 }: History) => !isWholeNeeded && state.stackUpdatedAt <= turned - SECOND;
  return { state, direction, history: await findHistory(subject, request, tools, isBeginningKnown) };
}

/**
 * Whether a deletion may have interrupted the operation that declared something absent: that comes back then, as in a rollback.
 * Only the events show it, and only then they are needed.
 */
const mayInterrupt = ({ declared }: Request, { status }: StackState): boolean =>
  status === 'DELETE_IN_PROGRESS' && (declared?.absentApplicationIds.length ?? 0) > 0;

/** A nested stack that was created in an operation that is rolled back is deleted: for its resources that is the rollback. */
async function findDirection({ status, rootId, parentId }: StackState, tools: StackTools): Promise<Direction> {
  if (status !== 'DELETE_IN_PROGRESS' || parentId === undefined) return directionOf(status);
  for (const outerId of new Set([parentId, rootId])) {
    const outer = await stackCall(tools, outerId, 'DescribeStacks', () => tools.stacks.findStack(outerId));
    if (directionOf(outer.status) === 'rollback') return 'rollback';
  }
  return directionOf(status);
}

/** How far back an update looks for what came before its operation: the first events of an operation show it. */
const MOST_PAGES = 3;

const isForwardFound = ({ newest, isRetry }: History, pages: number, type: RequestType): boolean =>
  newest !== undefined && (type === 'Delete' || (pages >= MOST_PAGES && !isRetry));

/** Reads the stack's events page by page until what is looked for is found, at most back to where a rollback would go back to. */
async function findHistory(
  subject: Subject,
  { stackId }: Request,
  tools: StackTools,
  isFound: (history: History, pages: number) => boolean,
): Promise<History> {
  const events: StackEvent[] = [];
  let history: History;
  let token: string | undefined;
  let pages = 0;
  do {
    const page = await stackCall(tools, stackId, 'DescribeStackEvents', () => tools.stacks.findEvents(stackId, token));
    events.push(...page.events);
    history = historyOf(events, stackId, subject);
    token = page.next;
    pages++;
  } while (token && !history.isWhole && !isFound(history, pages));
  return history;
}

/** The stack is the one thing that must be known: tried again as long as the function runs, also when denied. */
async function stackCall<T>(tools: StackTools, stackId: string, operation: string, call: () => Promise<T>): Promise<T> {
  const result = await read(tools, operation, call, [...PASSING, 'denied']);
  if (result.ok) return result.value;
  throw new RequestFailure(describeStackFault(result, stackId));
}
