import { read } from '../service/calls';
import { findOperation } from './find-operation';
import { hash, parseIdentity, physicalIdFor } from './identity';
import { directionOf, OPERATION_MEMBER, type Operation, type OperationWire, toWire } from './operation';
import type { Request } from './request';
import type { StackTools } from './tools';

export interface EventAnswer {
  readonly PhysicalResourceId: string;
  readonly [OPERATION_MEMBER]: OperationWire;
}

/** Receives a request and finds out which stack operation it belongs to. It changes nothing. */
export async function onEvent(request: Request, tools: StackTools): Promise<EventAnswer> {
  const requestedAt = tools.clock.now();
  const { state, history, isProven } = await findOperation(request, tools);
  const operation: Operation = {
    direction: directionOf(state.status),
    stackUpdatedAt: state.stackUpdatedAt,
    operationStartedAt: history.startedAt ?? state.stackUpdatedAt,
    requestedAt,
    root: hash(state.rootId, 8),
    stackName: state.stackName,
    living: await findLiving(request, tools),
    isProven,
    isRetry: history.isRetry ?? false,
  };
  const PhysicalResourceId = physicalIdFor(request, operation.operationStartedAt);
  tools.log('INFO', 'requested', {
    type: request.type,
    physicalId: PhysicalResourceId,
    stackStatus: state.status,
  });
  return { PhysicalResourceId, [OPERATION_MEMBER]: toWire(operation) };
}

/** What a delete under an id that CloudFormation invented must spare: the resource that has the logical id now. */
async function findLiving({ type, stackId, logicalId, physicalId }: Request, tools: StackTools): Promise<string> {
  if (type !== 'Delete' || parseIdentity(physicalId)) return '';
  const found = await read(tools, 'DescribeStackResource', () => tools.stacks.findPhysicalId(stackId, logicalId));
  return found.ok ? (parseIdentity(found.value)?.token ?? '') : '';
}
