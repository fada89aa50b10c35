import type { Declaration } from '../contract/applications';
import { PASSING, read } from '../service/calls';
import { SECOND } from '../service/time';
import { describeStackFault, RequestFailure } from './failure';
import { createdAt, parseIdentity } from './identity';
import { directionOf, type RequestType, type ResourceEvent, type StackState } from './operation';
import { declarationOrNothing, type Request } from './request';
import type { EventPage, History, Subject } from './stacks';
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
    const { state, history } = await find(request, tools);
    const isFitting = fits(type, state.status);
    const isProven = !needsProof(type, state.status) || isProof(request, history.newest);
    if (isFitting && isProven) return { state, history, isProven };
    if (tools.clock.now() >= until && isFitting && type === 'Delete') return { state, history, isProven };
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
  const direction = directionOf(state.status);
  const identity = type === 'Delete' ? parseIdentity(physicalId) : undefined;
  const subject = identity ? { logicalId, physicalId } : { logicalId };
  if (identity || direction === 'forward') {
    const { newest, isRetry }: History = needsProof(type, state.status)
      ? await findHistory(subject, request, tools, (history, pages) => isForwardFound(history, pages, type))
      : {};
    // What a rollback deletes under an id of ours was created in the operation that it undoes: the id says when that began.
    const startedAt = direction === 'rollback' && identity ? createdAt(identity) : undefined;
    return { state, history: { newest, isRetry, startedAt } };
  }
  // LastUpdatedTime is when the operation began, unless it has moved since: back to its beginning may be thousands.
  const isBeginningKnown = ({ turned = 0 }: History) => state.stackUpdatedAt <= turned - SECOND;
  return { state, history: await findHistory(subject, request, tools, isBeginningKnown) };
}

/** How far back an update looks for what came before its operation: the first events of an operation show it. */
const MOST_PAGES = 3;

const isForwardFound = ({ newest, startedAt }: History, pages: number, type: RequestType): boolean =>
  newest !== undefined && (type === 'Delete' || startedAt !== undefined || pages >= MOST_PAGES);

/** Reads the stack's events page by page until what is looked for is found, at most back to the newest create or update. */
async function findHistory(
  subject: Subject,
  { stackId }: Request,
  tools: StackTools,
  isFound: (history: History, pages: number) => boolean,
): Promise<History> {
  let history: History = {};
  let token: string | undefined;
  let pages = 0;
  do {
    const page: EventPage = await stackCall(tools, stackId, 'DescribeStackEvents', () =>
      tools.stacks.findEvents(stackId, subject, token),
    );
    history = {
      newest: history.newest ?? page.newest,
      turned: history.turned ?? page.turned,
      startedAt: page.startedAt,
      isRetry: page.isRetry,
    };
    pages++;
    token = page.next;
  } while (token && history.startedAt === undefined && !isFound(history, pages));
  return history;
}

/** The stack is the one thing that must be known: tried again as long as the function runs, also when denied. */
async function stackCall<T>(tools: StackTools, stackId: string, operation: string, call: () => Promise<T>): Promise<T> {
  const result = await read(tools, operation, call, [...PASSING, 'denied']);
  if (result.ok) return result.value;
  throw new RequestFailure(describeStackFault(result, stackId));
}
