import type { Access } from '../aws/access';
import type { Stacks, StackView } from '../aws/stacks';
import { type Declared, declaredIn } from './declared';
import type { JsonObject } from './json';
import { parseTemplate, type StackFacts } from './template';

/** A stack as it is deployed. */
export interface DeployedStack {
  readonly view: StackView;
  readonly template: JsonObject;
  readonly facts: StackFacts;
  readonly declared: readonly Declared[];
}

/** Reads a stack with its template and its resources. Undefined if there is none, or only a change set of one. */
export async function readStack(
  stacks: Stacks,
  nameOrId: string,
  { region }: Pick<Access, 'region'>,
): Promise<DeployedStack | undefined> {
  const view = await stacks.find(nameOrId);
  if (!view || view.status === 'REVIEW_IN_PROGRESS' || view.status === 'DELETE_COMPLETE') return undefined;
  const resources = await stacks.findResources(view.id);
  const template = parseTemplate(await stacks.findTemplate(view.id), `stack ${view.name}`);
  const facts: StackFacts = {
    stackName: view.name,
    stackId: view.id,
    region,
    account: view.id.split(':')[4],
    parameters: view.parameters,
    physicalIds: new Map(resources.map(({ logicalId, physicalId }) => [logicalId, physicalId])),
  };
  return { view, template, facts, declared: declaredIn(template, facts) };
}
