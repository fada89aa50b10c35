import { read } from './calls';
import { type Context, rulesOf, type Tools } from './context';
import { PropertyError } from './contract';
import { isOthers, refusalsOf } from './decide';
import { goalsOf } from './goals';
import { parseIdentity, physicalIdFor } from './identity';
import {
  directionOf,
  fits,
  isRollingBack,
  OPERATION_MEMBER,
  type Operation,
  type OperationWire,
  type StackLook,
  toWire,
} from './operation';
import { parseRequest, type Request } from './request';
import { describeFault, RequestFailure } from './words';

export interface EventAnswer {
  readonly PhysicalResourceId: string;
  readonly [OPERATION_MEMBER]: OperationWire;
}

const SECOND = 1000;

/** The stack is the one thing that must be known: tried again this long, also when denied. */
const STACK_PATIENCE = 120 * SECOND;
/** How long a status that does not fit may just be late. */
const FIT_PATIENCE = 20 * SECOND;
const FIT_INTERVAL = 4 * SECOND;
/** The early look at the WorkSpace is a courtesy. */
const EARLY_LOOK_PATIENCE = 10 * SECOND;

/** Receives a request and finds out which stack operation it belongs to. It changes nothing. */
export async function onEvent(event: unknown, tools: Tools): Promise<EventAnswer> {
  const request = parse(event);
  const asked = tools.clock.now();
  const look = await findFittingLook(request, tools);
  const operation = await findOperation(request, look, asked, tools);
  const PhysicalResourceId = physicalIdFor(request, { began: operation.began, rollingBack: isRollingBack(operation) });
  const seen = await lookEarly(request, operation, tools);
  tools.log('INFO', 'asked', { type: request.type, physicalId: PhysicalResourceId, stackStatus: look.status });
  return { PhysicalResourceId, [OPERATION_MEMBER]: toWire({ ...operation, ...seen }) };
}

function parse(event: unknown): Request {
  try {
    return parseRequest(event);
  } catch (error) {
    if (error instanceof PropertyError) throw new RequestFailure(error.message);
    throw error;
  }
}

/** A request that does not fit its stack is a late delivery: it must not be carried out. */
async function findFittingLook({ type, stackId }: Request, tools: Tools): Promise<StackLook> {
  const until = tools.clock.now() + FIT_PATIENCE;
  for (;;) {
    const look = await stackCall(tools, stackId, 'DescribeStacks', () => tools.stacks.look(stackId));
    if (fits(type, look.status)) return look;
    if (tools.clock.now() >= until) {
      throw new RequestFailure(
        `a ${type} does not fit the stack, which is in ${look.status}: the request is a late delivery, and nothing was changed`,
      );
    }
    await tools.clock.sleep(FIT_INTERVAL);
  }
}

async function findOperation(request: Request, look: StackLook, asked: number, tools: Tools): Promise<Operation> {
  const { type, stackId, physicalId, logicalId } = request;
  const direction = directionOf(look.status);
  const isInvented = type === 'Delete' && !parseIdentity(physicalId, logicalId);
  const found =
    direction === 'rollback' || isInvented
      ? await stackCall(tools, stackId, 'DescribeStackEvents', () => tools.stacks.findBeginning(stackId))
      : undefined;
  return { direction, changed: look.changed, began: found ?? look.changed, asked, cleared: [], failedBefore: [] };
}

async function stackCall<T>(tools: Tools, stackId: string, operation: string, call: () => Promise<T>): Promise<T> {
  const result = await read({ ...tools, patience: STACK_PATIENCE }, operation, call, [
    'throttled',
    'transient',
    'denied',
  ]);
  if (result.ok) return result.value;
  throw new RequestFailure(`${describeFault(result.fault, operation, `stack ${stackId}`)}; nothing was changed`);
}

/** Looks at the WorkSpace once, to refuse what is somebody else's before anything begins, and to remember what was there. */
async function lookEarly(
  request: Request,
  operation: Operation,
  tools: Tools,
): Promise<Pick<Operation, 'cleared' | 'failedBefore'>> {
  const goal = goalsOf(request, operation)[0];
  const unknown = { cleared: [], failedBefore: [] };
  if (!goal || goal.installs.length + goal.removals.length === 0 || !tools.pace.looksEarly) return unknown;
  const caller = { ...tools, patience: EARLY_LOOK_PATIENCE };
  const found = await read(caller, 'DescribeWorkspaceAssociations', () =>
    tools.workspaces.findAssociations(goal.workspaceId),
  );
  if (!found.ok) return unknown;
  const context: Context = { goal, request, operation, deadline: Number.POSITIVE_INFINITY, tools };
  const refusals = request.type === 'Delete' ? [] : refusalsOf(goal, found.value, rulesOf(context, new Set()));
  if (refusals.length > 0) throw new RequestFailure(`WorkSpace ${goal.workspaceId}: ${refusals.join('; ')}`);
  const isFree = (applicationId: string, othersBefore: number | undefined) =>
    !isOthers({ applicationId, othersBefore }, found.value.get(applicationId) ?? { applicationId, state: 'ABSENT' });
  return {
    cleared: goal.installs
      .filter((install) => isFree(install.applicationId, install.othersBefore))
      .map(({ applicationId }) => applicationId),
    failedBefore: [...found.value.values()]
      .filter(({ state }) => state === 'ERROR')
      .map(({ applicationId }) => applicationId),
  };
}
