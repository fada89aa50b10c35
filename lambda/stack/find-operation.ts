import type { Declaration } from '../contract/applications';
import type { Identity } from '../service/identity';
import { type Direction, directionOf, type StackResource, type StackState } from '../service/stacks';
import { HOUR, MINUTE, SECOND } from '../service/time';
import { RequestFailure } from './failure';
import { findHistory, hasNewest, stackCall } from './find-history';
import { findResource } from './find-resource';
import type { History } from './history';
import { createdAt, parseIdentity, SAME_OPERATION } from './identity';
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
 * Whether only the stack's events show that a request is not a late one: it may belong to an operation that is over, or
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
  /** The resource that the request deletes, where the stack describes it as being deleted. */
  readonly resource?: StackResource;
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
    // A call can be refused for longer than that: what was read before counts for nothing then.
    const isLast = tools.clock.now() >= until;
    const found = await find(request, tools);
    const { state, history, resource } = found;
    const isFitting = fits(type, state.status);
    const isProven = !needsProof(type, state.status) || resource !== undefined || isProof(request, history.newest);
    if (isFitting && isProven) return { ...found, isProven };
    if (isLast && isFitting && type === 'Delete') return { ...found, isProven };
    if (isLast) {
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
  const identity = type === 'Delete' ? parseIdentity(physicalId) : undefined;
  const subject = identity ? { logicalId, physicalId } : { logicalId };
  const isProofNeeded = needsProof(type, state.status);
  const resource = identity && isProofNeeded ? await findDeleted(request, tools) : undefined;
  const isNewestNeeded = isProofNeeded && !resource;
  const look = (isEnough: (history: History) => boolean, isOptional = false) =>
    findHistory({ subject, stackId, state, isNewestNeeded, isEnough, isOptional }, tools);
  const direction = (await isUndoneFromOutside(state, tools)) ? 'rollback' : directionOf(state.status);
  if (identity && direction === 'rollback') {
    // What a rollback deletes under an id of ours was created in the operation that it undoes: the id says when that began.
    const startedAt = createdAt(identity);
    const { newest } = isNewestNeeded ? await look(hasNewest) : {};
    return { state, direction, resource, history: { newest, startedAt, undoneFrom: startedAt } };
  }
  if (identity && state.status === 'DELETE_IN_PROGRESS') {
    // Under an id of ours its create has been answered: no call of it is under way, and hundreds of deletes go on without the events.
    const history = await look(wasAtRest, !bringsBack(request, identity, tools));
    const { turned, undoneFrom = 0 } = history;
    // A deletion that interrupts the operation that created the resource is its rollback.
    const isInterrupting = turned !== undefined && createdAt(identity) >= undoneFrom - SAME_OPERATION;
    return { state, direction: isInterrupting ? 'rollback' : direction, history };
  }
  if (direction === 'forward' || identity) {
    const { newest, isRetry, undoneFrom }: History = isNewestNeeded
      ? await look(type === 'Update' ? never : hasNewest)
      : {};
    return { state, direction, resource, history: { newest, isRetry, undoneFrom } };
  }
  // A creation that is rolled back has nothing before it: hundreds of cancelled creates go on without the events.
  if (type === 'Delete' && state.status.startsWith('ROLLBACK_')) return { state, direction, history: {} };
  // Under an invented id it matters which operations are undone together.
  if (type === 'Delete') return { state, direction, history: await look(never) };
  // LastUpdatedTime is when the operation began, unless it has moved since: reading back to the beginning may mean thousands of events.
  const isBeginningKnown = ({ turned = 0 }: History) => state.stackUpdatedAt <= turned - SECOND;
  return { state, direction, history: await look(isBeginningKnown) };
}

/** No creation of a stack takes longer. */
const LONGEST_CREATION = 24 * HOUR;

/** Whether the resource has removed something that comes back if the deletion interrupts the creation of the stack. */
const bringsBack = ({ declared }: Request, identity: Identity, { clock }: StackTools): boolean =>
  (declared?.absentApplicationIds.length ?? 0) > 0 && createdAt(identity) >= clock.now() - LONGEST_CREATION;

const wasAtRest = (history: History): boolean => history.wasAtRest === true;
const never = (): boolean => false;

/** How long the description of a resource is asked for, before the events are read instead. */
const DESCRIPTION_PATIENCE = MINUTE;

/** The resource of a delete, if its stack describes just it as being deleted: one call, where pages of events may say the same. */
async function findDeleted(request: Request, tools: StackTools): Promise<StackResource | undefined> {
  const resource = await findResource(request, tools, DESCRIPTION_PATIENCE);
  const isMeant = resource.physicalId === request.physicalId && resource.status === 'DELETE_IN_PROGRESS';
  return isMeant ? resource : undefined;
}

/** A nested stack that was created in an operation that is rolled back is deleted: for its resources that is the rollback. */
async function isUndoneFromOutside({ status, rootId, parentId }: StackState, tools: StackTools): Promise<boolean> {
  if (status !== 'DELETE_IN_PROGRESS' || parentId === undefined) return false;
  for (const outerId of new Set([parentId, rootId])) {
    const outer = await stackCall(tools, outerId, 'DescribeStacks', () => tools.stacks.findStack(outerId));
    if (directionOf(outer.status) === 'rollback') return true;
  }
  return false;
}
