import { isOthers, refusalOf } from '../reconcile/decide';
import { read } from '../service/calls';
import { SECOND } from '../service/time';
import { RequestFailure } from './failure';
import { findOperation } from './find-operation';
import { goalsOf, termsOf } from './goals';
import { physicalIdFor } from './identity';
import { directionOf, isRollingBack, OPERATION_MEMBER, type Operation, type OperationWire, toWire } from './operation';
import type { Request } from './request';
import type { StackTools } from './tools';

export interface EventAnswer {
  readonly PhysicalResourceId: string;
  readonly [OPERATION_MEMBER]: OperationWire;
}

const NOTHING_TRIED = {
  tried: new Set<string>(),
  withdrawn: new Set<string>(),
  incompatible: 0,
  isObservedSince: false,
};

/** The early observation of the WorkSpace is a courtesy. */
const EARLY_PATIENCE = 10 * SECOND;

/** Receives a request and finds out which stack operation it belongs to. It changes nothing. */
export async function onEvent(request: Request, tools: StackTools): Promise<EventAnswer> {
  const requestedAt = tools.clock.now();
  const { state, history } = await findOperation(request, tools);
  const operation: Operation = {
    direction: directionOf(state.status),
    stackUpdatedAt: state.stackUpdatedAt,
    operationStartedAt: history.startedAt ?? state.stackUpdatedAt,
    requestedAt,
    cleared: [],
    failedBefore: [],
  };
  const PhysicalResourceId = physicalIdFor(request, {
    startedAt: operation.operationStartedAt,
    rollingBack: isRollingBack(operation),
  });
  const seen = await observeEarly(request, operation, tools);
  tools.log('INFO', 'requested', {
    type: request.type,
    physicalId: PhysicalResourceId,
    stackStatus: state.status,
  });
  return { PhysicalResourceId, [OPERATION_MEMBER]: toWire({ ...operation, ...seen }) };
}

/** Observes the WorkSpace once, to refuse what is somebody else's before anything begins, and to remember what was there. */
async function observeEarly(
  request: Request,
  operation: Operation,
  tools: StackTools,
): Promise<Pick<Operation, 'cleared' | 'failedBefore'>> {
  const goal = goalsOf(request, operation)[0];
  const unknown = { cleared: [], failedBefore: [] };
  if (!goal || goal.installs.length + goal.removals.length === 0 || !tools.pace.looksEarly) return unknown;
  const caller = { ...tools, until: tools.clock.now() + EARLY_PATIENCE };
  const found = await read(caller, 'DescribeWorkspaceAssociations', () =>
    tools.workspaces.findAssociations(goal.workspaceId),
  );
  if (!found.ok) return unknown;
  const seen = found.value;
  const now = tools.clock.now();
  const facts = { now, seen, seenAt: now, ...NOTHING_TRIED };
  const terms = termsOf(goal, request, operation, Number.POSITIVE_INFINITY, tools.pace);
  const refusal = request.type === 'Delete' ? '' : refusalOf(goal, { ...facts, isFirstObservation: true }, terms);
  if (refusal) throw new RequestFailure(`WorkSpace ${goal.workspaceId}: ${refusal}`);
  const isFree = (applicationId: string, othersBefore: number | undefined) =>
    !isOthers({ applicationId, othersBefore }, seen.get(applicationId) ?? { applicationId, state: 'ABSENT' });
  return {
    cleared: goal.installs
      .filter((install) => isFree(install.applicationId, install.othersBefore))
      .map(({ applicationId }) => applicationId),
    failedBefore: [...seen.values()].filter(({ state }) => state === 'ERROR').map(({ applicationId }) => applicationId),
  };
}
