import type { Declaration } from '../contract/applications';
import { MAX_TIMEOUT_SECONDS } from '../contract/properties';
import type { Goal, Holder, Terms } from '../reconcile/goal';
import { goalOfChange, goalOfCreation, goalOfRemoval, nothingOn } from '../reconcile/wanted';
import { MINUTE, SECOND } from '../service/time';
import { createdAt, parseIdentity, tokenFor, tokenPrefixOf } from './identity';
import { isRollingBack, type Operation } from './operation';
import type { Pace } from './pace';
import type { Request } from './request';

/** What a request wants of a WorkSpace; undefined for nothing. */
export function goalOf(request: Request, operation: Operation): Goal | undefined {
  const { type, declared } = request;
  if (type === 'Delete') return deleteGoal(request);
  if (!declared) return undefined;
  if (type === 'Create') return goalOfCreation(declared);
  return updateGoal({ ...request, declared }, operation);
}

/**
 * A delete goes by the WorkSpace in its id: after an update that failed and was not rolled back, the properties may name
 * another one, or be unreadable. What is left there, the marks say.
 */
function deleteGoal({ physicalId, declared }: Request): Goal | undefined {
  const workspaceId = parseIdentity(physicalId)?.workspaceId ?? declared?.workspaceId;
  if (workspaceId === undefined) return undefined;
  return declared?.workspaceId === workspaceId ? goalOfRemoval(declared) : { ...nothingOn(workspaceId), keeps: [] };
}

/** An update acts on what differs; on everything if the WorkSpace or the revision changed. */
function updateGoal(request: Request & { readonly declared: Declaration }, operation: Operation): Goal {
  const { declared, before, isUnchanged } = request;
  const undoing = isRollingBack(operation);
  if (before && before.workspaceId !== declared.workspaceId) {
    // A rollback takes back what the update did on the new WorkSpace; the old one was not touched before its cleanup.
    const keeps = [...declared.applicationIds, ...declared.absentApplicationIds];
    return undoing ? goalOfRemoval(before) : { ...goalOfCreation(declared), keeps };
  }
  // What could not be read was refused before anything was done.
  const old = before ?? (undoing ? declared : NOTHING);
  const everything = isUnchanged || operation.isRetry || (!undoing && declared.revision !== old.revision);
  return goalOfChange(declared, old, { everything, undoing });
}

/**
 * What a rollback brings back first, on the WorkSpace that the resource was about to leave: operations before, which failed and were
 * left so, may have changed it. The properties show only what the last one was about to change.
 */
export function restorationOf({ declared, before }: Request, operation: Operation): Goal | undefined {
  const isMoved = before !== undefined && before.workspaceId !== declared?.workspaceId;
  if (!declared || !isMoved || !operation.isRetry || !isRollingBack(operation)) return undefined;
  return goalOfChange(declared, NOTHING, { everything: true, undoing: true });
}

const NOTHING = { applicationIds: [], absentApplicationIds: [], revision: undefined };

/**
 * Whether a request takes back what its own operation has done, and whose calls may still be under way: while rolling back,
 * and for the delete of a create that CloudFormation cancelled, which it sends under an id that it has invented.
 */
export const isUndoing = ({ type, physicalId }: Request, operation: Operation): boolean =>
  isRollingBack(operation) || (type === 'Delete' && !parseIdentity(physicalId));

/** An update that is rolled back keeps what the update had promised. */
export const waitsForUser = ({ declared, before }: Request, operation: Operation): boolean =>
  (declared?.waitForUser ?? false) || (isRollingBack(operation) && (before?.waitForUser ?? false));

/**
 * Under an id that CloudFormation invented, the resource is every one that the stack began to create under the logical id in
 * what is undone, but for the living. An earlier one was retained.
 */
function holderOf(request: Request, { operationStartedAt, undoneFrom, root, stackName, living }: Operation): Holder {
  const isInvented = request.type === 'Delete' && !parseIdentity(request.physicalId);
  const prefix = tokenPrefixOf(request);
  const isAlias = (token: string) => token.startsWith(prefix) && token !== living && createdAt({ token }) >= undoneFrom;
  return {
    token: isInvented ? '' : tokenFor(request, operationStartedAt),
    ...(isInvented && { isAlias }),
    root,
    name: `stack/${stackName}`,
  };
}

/** How long a removal waits for a sibling that takes the application over. CloudFormation may begin it later, after what it depends on. */
const TAKEOVER = 3 * MINUTE;

/** An attempt is when its request was made. */
const isNotBefore =
  (time: number) =>
  (attempt: string): boolean =>
    (Number.parseInt(attempt, 36) || 0) >= Math.floor(time);

/** What a step towards the goal of the request depends on. */
export function termsOf(goal: Goal, request: Request, operation: Operation, deadline: number, pace: Pace): Terms {
  const { type, requestId, logicalId, declared } = request;
  const { requestedAt, begunAt, operationStartedAt, undoneFrom } = operation;
  const undoing = isUndoing(request, operation);
  const isForward = !undoing && type !== 'Delete';
  return {
    holder: holderOf(request, operation),
    requestId,
    requestedAt,
    begunAt,
    operationStartedAt,
    undoneFrom,
    attempt: Math.floor(requestedAt).toString(36),
    isAttempted: isNotBefore(requestedAt),
    isOfOperation: isNotBefore(undoing ? undoneFrom : operationStartedAt),
    deadline,
    isOwnTimeout: isForward && (declared?.timeoutSeconds ?? MAX_TIMEOUT_SECONDS) < MAX_TIMEOUT_SECONDS,
    mayNotWait: isForward && (declared?.waitForInstallation ?? true),
    undoing,
    undoesCreate: undoing && type === 'Delete',
    deleting: type === 'Delete',
    allowExisting: declared?.allowExisting ?? false,
    waitForInstallation: declared?.waitForInstallation ?? true,
    waitForUser: waitsForUser(request, operation),
    // What a rollback brings back was there before, and its session has ended often enough.
    reboot: (declared?.rebootAfterInstallation ?? false) && !isRollingBack(operation),
    firstPollAt: pace.firstPoll(pace.keyOf(goal.workspaceId, logicalId), requestedAt),
    quiet: pace.quiet,
    takeover: undoing || type === 'Delete' ? 0 : TAKEOVER,
    installsPerWorkspace: pace.installsPerWorkspace,
  };
}

/** The user's timeout bounds what goes forward; what goes back gets all the time there is. */
export function deadlineOf({ type, declared }: Request, operation: Operation): number {
  const forward = type !== 'Delete' && !isRollingBack(operation);
  const seconds = forward && declared ? declared.timeoutSeconds : MAX_TIMEOUT_SECONDS;
  return operation.begunAt + seconds * SECOND;
}
