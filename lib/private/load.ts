import { CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ServedLoad } from '../../lambda/contract/load';
import type { WhenUserConnected } from '../when-user-connected';
import { isDynamicReference } from './validation';

/** What one resource declares. */
export interface Served {
  readonly scope: IConstruct;
  readonly workspaceId: string;
  readonly applicationIds: string[];
  readonly absentApplicationIds: string[];
  /** A number, or the token of one. */
  readonly timeoutSeconds: number;
  readonly waitForInstallation: boolean;
  readonly whenUserConnected: WhenUserConnected;
  readonly rebootAfterInstallation: boolean;
}

/** What the resources declare together. Complete only at synthesis, when all resources are known. */
export function loadOf(served: readonly Served[]): ServedLoad {
  const counts = served.map(countOf);
  const sums = applicationsPerWorkspace(served);
  const [sum, ...others] = new Set(sums?.values());
  return {
    resources: served.length,
    applications: counts.reduce<number>((total, count) => total + (count ?? 1), 0),
    applicationsPerWorkspace: others.length > 0 || counts.includes(undefined) ? undefined : sum,
    shared: served.length > 1 && (sums?.size ?? 0) < served.length,
  };
}

/** How many applications each WorkSpace gets; undefined if it cannot be known which resources are about the same one. */
function applicationsPerWorkspace(served: readonly Served[]): ReadonlyMap<string, number> | undefined {
  const sums = new Map<string, number>();
  for (const one of served) {
    const key = workspaceKeyOf(one.scope, one.workspaceId);
    if (key === undefined) return undefined;
    sums.set(key, (sums.get(key) ?? 0) + (countOf(one) ?? 0));
  }
  return sums;
}

/** Ids with different keys are different WorkSpaces. A parameter has no key, because two of them may hold the same id. */
export function workspaceKeyOf(scope: IConstruct, workspaceId: string): string | undefined {
  if (isDynamicReference(workspaceId)) return undefined;
  if (!Token.isUnresolved(workspaceId)) return workspaceId;
  const token = Tokenization.reverseString(workspaceId).firstToken;
  const isResource = Reference.isReference(token) && CfnResource.isCfnResource(token.target);
  return isResource ? JSON.stringify([token.target.node.path, Stack.of(scope).resolve(workspaceId)]) : undefined;
}

/** How many applications a resource names; undefined if one of its lists is a token, which may stand for any number. */
function countOf({ applicationIds, absentApplicationIds }: Served): number | undefined {
  if (Token.isUnresolved(applicationIds) || Token.isUnresolved(absentApplicationIds)) return undefined;
  return applicationIds.length + absentApplicationIds.length;
}
