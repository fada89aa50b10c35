import type { Age } from './association';
import type { Declaration } from './contract';
import { parseIdentity } from './identity';
import { isRollingBack, type Operation } from './operation';
import type { Request } from './request';

/** An application that must be installed. */
export interface Installation {
  readonly applicationId: string;
  /** An association from before this moment is somebody else's. Absent where the application is the resource's already. */
  readonly othersBefore?: number;
}

/** An application that must go. */
export interface Removal {
  readonly applicationId: string;
  /** Only an association that is not older than this is ours to remove. Absent: it goes whatever its age. */
  readonly ours?: { readonly since: number; readonly age: Age };
}

/** What one request wants of one WorkSpace. */
export interface Goal {
  readonly workspaceId: string;
  readonly installs: readonly Installation[];
  readonly removals: readonly Removal[];
}

/** The goals of a request: one, or two while a change of WorkSpace is rolled back. The first is the resource's own WorkSpace. */
export function goalsOf(request: Request, operation: Operation): readonly Goal[] {
  const { declared, before } = request;
  if (!declared) return [];
  if (request.type === 'Delete')
    return [goal(declared, [], removalsOf(declared.applicationIds, oursOf(request, operation)))];
  if (request.type === 'Create')
    return [goal(declared, installsOf(declared.applicationIds, operation, []), absentOf(declared, []))];

  const moved = before !== undefined && before.workspaceId !== declared.workspaceId;
  const old = moved || !before ? [] : before.applicationIds;
  const everything = moved || !before || before.revision !== declared.revision || isRollingBack(operation);
  const kept = [...declared.applicationIds, ...declared.absentApplicationIds];
  const own = goal(
    declared,
    installsOf(everything ? declared.applicationIds : without(declared.applicationIds, old), operation, old),
    [
      ...removalsOf(without(old, kept), oursOf(request, operation)),
      ...absentOf(declared, everything ? [] : before.absentApplicationIds),
    ],
  );
  if (!moved || !isRollingBack(operation)) return [own];
  // CloudFormation may never have learnt the id of the replacement: nobody else would clean up what it began.
  return [own, goal(before, [], removalsOf(before.applicationIds, { since: operation.began, age: 'latest' }))];
}

function goal(declared: Declaration, installs: readonly Installation[], removals: readonly Removal[]): Goal {
  return { workspaceId: declared.workspaceId, installs, removals };
}

/** Rolling back puts back what was there: the conflict rule has no say in it. */
function installsOf(ids: readonly string[], operation: Operation, old: readonly string[]): readonly Installation[] {
  return ids.map((applicationId) =>
    isRollingBack(operation) || old.includes(applicationId) || operation.cleared.includes(applicationId)
      ? { applicationId }
      : { applicationId, othersBefore: operation.began },
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
    return { since: operation.began, age: 'latest' };
  }
  return { since: identity.created, age: 'created' };
}

const without = (ids: readonly string[], others: readonly string[]): readonly string[] =>
  ids.filter((id) => !others.includes(id));
