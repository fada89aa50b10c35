import { Annotations, CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { renderLoad, type ServedLoad } from '../../lambda/contract/load';
import type { WhenUserConnected } from '../when-user-connected';
import { isDynamicReference } from './validation';

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
    // A look, a mark, a registration of each application, a deployment.
    this.calls += 3 + (countOf(served.lists) ?? 1);
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

  /** The value for the environment of the functions. Complete only at synthesis, when all resources are known. */
  render(): string {
    return renderLoad(this.summary());
  }

  private summary(): ServedLoad {
    const counts = this.served.map(({ lists }) => countOf(lists));
    const sums = this.perWorkspace();
    const [sum, ...others] = new Set(sums?.values());
    return {
      resources: this.served.length,
      applications: counts.reduce<number>((total, count) => total + (count ?? 1), 0),
      applicationsPerWorkspace: others.length > 0 || counts.includes(undefined) ? undefined : sum,
      shared: this.served.length > 1 && (sums?.size ?? 0) < this.served.length,
    };
  }

  /** How many applications each WorkSpace gets; undefined if it cannot be known which resources are about the same one. */
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

/** Ids with different keys are different WorkSpaces. A parameter has no key, because two of them may hold the same id. */
function keyOf(scope: IConstruct, workspaceId: string): string | undefined {
  if (isDynamicReference(workspaceId)) return undefined;
  if (!Token.isUnresolved(workspaceId)) return workspaceId;
  const token = Tokenization.reverseString(workspaceId).firstToken;
  const isResource = Reference.isReference(token) && CfnResource.isCfnResource(token.target);
  return isResource ? JSON.stringify([token.target.node.path, Stack.of(scope).resolve(workspaceId)]) : undefined;
}

/** How many applications the lists name; undefined if one is a token, which may stand for any number. */
const countOf = (lists: readonly string[][]): number | undefined =>
  lists.some((list) => Token.isUnresolved(list)) ? undefined : lists.reduce((sum, list) => sum + list.length, 0);
