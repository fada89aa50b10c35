import { Annotations, CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import {
  APPLICATIONS_PER_WORKSPACE_VARIABLE,
  APPLICATIONS_VARIABLE,
  RESOURCES_VARIABLE,
  SHARED_VARIABLE,
} from '../../lambda/contract/applications';
import type { WhenUserConnected } from '../when-user-connected';

/** What one resource declares: its WorkSpace, and its lists of applications. */
export interface Served {
  readonly scope: IConstruct;
  readonly workspaceId: string;
  readonly lists: readonly string[][];
  readonly whenUserConnected?: WhenUserConnected;
  readonly rebootAfterInstallation?: boolean;
}

/**
 * At two calls a second these take 19 minutes, and the slowest installations most of the rest of the hour. Measured:
 * docs/performance.md, "Where it ends".
 */
const MOST_CALLS = 2300;

/** What the resources of a provider declare together, for the pace of its functions. */
export class Load {
  private readonly served: Served[] = [];
  private calls = 0;

  constructor(private readonly provider: IConstruct) {}

  add(served: Served): void {
    this.served.push(served);
    // A look, a registration of each application, a deployment.
    this.calls += 2 + (countOf(served.lists) ?? 1);
    if (this.calls > MOST_CALLS) this.warn();
  }

  private warn(): void {
    Annotations.of(this.provider).addWarningV2(
      'cdk-workspaces-applications:tooManyCalls',
      `the resources of this provider need more than ${MOST_CALLS} calls to WorkSpaces before the last installation begins, and the ` +
        'service allows two a second by default: some may not be done within the hour that CloudFormation gives them. What next: ' +
        'divide them among stacks that are deployed one after the other, or have AWS raise the rate and acknowledge this',
    );
  }

  /** The environment of the functions. Only to be asked for when synthesizing, once all resources are known. */
  variable(name: string): string {
    const counts = this.served.map(({ lists }) => countOf(lists));
    switch (name) {
      case RESOURCES_VARIABLE:
        return String(this.served.length);
      case APPLICATIONS_VARIABLE:
        return String(counts.reduce<number>((sum, count) => sum + (count ?? 1), 0));
      case SHARED_VARIABLE:
        return String(this.served.length > 1 && (this.perWorkspace()?.size ?? 0) < this.served.length);
      case APPLICATIONS_PER_WORKSPACE_VARIABLE: {
        const sums = new Set(this.perWorkspace()?.values());
        const [sum] = sums;
        return sums.size === 1 && sum !== undefined && !counts.includes(undefined) ? String(sum) : '';
      }
      default:
        throw new Error(`${name} is no variable of the load`);
    }
  }

  /** How many applications each WorkSpace gets; undefined if it cannot be told which resources are about the same one. */
  private perWorkspace(): ReadonlyMap<string, number> | undefined {
    const sums = new Map<string, number>();
    for (const { scope, workspaceId, lists } of this.served) {
      const key = keyOf(scope, workspaceId);
      if (key === undefined) return undefined;
      sums.set(key, (sums.get(key) ?? 0) + (countOf(lists) ?? 0));
    }
    return sums;
  }
}

const VARIABLES = [
  RESOURCES_VARIABLE,
  APPLICATIONS_VARIABLE,
  APPLICATIONS_PER_WORKSPACE_VARIABLE,
  SHARED_VARIABLE,
] as const;

export const LOAD_VARIABLES: readonly string[] = VARIABLES;

/** Two ids with different keys are different WorkSpaces. Two parameters may hold the same id: they have no key. */
function keyOf(scope: IConstruct, workspaceId: string): string | undefined {
  if (!Token.isUnresolved(workspaceId)) return workspaceId;
  const token = Tokenization.reverseString(workspaceId).firstToken;
  const isResource = Reference.isReference(token) && CfnResource.isCfnResource(token.target);
  return isResource ? JSON.stringify([token.target.node.path, Stack.of(scope).resolve(workspaceId)]) : undefined;
}

/** How many applications the lists name; undefined if one is a token, which may stand for any number. */
const countOf = (lists: readonly string[][]): number | undefined =>
  lists.some((list) => Token.isUnresolved(list)) ? undefined : lists.reduce((sum, list) => sum + list.length, 0);
