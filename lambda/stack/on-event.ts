import { PropertyError } from '../contract/properties';
import { type Context, rulesOf, type Tools } from '../reconcile/context';
import { isOthers, refusalOf } from '../reconcile/decide';
import { describeFault, RequestFailure } from '../reconcile/words';
import { read } from '../service/calls';
import { goalsOf } from './goals';
import { parseIdentity, physicalIdFor } from './identity';
import {
  directionOf,
  fits,
  isProof,
  isRollingBack,
  needsProof,
  OPERATION_MEMBER,
  type Operation,
  type OperationWire,
  type StackLook,
  toWire,
} from './operation';
import { parseRequest, type Request } from './request';
import type { EventPage, History, Subject } from './stacks';

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
  const { look, history } = await findFitting(request, tools);
  const operation: Operation = {
    direction: directionOf(look.status),
    changed: look.changed,
    began: history.began ?? look.changed,
    asked,
    cleared: [],
    failedBefore: [],
  };
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

interface Found {
  readonly look: StackLook;
  readonly history: History;
}

/** A request that does not fit its stack is a late delivery: it must not be carried out. */
async function findFitting(request: Request, tools: Tools): Promise<Found> {
  const until = tools.clock.now() + FIT_PATIENCE;
  for (;;) {
    const found = await find(request, tools);
    const { status } = found.look;
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

async function find(request: Request, tools: Tools): Promise<Found> {
  const { type, stackId, physicalId, logicalId } = request;
  const look = await stackCall(tools, stackId, 'DescribeStacks', () => tools.stacks.look(stackId));
  const direction = directionOf(look.status);
  const identity = type === 'Delete' ? parseIdentity(physicalId, logicalId) : undefined;
  const subject = identity ? { logicalId, physicalId } : { logicalId };
  if (identity || direction === 'forward') {
    const { newest }: History = needsProof(type, look.status)
      ? await findHistory(subject, request, tools, (history) => history.newest !== undefined)
      : {};
    // What a rollback deletes under an id of ours was created in the operation that it undoes: the id says when that began.
    return { look, history: { newest, began: direction === 'rollback' ? identity?.created : undefined } };
  }
  // LastUpdatedTime tells when the operation began, unless it has moved since: back to its beginning may be thousands.
  const isBeginningKnown = ({ turned = 0 }: History) => look.changed <= turned - SECOND;
  return { look, history: await findHistory(subject, request, tools, isBeginningKnown) };
}

/** Reads the stack's events page by page until what is sought is found, at most back to the newest create or update. */
async function findHistory(
  subject: Subject,
  { stackId }: Request,
  tools: Tools,
  isFound: (history: History) => boolean,
): Promise<History> {
  let history: History = {};
  let token: string | undefined;
  do {
    const page: EventPage = await stackCall(tools, stackId, 'DescribeStackEvents', () =>
      tools.stacks.findEvents(stackId, subject, token),
    );
    history = { newest: history.newest ?? page.newest, turned: history.turned ?? page.turned, began: page.began };
    token = page.next;
  } while (token && history.began === undefined && !isFound(history));
  return history;
}

async function stackCall<T>(tools: Tools, stackId: string, operation: string, call: () => Promise<T>): Promise<T> {
  const until = Math.min(tools.clock.now() + STACK_PATIENCE, tools.until);
  const result = await read({ ...tools, until }, operation, call, ['throttled', 'transient', 'denied']);
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
  const caller = { ...tools, until: tools.clock.now() + EARLY_LOOK_PATIENCE };
  const found = await read(caller, 'DescribeWorkspaceAssociations', () =>
    tools.workspaces.findAssociations(goal.workspaceId),
  );
  if (!found.ok) return unknown;
  const context: Context = { goal, request, operation, deadline: Number.POSITIVE_INFINITY, tools };
  const rules = { ...rulesOf(context, new Set()), isFirstLook: true };
  const refusal = request.type === 'Delete' ? '' : refusalOf(goal, found.value, rules);
  if (refusal) throw new RequestFailure(`WorkSpace ${goal.workspaceId}: ${refusal}`);
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
