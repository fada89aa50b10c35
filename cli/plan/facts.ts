import type { Operation, RequestType } from '../../lambda/stack/operation';
import type { DeployedStack } from '../template/deployed';
import type { JsonObject } from '../template/json';
import { type Resolved, resolve, unknownIn } from '../template/resolve';
import { resourcesOf, type StackFacts, scopeOf } from '../template/template';

const WORKSPACE = 'AWS::WorkSpaces::Workspace';

/** WorkSpaces that the deployment makes anew: their ids are not known before. */
export function reborn(template: JsonObject, facts: StackFacts, deployed: DeployedStack | undefined) {
  const old = new Map(
    (deployed ? resourcesOf(deployed.template, deployed.facts, [WORKSPACE]) : []).map((one) => [
      one.logicalId,
      identityOf(one.properties),
    ]),
  );
  return resourcesOf(template, facts, [WORKSPACE]).filter(
    ({ logicalId, properties }) => old.get(logicalId) !== identityOf(properties),
  );
}

/** CloudFormation replaces a WorkSpace if anything but these changes. */
function identityOf(properties: Resolved): string {
  const members = typeof properties === 'object' && properties !== null ? Object.entries(properties) : [];
  return JSON.stringify(members.filter(([name]) => name !== 'Tags' && name !== 'WorkspaceProperties'));
}

/** What a nested stack is given, as far as it is known. */
export function parametersOf(given: JsonObject, template: JsonObject, facts: StackFacts): ReadonlyMap<string, string> {
  const scope = scopeOf(template, facts);
  return new Map(
    Object.entries(given).flatMap(([name, value]) => {
      const known = resolve(value, scope);
      return unknownIn(known) ? [] : [[name, textOf(known)] as const];
    }),
  );
}

/** As CloudFormation hands a parameter on: a list with commas. */
function textOf(value: Resolved): string {
  if (Array.isArray(value)) return value.map(textOf).join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

interface Moment {
  readonly now: number;
  readonly root: string;
  readonly stackName: string;
  readonly underWay: number;
}

/** The operation of a stack that a request of this type will belong to. */
export const operationOf = (type: RequestType, { now, root, stackName, underWay }: Moment): Operation => ({
  direction: type === 'Delete' ? 'removal' : 'forward',
  stackUpdatedAt: now,
  operationStartedAt: now,
  undoneFrom: now,
  requestedAt: now,
  begunAt: now,
  underWay: type === 'Delete' ? underWay : 0,
  hasSiblings: type === 'Delete' && underWay > 1,
  root,
  stackName,
  living: '',
  isProven: true,
  isRetry: false,
});
