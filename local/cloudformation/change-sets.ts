import { arn, uuid } from '../environment';
import { changesBetween, isDifferent } from './changes';
import type { Context } from './context';
import { desire } from './desired';
import { ServiceError } from './errors';
import type { ChangeSetInput } from './inputs';
import type { ChangeSet, Stack } from './model';
import type { StackRegistry } from './stack-registry';
import { parseTemplate } from './template';

/** The CLI knows by these words that there is nothing to deploy. */
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

export interface FoundChangeSet {
  readonly stack: Stack;
  readonly changeSet: ChangeSet;
}

/** Throws what the service answers at once; what it finds out later makes a change set that has FAILED. */
export function newChangeSet(context: Context, stack: Stack, input: ChangeSetInput): ChangeSet {
  const { changeSetName: name, type, onFailure, description } = input;
  if (stack.changeSets.has(name)) throw new ServiceError('AlreadyExistsException', `ChangeSet ${name} already exists`);
  const desired = desire(context, stack, parseTemplate(input.templateBody), input.parameters ?? [], input.tags ?? {});
  const changes = changesBetween(stack, desired);
  const different = isDifferent(stack, desired, changes);
  return {
    id: arn(context.environment, 'cloudformation', `changeSet/${name}/${uuid(context.random)}`),
    name,
    creationTime: context.clock.now(),
    type,
    desired,
    changes,
    status: different ? 'CREATE_COMPLETE' : 'FAILED',
    reason: different ? undefined : NO_CHANGES,
    executionStatus: different ? 'AVAILABLE' : 'UNAVAILABLE',
    onFailure,
    description,
  };
}

export function findChangeSet(registry: StackRegistry, name: string, stackName: string | undefined): FoundChangeSet {
  const [found] = matchingChangeSets(registry, name, stackName);
  if (!found) throw new ServiceError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
  return found;
}

/** By name within a stack, or by id anywhere. */
export function matchingChangeSets(
  registry: StackRegistry,
  name: string,
  stackName: string | undefined,
): FoundChangeSet[] {
  const stacks = stackName === undefined ? registry.all() : [registry.describe(stackName)];
  return stacks.flatMap((stack) =>
    [...stack.changeSets.values()]
      .filter((changeSet) => changeSet.name === name || changeSet.id === name)
      .map((changeSet) => ({ stack, changeSet })),
  );
}
