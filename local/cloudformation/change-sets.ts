import { arn, uuid } from '../environment';
import { changesBetween, isDifferent } from './changes';
import type { Context } from './context';
import { desire } from './desired';
import { ServiceError, unsupported } from './errors';
import type { ChangeSetInput } from './inputs';
import type { ChangeSet, Desired, Stack } from './model';
import type { StackRegistry } from './stack-registry';

/** The CLI recognizes by these words that there is nothing to deploy. */
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** The qualifier with which the CDK bootstraps by default. */
const QUALIFIER = 'hnb659fds';

export interface FoundChangeSet {
  readonly stack: Stack;
  readonly changeSet: ChangeSet;
}

/** Throws if the service refuses the call at once. What it finds later makes the change set FAILED. */
export function newChangeSet(context: Context, stack: Stack, input: ChangeSetInput): ChangeSet {
  const { changeSetName: name, type, onFailure, description } = input;
  if (stack.changeSets.has(name)) throw new ServiceError('AlreadyExistsException', `ChangeSet ${name} already exists`);
  const desired = stack.isBuiltIn ? builtIn(stack, input) : desire(context, stack, input);
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

/** A built-in stack is up to date with any template. */
function builtIn(stack: Stack, { parameters = [] }: ChangeSetInput): Desired {
  const other = parameters.find(({ key, value }) => key === 'Qualifier' && value !== undefined && value !== QUALIFIER);
  if (other) throw unsupported(`the qualifier '${other.value}': it is bootstrapped with '${QUALIFIER}'`);
  if (!stack.current) throw new Error(`${stack.name} was not deployed`);
  return stack.current;
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
