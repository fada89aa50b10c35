import { PASSING, PASSING_OR_DENIED, read, within } from '../service/calls';
import type { StackResource } from '../service/stacks';
import { describeStackFault, RequestFailure } from './failure';
import { parseIdentity } from './identity';
import type { Request } from './request';
import type { StackTools } from './tools';

/**
 * When the present request began, and what a delete under an id that CloudFormation invented must spare: the resource that has
 * the logical id now. Only this must be known: it is tried again, and throws {@link RequestFailure} if it stays unknown.
 * Anything else is tried for as long as `patience` says, once by default, and is then empty.
 */
export async function findResource(
  { type, stackId, logicalId, physicalId }: Request,
  tools: StackTools,
  patience = 0,
): Promise<StackResource> {
  const isNeeded = type === 'Delete' && !parseIdentity(physicalId);
  const caller = isNeeded ? tools : within(tools, patience);
  const found = await read(
    caller,
    'DescribeStackResource',
    () => tools.stacks.findResource(stackId, logicalId),
    isNeeded ? PASSING_OR_DENIED : PASSING,
  );
  if (found.ok) return found.value;
  const isMissing = found.fault.exception === 'ValidationError';
  if (isNeeded && !isMissing) throw new RequestFailure(describeStackFault(found, stackId));
  return {};
}
