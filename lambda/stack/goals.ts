import type { Declaration } from '../contract/applications';
import type { Goal, Installation, Removal, Terms } from '../reconcile/goal';
import { parseIdentity } from './identity';
import { isRollingBack, type Operation } from './operation';
import type { Pace } from './pace';
import type { Request } from './request';

/** The goals of a request: one, or two while a change of WorkSpace is rolled back. The first is the resource's own WorkSpace. */
export function goalsOf(request: Request, operation: Operation): readonly Goal[] {
  const { declared } = request;
  if (!declared) return [];
  if (request.type === 'Delete')
    return [goal(declared, [], removalsOf(declared.applicationIds, oursOf(request, operation)))];
  if (request.type === 'Create')
    return [goal(declared, installsOf(declared.applicationIds, operation, []), absentOf(declared, []))];

  return updateGoals({ ...request, declared }, operation);
}

/** An update acts on what differs; on everything if the WorkSpace or the revision changed. */
function updateGoals(request: Request & { readonly declared: Declaration }, operation: Operation): readonly Goal[] {
  const { declared, before } = request;
  const undoing = isRollingBack(operation);
  const moved = before !== undefined && before.workspaceId !== declared.workspaceId;
  const replaced = { since: operation.operationStartedAt, undoing: true };
  // Nothing was touched on the old WorkSpace before its cleanup, which a rollback comes ahead of. On the new one there may
  // be something that CloudFormation never learnt of: nobody else would take it back.
  if (moved && undoing) return [goal(declared, [], []), goal(before, [], removalsOf(before.applicationIds, replaced))];
  const old = moved || !before ? [] : before.applicationIds;
  const kept = [...declared.applicationIds, ...declared.absentApplicationIds];
  const everything = !before || moved || (undoing ? isSame(declared, before) : declared.revision !== before.revision);
  const own = goal(
    declared,
    installsOf(everything ? declared.applicationIds : without(declared.applicationIds, old), operation, old),
    [
      ...removalsOf(without(old, kept), oursOf(request, operation)),
      ...absentOf(declared, everything ? [] : before.absentApplicationIds),
    ],
  );
  return [own];
}

/** A rollback that is continued after it failed: nothing says any more what the update had declared. */
const isSame = (declared: Declaration, before: Declaration): boolean =>
  JSON.stringify(declared) === JSON.stringify(before);

function goal(declared: Declaration, installs: readonly Installation[], removals: readonly Removal[]): Goal {
  return { workspaceId: declared.workspaceId, installs, removals };
}

/** Rolling back puts back what was there: the conflict rule has no say in it. */
function installsOf(ids: readonly string[], operation: Operation, old: readonly string[]): readonly Installation[] {
  return ids.map((applicationId) =>
    isRollingBack(operation) || old.includes(applicationId) || operation.cleared.includes(applicationId)
      ? { applicationId }
      : { applicationId, othersBefore: operation.operationStartedAt },
  );
}

const removalsOf = (ids: readonly string[], ours: Removal['ours']): readonly Removal[] =>
  ids.map((applicationId) => ({ applicationId, ours }));

const absentOf = (declared: Declaration, old: readonly string[]): readonly Removal[] =>
  without(declared.absentApplicationIds, old).map((applicationId) => ({ applicationId }));

/**
 * Whether a request takes back what the operation itself has done, and whose calls may still be on their way: while rolling
 * back, and for the delete of a create that CloudFormation cancelled, which it sends under an id that nobody ever gave.
 */
export function isUndoing({ type, physicalId, logicalId }: Request, operation: Operation): boolean {
  return isRollingBack(operation) || (type === 'Delete' && !parseIdentity(physicalId, logicalId));
}

/** What this resource may remove: never anything from before it, and when undoing nothing from before the operation. */
function oursOf(request: Request, operation: Operation): Removal['ours'] {
  const identity = parseIdentity(request.physicalId, request.logicalId);
  if (isUndoing(request, operation) || !identity || identity.workspaceId !== request.declared?.workspaceId) {
    return { since: operation.operationStartedAt, undoing: true };
  }
  return { since: identity.created, undoing: false };
}

const without = (ids: readonly string[], others: readonly string[]): readonly string[] =>
  ids.filter((id) => !others.includes(id));

/** An update that is rolled back keeps what the update had promised. */
export const waitsForUser = ({ declared, before }: Request, operation: Operation): boolean =>
  (declared?.waitForUser ?? false) || (isRollingBack(operation) && (before?.waitForUser ?? false));

/** What a step towards a goal of the request depends on. */
export function termsOf(goal: Goal, request: Request, operation: Operation, deadline: number, pace: Pace): Terms {
  const { requestId, logicalId, declared } = request;
  const { requestedAt, operationStartedAt, failedBefore } = operation;
  return {
    requestId,
    requestedAt,
    operationStartedAt,
    deadline,
    undoing: isUndoing(request, operation),
    allowExisting: declared?.allowExisting ?? false,
    waitForInstallation: declared?.waitForInstallation ?? true,
    waitForUser: waitsForUser(request, operation),
    // What a rollback brings back was there before, and its user has been thrown out often enough.
    reboot: (declared?.rebootAfterInstallation ?? false) && !isRollingBack(operation),
    firstPollAt: pace.firstPoll(pace.keyOf(goal.workspaceId, logicalId), requestedAt),
    quiet: pace.quiet,
    retryWindow: pace.retryWindow,
    awaited: { changes: pace.changesPerWorkspace, since: operationStartedAt },
    failedBefore,
  };
}
