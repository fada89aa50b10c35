import type { Stack } from 'aws-cdk-lib';
import { type Declaration, shown } from './declaration';

const REMEDY = 'remove one of the two, or name all applications of the WorkSpace in one WorkspaceApplicationSet';

/**
 * Problems of a stack in which two constructs declare the same application on the same WorkSpace, or different things about
 * its user.
 *
 * Found at synthesis, when tokens resolve: two constructs that take their ids from the same parameter or resource then
 * differ from two that do not.
 */
export function onceProblems(stack: Stack, declarations: readonly Declaration[]): string[] {
  const claims = new Map<string, string>();
  const users = new Map<string, Declaration>();
  const problems: string[] = [];
  for (const declaration of declarations) {
    const { scope, workspaceId, whenUserConnected } = declaration;
    const workspace = shown(stack, workspaceId);
    const first = users.get(workspace) ?? declaration;
    users.set(workspace, first);
    if (first.whenUserConnected !== whenUserConnected) {
      problems.push(
        `${scope.node.path}: whenUserConnected of WorkSpace ${workspace} is ${whenUserConnected}, and ` +
          `${first.whenUserConnected} in ${first.scope.node.path}: use the same value in both, because one deployment carries out both`,
      );
    }
    for (const application of applicationsOf(stack, declaration)) {
      const claim = `application ${application} on WorkSpace ${workspace}`;
      const owner = claims.get(claim);
      if (owner === undefined) claims.set(claim, scope.node.path);
      // A list that names an application twice is a problem of its own.
      else if (owner !== scope.node.path)
        problems.push(`${scope.node.path}: ${claim} is already declared by ${owner}: ${REMEDY}`);
    }
  }
  return problems;
}

/** Each application that the lists name; a list that only a deployment knows, such as a list parameter, counts as one. */
function applicationsOf(stack: Stack, { applicationIds, absentApplicationIds }: Declaration): readonly string[] {
  return [applicationIds, absentApplicationIds].flatMap((list) => {
    const resolved: unknown = stack.resolve(list);
    const elements: readonly unknown[] = Array.isArray(resolved) ? resolved : [resolved];
    return elements.map((element) => shown(stack, element));
  });
}
