import type { Declaration } from '../contract/applications';
import { describeFault } from '../reconcile/words';
import { read } from '../service/calls';
import { SECOND } from '../service/time';
import { RequestFailure } from './failure';
import { parseIdentity } from './identity';
import { directionOf, type ResourceEvent, type StackState } from './operation';
import { declarationOrNothing, type Request } from './request';
import type { EventPage, History, Subject } from './stacks';
import type { StackTools } from './tools';

/** The stack is the one thing that must be known: tried again this long, also when denied. */
const STACK_PATIENCE = 120 * SECOND;
/** How long a status that does not fit may just be late. */
const FIT_PATIENCE = 20 * SECOND;
const FIT_INTERVAL = 4 * SECOND;

/** Which requests a stack in a given state can have sent. A late delivery fits none. */
export function fits(type: Request['type'], status: string): boolean {
  const direction = directionOf(status);
  if (type === 'Delete') return direction !== 'rest';
  return direction === 'forward' || (type === 'Update' && status === 'UPDATE_ROLLBACK_IN_PROGRESS');
}

/**
 * Whether only the stack's events can tell that a request is not a late one: it may belong to an operation that is over, or
 * be the update that is being rolled back. A stack is created once, and deleted once: its creates, and what a deletion or
 * the rollback of a creation deletes, need no proof, which spares a large stack as many calls.
 */
export const needsProof = (type: Request['type'], status: string): boolean =>
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
}

/** A request that does not fit its stack is a late delivery: it must not be carried out. */
export async function findOperation(request: Request, tools: StackTools): Promise<Found> {
  const until = tools.clock.now() + FIT_PATIENCE;
  for (;;) {
    const found = await find(request, tools);
    const { status } = found.state;
    if (fits(request.type, status) && (!needsProof(request.type, status) || isProof(request, found.history.newest)))
      return found;
    if (tools.clock.now() >= until) {
      throw new RequestFailure(
        `this ${request.type} does not fit the stack, which is in ${status}: it is a late delivery, and nothing was changed`,
      );
    }
    await tools.clock.sleep(FIT_INTERVAL);
  }
}

async function find(request: Request, tools: StackTools): Promise<Found> {
  const { type, stackId, physicalId, logicalId } = request;
  const state = await stackCall(tools, stackId, 'DescribeStacks', () => tools.stacks.findStack(stackId));
  const direction = directionOf(state.status);
  const identity = type === 'Delete' ? parseIdentity(physicalId, logicalId) : undefined;
  const subject = identity ? { logicalId, physicalId } : { logicalId };
  if (identity || direction === 'forward') {
    const { newest }: History = needsProof(type, state.status)
      ? await findHistory(subject, request, tools, (history) => history.newest !== undefined)
      : {};
    // What a rollback deletes under an id of ours was created in the operation that it undoes: the id says when that began.
    return { state, history: { newest, startedAt: direction === 'rollback' ? identity?.created : undefined } };
  }
  // LastUpdatedTime is when the operation began, unless it has moved since: back to its beginning may be thousands.
  const isBeginningKnown = ({ turned = 0 }: History) => state.stackUpdatedAt <= turned - SECOND;
  return { state, history: await findHistory(subject, request, tools, isBeginningKnown) };
}

/** Reads the stack's events page by page until what is looked for is found, at most back to the newest create or update. */
async function findHistory(
  subject: Subject,
  { stackId }: Request,
  tools: StackTools,
  isFound: (history: History) => boolean,
): Promise<History> {
  let history: History = {};
  let token: string | undefined;
  do {
    const page: EventPage = await stackCall(tools, stackId, 'DescribeStackEvents', () =>
      tools.stacks.findEvents(stackId, subject, token),
    );
    history = {
      newest: history.newest ?? page.newest,
      turned: history.turned ?? page.turned,
      startedAt: page.startedAt,
    };
    token = page.next;
  } while (token && history.startedAt === undefined && !isFound(history));
  return history;
}

async function stackCall<T>(tools: StackTools, stackId: string, operation: string, call: () => Promise<T>): Promise<T> {
  const until = Math.min(tools.clock.now() + STACK_PATIENCE, tools.until);
  const result = await read({ ...tools, until }, operation, call, ['throttled', 'transient', 'denied']);
  if (result.ok) return result.value;
  throw new RequestFailure(`${describeFault(result.fault, operation, `stack ${stackId}`)}; nothing was changed`);
}
