import { Annotations, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Declaration } from './declaration';
import { isUnknown } from './validation';

/** The first declaration of each application on each WorkSpace, of each app. Only ids that are known when constructing. */
const FIRST = new WeakMap<IConstruct, Map<string, Declaration>>();

/** Warns of a declaration whose applications another stack of the app declares on the same WorkSpace. */
export function warnOfOtherStacks(declaration: Declaration): void {
  const others = new Map<Declaration, string[]>();
  for (const id of [...declaration.applicationIds, ...declaration.absentApplicationIds]) {
    const other = firstOf(declaration, id);
    if (other === undefined || Stack.of(other.scope) === Stack.of(declaration.scope)) continue;
    // Two stacks that declare it absent agree.
    if (isAbsent(declaration, id) && isAbsent(other, id)) continue;
    others.set(other, [...(others.get(other) ?? []), id]);
  }
  for (const [other, ids] of others) {
    Annotations.of(declaration.scope).addWarningV2(
      'cdk-workspaces-applications:declaredInTwoStacks',
      `${other.scope.node.path} in another stack declares ${ids.join(', ')} on WorkSpace ${declaration.workspaceId} too. ` +
        `${consequenceOf(declaration, other, ids)}. What next: declare each application of a WorkSpace in one stack, or acknowledge this`,
    );
  }
}

/** The first declaration in the app; the given one, if there was none. */
function firstOf(declaration: Declaration, applicationId: string): Declaration | undefined {
  const { scope, workspaceId } = declaration;
  if (isUnknown(workspaceId) || isUnknown(applicationId)) return undefined;
  const known = FIRST.get(scope.node.root) ?? new Map<string, Declaration>();
  FIRST.set(scope.node.root, known);
  const key = `${Stack.of(scope).environment} ${workspaceId} ${applicationId}`;
  const first = known.get(key) ?? declaration;
  known.set(key, first);
  return first;
}

const isAbsent = ({ absentApplicationIds }: Declaration, id: string): boolean => absentApplicationIds.includes(id);

function consequenceOf(one: Declaration, other: Declaration, ids: readonly string[]): string {
  if (ids.some((id) => isAbsent(one, id) !== isAbsent(other, id))) {
    return 'One of the two wants it installed and the other wants it absent: the one that wants it absent fails as long as the other declares it';
  }
  const shared = 'Both hold it, and the last of the two that drops it uninstalls it';
  if (topOf(one) === topOf(other) || (one.allowExisting && other.allowExisting)) return shared;
  return `Without allowExisting, the stack that is deployed second fails. With it: ${shared[0]?.toLowerCase()}${shared.slice(1)}`;
}

/** The stack that a nested stack belongs to in the end. */
function topOf({ scope }: Declaration): Stack {
  let stack = Stack.of(scope);
  while (stack.nestedStackParent) stack = stack.nestedStackParent;
  return stack;
}
