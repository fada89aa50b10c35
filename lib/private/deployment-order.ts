import { Annotations, CfnResource, type Stack } from 'aws-cdk-lib';
import { type Declaration, shown } from './declaration';

/**
 * Warns of WorkSpaces that get two outages because of dependencies: of two resources of one WorkSpace, the second begins
 * when the first is done. The dependency may lead through other resources, and through other WorkSpaces in turn: A of the
 * first after B of the second, and another of the second after another of the first.
 */
export function warnOfOrder(stack: Stack, declarations: readonly Declaration[]): void {
  const workspaces = new Map(declarations.map(({ resource, workspaceId }) => [resource, shown(stack, workspaceId)]));
  const siblings = new Map<string, CfnResource[]>();
  for (const [resource, workspace] of workspaces)
    siblings.set(workspace, [...(siblings.get(workspace) ?? []), resource]);
  for (const { scope, resource } of declarations) {
    const workspace = workspaces.get(resource) ?? '';
    if ((siblings.get(workspace)?.length ?? 0) < 2) continue;
    const before = predecessorsOf(resource, (one) => siblings.get(workspaces.get(one) ?? '') ?? []);
    const other = siblings.get(workspace)?.find((one) => before.has(one));
    if (other === undefined) continue;
    Annotations.of(scope).addWarningV2(
      'cdk-workspaces-applications:twoOutages',
      `dependencies keep this construct and ${other.node.scope?.node.path}, of the same WorkSpace ${workspace}, from being deployed ` +
        'together: the user has two outages instead of one. What next: remove the dependency, name the applications in one ' +
        'WorkspaceApplicationSet, or acknowledge this',
    );
  }
}

/** All resources that must be done before `start` begins; one that waits on a WorkSpace is waited for with its siblings. */
function predecessorsOf(start: CfnResource, siblingsOf: (resource: CfnResource) => readonly CfnResource[]) {
  const found = new Set<CfnResource>();
  const open = [...dependenciesOf(start)];
  for (let next = open.pop(); next; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...dependenciesOf(next), ...siblingsOf(next).flatMap(dependenciesOf));
  }
  return found;
}

const dependenciesOf = (resource: CfnResource): CfnResource[] =>
  resource.obtainDependencies().filter((one) => CfnResource.isCfnResource(one));
