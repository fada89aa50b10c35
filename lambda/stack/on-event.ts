import { read, within } from '../service/calls';
import { rootOf } from '../service/identity';
import type { StackResource } from '../service/stacks';
import { MINUTE, SECOND } from '../service/time';
import { BRIEFLY } from './find-history';
import { type Found, findOperation } from './find-operation';
import { findResource } from './find-resource';
import { firstIdFor, parseIdentity, SAME_OPERATION } from './identity';
import { isRollingBack, OPERATION_MEMBER, type Operation, type OperationWire, toWire } from './operation';
import type { Request } from './request';
import type { StackTools } from './tools';

export interface EventAnswer {
  readonly PhysicalResourceId: string;
  readonly [OPERATION_MEMBER]: OperationWire;
}

/** Between two tries of CloudFormation's calls, which hundreds of requests of a stack make at the same time. */
const PAUSE = 8 * SECOND;

/** Receives a request and finds out which stack operation it belongs to. It changes nothing. */
export async function onEvent(request: Request, given: StackTools): Promise<EventAnswer> {
  const tools = { ...given, pause: PAUSE };
  const requestedAt = tools.clock.now();
  const {
    state,
    direction,
    history,
    isProven,
    resource = await findResource(request, tools),
  } = await findOperation(request, tools);
  const operationStartedAt = history.startedAt ?? state.stackUpdatedAt;
  const operation: Operation = {
    direction,
    stackUpdatedAt: state.stackUpdatedAt,
    operationStartedAt,
    undoneFrom: undoneFrom({ state, history }, operationStartedAt),
    requestedAt,
    begunAt: begunAt(request, resource, requestedAt),
    ...(request.type === 'Delete' ? await findLeaving(request, state.status, tools) : NOTHING_LEAVES),
    root: rootOf(state.rootId),
    stackName: state.stackName,
    living: parseIdentity(request.physicalId) ? '' : (parseIdentity(resource.physicalId)?.token ?? ''),
    isProven,
    isRetry: history.isRetry ?? false,
  };
  const PhysicalResourceId = firstIdFor(request, operationStartedAt, isRollingBack(operation));
  tools.log('INFO', 'requested', {
    type: request.type,
    physicalId: PhysicalResourceId,
    stackStatus: state.status,
  });
  return { PhysicalResourceId, [OPERATION_MEMBER]: toWire(operation) };
}

/** Nothing of a stack is older than its creation. */
const ALWAYS = 1;

function undoneFrom({ state, history }: Pick<Found, 'state' | 'history'>, operationStartedAt: number): number {
  if (history.isCreation || state.status.startsWith('ROLLBACK_')) return ALWAYS;
  return Math.min(history.undoneFrom ?? operationStartedAt, state.stackUpdatedAt) - SAME_OPERATION;
}

/** How long a delivery may have been queued, at the most that is believed. */
const LONGEST_QUEUE = 30 * MINUTE;

/** When CloudFormation began the request. What it deletes can be another resource than the one that has the logical id now. */
function begunAt({ type, physicalId }: Request, resource: StackResource, requestedAt: number): number {
  const isMeant = type !== 'Delete' || resource.physicalId === physicalId;
  const changedAt = (isMeant && resource.changedAt) || requestedAt;
  return Math.min(requestedAt, Math.max(changedAt, requestedAt - LONGEST_QUEUE));
}

type Leaving = Pick<Operation, 'underWay' | 'hasSiblings'>;

const NOTHING_LEAVES: Leaving = { underWay: 0, hasSiblings: true };

/** As many as one stack has room for: if CloudFormation refuses the list for its rate, hundreds ask for it. */
const MOST_IN_A_STACK = 450;

/**
 * What leaves with the resource, which the environment of the function does not know: it says how many stay. The list of the
 * stack's resources is read once by each instance of the function, not for each of hundreds of deletes.
 */
async function findLeaving({ stackId, physicalId }: Request, status: string, tools: StackTools): Promise<Leaving> {
  const { sightings, stacks, clock, load } = tools;
  let listed = sightings.listOf(stackId, clock.now());
  if (!listed) {
    const found = await read(within(tools, BRIEFLY), 'ListStackResources', () => stacks.listOurs(stackId));
    if (!found.ok && found.fault.kind === 'throttled')
      return { underWay: MOST_IN_A_STACK, hasSiblings: load.shared ?? true };
    if (!found.ok) return NOTHING_LEAVES;
    listed = found.value;
    sightings.noteList(stackId, listed, clock.now());
  }
  const ours = listed.filter(({ isGone }) => !isGone);
  // Of a stack that goes as a whole CloudFormation has not begun to delete everything yet.
  const isWhole = status === 'DELETE_IN_PROGRESS' || status === 'ROLLBACK_IN_PROGRESS';
  const changing = isWhole ? ours.length : ours.filter(({ isChanging }) => isChanging).length;
  const workspaceId = parseIdentity(physicalId)?.workspaceId;
  const isSibling = (other: string) => other !== physicalId && parseIdentity(other)?.workspaceId === workspaceId;
  return {
    underWay: Math.max(changing, ours.length - load.resources),
    hasSiblings: workspaceId === undefined || ours.some(({ physicalId: other }) => isSibling(other)),
  };
}
