import type { Declaration } from '../contract/applications';
import { MAX_TIMEOUT_SECONDS } from '../contract/properties';
import type { Goal, Holder, Terms } from '../reconcile/goal';
import { goalOfChange, goalOfCreation, goalOfRemoval, nothingOn } from '../reconcile/wanted';
import { MINUTE } from '../service/time';
import { parseIdentity, tokenFor, tokenPrefixOf } from './identity';
import { isRollingBack, type Operation } from './operation';
import type { Pace } from './pace';
import type { Request } from './request';

/** What a request wants of a WorkSpace; undefined for nothing. */
export function goalOf(request: Request, operation: Operation): Goal | undefined {
  const { type, declared } = request;
  if (!declared) return undefined;
  if (type === 'Delete') return deleteGoal(request, declared);
  if (type === 'Create') return goalOfCreation(declared);
  return updateGoal({ ...request, declared }, operation);
}

/**
 * A delete goes by the WorkSpace in its id: after an update that failed and was not rolled back, the properties may name
 * another one. What is left there, the marks say.
 */
function deleteGoal({ physicalId }: Request, declared: Declaration): Goal {
  const workspaceId = parseIdentity(physicalId)?.workspaceId ?? declared.workspaceId;
  const isDeclared = workspaceId === declared.workspaceId;
  return isDeclared ? goalOfRemoval(declared) : { ...nothingOn(workspaceId), keeps: [] };
}

/** An update acts on what differs; on everything if the WorkSpace or the revision changed. */
function updateGoal(request: Request & { readonly declared: Declaration }, operation: Operation): Goal {
  const { declared, before } = request;
  const undoing = isRollingBack(operation);
  if (before && before.workspaceId !== declared.workspaceId) {
    // A rollback takes back what the update did on the new WorkSpace; the old one was not touched before its cleanup.
    const keeps = [...declared.applicationIds, ...declared.absentApplicationIds];
    return undoing ? goalOfRemoval(before) : { ...goalOfCreation(declared), keeps };
  }
  const old = before ?? { applicationIds: [], absentApplicationIds: [], revision: '' };
  const everything =
    !before || operation.isRetry || (undoing ? isSame(declared, before) : declared.revision !== old.revision);
  return goalOfChange(declared, old, { everything, undoing });
}

/** A rollback that is continued after it failed: nothing shows any more what the update had declared. */
const isSame = (declared: Declaration, before: Declaration): boolean =>
  JSON.stringify(declared) === JSON.stringify(before);

/**
 * Whether a request takes back what its own operation has done, and whose calls may still be under way: while rolling back,
 * and for the delete of a create that CloudFormation cancelled, which it sends under an id that it has invented.
 */
export const isUndoing = ({ type, physicalId }: Request, operation: Operation): boolean =>
  isRollingBack(operation) || (type === 'Delete' && !parseIdentity(physicalId));

/** An update that is rolled back keeps what the update had promised. */
export const waitsForUser = ({ declared, before }: Request, operation: Operation): boolean =>
  (declared?.waitForUser ?? false) || (isRollingBack(operation) && (before?.waitForUser ?? false));

/** Under an id that CloudFormation invented, the resource is every one that the stack ever had under the logical id, but for the living. */
function holderOf(request: Request, { operationStartedAt, root, stackName, living }: Operation): Holder {
  const isInvented = request.type === 'Delete' && !parseIdentity(request.physicalId);
  return {
    token: isInvented ? '' : tokenFor(request, operationStartedAt),
    ...(isInvented && { family: { prefix: tokenPrefixOf(request), living } }),
    root,
    name: `stack/${stackName}`,
  };
}

/** How long an update waits for a sibling that takes over what it drops. CloudFormation may begin it later, after what it depends on. */
const TAKEOVER = 3 * MINUTE;

/** How long the pending changes of a WorkSpace must be quiet before they are deployed. */
function quietFor({ leaves }: Goal, { type }: Request, operation: Operation, { quiet }: Pace): number {
  const drops = type === 'Update' && !isRollingBack(operation) && leaves.length > 0;
  return drops && quiet > 0 ? Math.max(quiet, TAKEOVER) : quiet;
}

/** An attempt is when its request was made. */
const isNotBefore =
  (time: number) =>
  (attempt: string): boolean =>
    (Number.parseInt(attempt, 36) || 0) >= Math.floor(time);

/** What a step towards the goal of the request depends on. */
export function termsOf(goal: Goal, request: Request, operation: Operation, deadline: number, pace: Pace): Terms {
  const { type, requestId, logicalId, declared } = request;
  const { requestedAt, begunAt, operationStartedAt } = operation;
  const undoing = isUndoing(request, operation);
  return {
    holder: holderOf(request, operation),
    requestId,
    requestedAt,
    begunAt,
    operationStartedAt,
    attempt: Math.floor(requestedAt).toString(36),
    isAttempted: isNotBefore(requestedAt),
    isOfOperation: isNotBefore(operationStartedAt),
    deadline,
    isOwnTimeout:
      !undoing && type !== 'Delete' && (declared?.timeoutSeconds ?? MAX_TIMEOUT_SECONDS) < MAX_TIMEOUT_SECONDS,
    undoing,
    undoesCreate: undoing && type === 'Delete',
    deleting: type === 'Delete',
    allowExisting: declared?.allowExisting ?? false,
    waitForInstallation: declared?.waitForInstallation ?? true,
    waitForUser: waitsForUser(request, operation),
    // What a rollback brings back was there before, and its user has been thrown out often enough.
    reboot: (declared?.rebootAfterInstallation ?? false) && !isRollingBack(operation),
    firstPollAt: pace.firstPoll(pace.keyOf(goal.workspaceId, logicalId), requestedAt),
    quiet: quietFor(goal, request, operation, pace),
    installsPerWorkspace: pace.installsPerWorkspace,
  };
}
