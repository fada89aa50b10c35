import type { Clock } from '../clock';
import { arn, DEFAULT_ENVIRONMENT, type Environment, type Random, uuid } from '../environment';
import type { FunctionHost } from '../lambda/function-host';
import { changesBetween, isDifferent } from './changes';
import { type Context, type Readings, recordStackStatus } from './context';
import { desire, type ParameterInput } from './desired';
import { ServiceError, validationError } from './errors';
import { type ChangeSet, type OnFailure, Stack } from './model';
import { Operation } from './operation';
import { ResponseInbox } from './response-inbox';
import type { Services } from './services';
import { STACK_RULES } from './statuses';
import { parseTemplate } from './template';

export interface CloudFormationOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly functions: FunctionHost;
  readonly services: Services;
  readonly environment?: Environment;
  readonly readings?: Partial<Readings>;
  /** Milliseconds that the provider of a type takes for one action. Default: none. */
  readonly latency?: (type: string) => number;
}

export interface DeployInput {
  readonly stackName: string;
  readonly templateBody: string;
  readonly parameters?: readonly ParameterInput[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly roleArn?: string | undefined;
  readonly onFailure?: OnFailure | undefined;
}

export interface ChangeSetInput extends DeployInput {
  readonly changeSetName: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly description?: string | undefined;
}

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/**
 * CloudFormation: its calls as methods, without transport. A call answers at once, as the service does, and its operation goes
 * on behind it; `settled` waits for that. Every refusal is a ServiceError.
 */
export class CloudFormation {
  readonly inbox: ResponseInbox;
  readonly environment: Environment;
  private readonly context: Context;
  private readonly stacks: Stack[] = [];
  private readonly operations = new Map<Stack, { readonly operation: Operation; readonly end: Promise<void> }>();

  /** Where custom resources send their answers. */
  static responseHost({ region, urlSuffix }: Environment): string {
    return `cloudformation-custom-resource-response-${region.replaceAll('-', '')}.s3.${region}.${urlSuffix}`;
  }

  constructor(options: CloudFormationOptions) {
    const { clock, random, functions, services } = options;
    this.environment = options.environment ?? DEFAULT_ENVIRONMENT;
    this.inbox = new ResponseInbox(random, CloudFormation.responseHost(this.environment));
    this.context = {
      clock,
      random,
      functions,
      services,
      environment: this.environment,
      inbox: this.inbox,
      readings: { lastUpdatedTimeMovesAtRollback: false, ...options.readings },
      exported: (name) => this.exports().find((found) => found.name === name),
      latency: options.latency ?? (() => 0),
    };
  }

  createChangeSet(input: ChangeSetInput): { readonly stack: Stack; readonly changeSet: ChangeSet } {
    const template = parseTemplate(input.templateBody);
    const stack = input.type === 'CREATE' ? this.reviewed(input.stackName) : this.updatable(input.stackName);
    if (stack.changeSets.has(input.changeSetName)) {
      throw new ServiceError('AlreadyExistsException', `ChangeSet ${input.changeSetName} already exists`);
    }
    const desired = desire(this.context, stack, template, input.parameters ?? [], input.tags ?? {});
    const changes = changesBetween(stack, desired);
    const different = isDifferent(stack, desired, changes);
    if (input.roleArn !== undefined) stack.roleArn = input.roleArn;
    const changeSet: ChangeSet = {
      id: arn(this.environment, 'cloudformation', `changeSet/${input.changeSetName}/${uuid(this.context.random)}`),
      name: input.changeSetName,
      creationTime: this.context.clock.now(),
      type: input.type,
      desired,
      changes,
      status: different ? 'CREATE_COMPLETE' : 'FAILED',
      reason: different ? undefined : NO_CHANGES,
      executionStatus: different ? 'AVAILABLE' : 'UNAVAILABLE',
      onFailure: input.onFailure,
      description: input.description,
    };
    if (!this.stacks.includes(stack)) this.add(stack);
    stack.changeSets.set(changeSet.name, changeSet);
    return { stack, changeSet };
  }

  describeChangeSet(
    name: string,
    stackName: string | undefined,
  ): { readonly stack: Stack; readonly changeSet: ChangeSet } {
    const stacks = stackName === undefined ? this.stacks : [this.describeStack(stackName)];
    for (const stack of stacks) {
      const changeSet = [...stack.changeSets.values()].find(
        (candidate) => candidate.name === name || candidate.id === name,
      );
      if (changeSet) return { stack, changeSet };
    }
    throw new ServiceError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
  }

  /** Deleting a change set that is not there is no error. */
  deleteChangeSet(name: string, stackName: string | undefined): void {
    const stacks = stackName === undefined ? this.stacks : [this.describeStack(stackName)];
    for (const stack of stacks) {
      for (const { name: known, id } of stack.changeSets.values()) {
        if (known === name || id === name) stack.changeSets.delete(known);
      }
    }
  }

  executeChangeSet(name: string, stackName: string | undefined, disableRollback: boolean): void {
    const { stack, changeSet } = this.describeChangeSet(name, stackName);
    if (changeSet.executionStatus !== 'AVAILABLE') {
      throw new ServiceError(
        'InvalidChangeSetStatus',
        `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
      );
    }
    this.refuseBusy(stack);
    // Executing one change set discards the others.
    stack.changeSets.clear();
    stack.changeSets.set(changeSet.name, { ...changeSet, executionStatus: 'EXECUTE_COMPLETE' });
    stack.disableRollback = disableRollback;
    const onFailure = disableRollback ? 'DO_NOTHING' : (changeSet.onFailure ?? 'ROLLBACK');
    this.deploy(stack, changeSet.desired, onFailure);
  }

  createStack(input: DeployInput): Stack {
    const existing = this.live(input.stackName);
    if (existing) throw new ServiceError('AlreadyExistsException', `Stack [${input.stackName}] already exists`);
    const stack = this.newStack(input.stackName);
    const desired = desire(
      this.context,
      stack,
      parseTemplate(input.templateBody),
      input.parameters ?? [],
      input.tags ?? {},
    );
    stack.roleArn = input.roleArn;
    stack.disableRollback = input.onFailure === 'DO_NOTHING';
    this.stacks.push(stack);
    this.run(stack, (operation) => operation.create(desired, input.onFailure ?? 'ROLLBACK'));
    return stack;
  }

  updateStack(input: DeployInput): Stack {
    const stack = this.updatable(input.stackName);
    const desired = desire(
      this.context,
      stack,
      parseTemplate(input.templateBody),
      input.parameters ?? [],
      input.tags ?? {},
    );
    if (!isDifferent(stack, desired, changesBetween(stack, desired)))
      throw validationError('No updates are to be performed.');
    if (input.roleArn !== undefined) stack.roleArn = input.roleArn;
    this.deploy(stack, desired, input.onFailure ?? 'ROLLBACK');
    return stack;
  }

  cancelUpdateStack(nameOrId: string): void {
    const stack = this.describeStack(nameOrId);
    if (stack.status !== 'UPDATE_IN_PROGRESS') {
      throw validationError('CancelUpdateStack cannot be called from current stack status');
    }
    this.operations.get(stack)?.operation.cancel();
  }

  rollbackStack(nameOrId: string): Stack {
    const stack = this.describeStack(nameOrId);
    if (stack.status === 'CREATE_FAILED')
      this.run(stack, (operation) => operation.undoCreate('ROLLBACK', 'User Initiated'));
    else if (stack.status === 'UPDATE_FAILED') this.run(stack, (operation) => operation.undoUpdate('User Initiated'));
    else throw validationError(`Stack ${stack.id} is in ${stack.status} state and can not be rolled back.`);
    return stack;
  }

  continueUpdateRollback(nameOrId: string, skip: readonly string[]): void {
    const stack = this.describeStack(nameOrId);
    if (stack.status !== 'UPDATE_ROLLBACK_FAILED') {
      throw validationError(`Stack ${stack.id} is in ${stack.status} state and can not continue rollback.`);
    }
    this.run(stack, (operation) => operation.undoUpdate('User Initiated', new Set(skip)));
  }

  /** Deleting what is not there, or is already going, is no error. */
  deleteStack(nameOrId: string, retain: readonly string[] = []): void {
    const stack = this.stacks.find(({ id }) => id === nameOrId) ?? this.live(nameOrId);
    if (!stack || stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') return;
    if (stack.terminationProtection) {
      throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
    }
    if (!STACK_RULES[stack.status].canDelete) {
      throw validationError(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
    }
    if (retain.length > 0 && stack.status !== 'DELETE_FAILED') {
      throw validationError(
        'Invalid operation on stack. RetainResources is only allowed on a stack in DELETE_FAILED state.',
      );
    }
    this.refuseUsedExports(stack);
    const running = this.operations.get(stack);
    running?.operation.supersede();
    stack.deletionTime = this.context.clock.now();
    recordStackStatus(this.context, stack, 'DELETE_IN_PROGRESS', 'User Initiated');
    this.run(stack, async (operation) => {
      await running?.end;
      await operation.delete(new Set(retain));
    });
  }

  setTerminationProtection(nameOrId: string, enabled: boolean): Stack {
    const stack = this.describeStack(nameOrId);
    stack.terminationProtection = enabled;
    return stack;
  }

  /** By name while it lives, by id for ever. */
  describeStack(nameOrId: string): Stack {
    const stack = this.stacks.find(({ id }) => id === nameOrId) ?? this.live(nameOrId);
    if (!stack) throw validationError(`Stack with id ${nameOrId} does not exist`);
    return stack;
  }

  /** Every stack that ever was, newest first. */
  allStacks(): readonly Stack[] {
    return [...this.stacks].reverse();
  }

  exports(): { readonly name: string; readonly value: string; readonly stackId: string }[] {
    return this.stacks
      .filter(({ status }) => status !== 'DELETE_COMPLETE')
      .flatMap(({ id: stackId, outputs }) =>
        outputs.flatMap(({ exportName: name, value }) => (name === undefined ? [] : [{ name, value, stackId }])),
      );
  }

  /** Resolves when the stack is at rest. */
  async settled(nameOrId: string): Promise<Stack> {
    const stack = this.describeStack(nameOrId);
    for (let running = this.operations.get(stack); running; running = this.operations.get(stack)) await running.end;
    return stack;
  }

  private deploy(stack: Stack, desired: ChangeSet['desired'], onFailure: OnFailure): void {
    stack.lastUpdatedTime = this.context.clock.now();
    const first = stack.status === 'REVIEW_IN_PROGRESS';
    this.run(stack, (operation) =>
      first ? operation.create(desired, onFailure) : operation.update(desired, onFailure),
    );
  }

  private run(stack: Stack, work: (operation: Operation) => Promise<void>): void {
    const operation = new Operation(this.context, stack);
    const end = work(operation).finally(() => {
      if (this.operations.get(stack)?.operation === operation) this.operations.delete(stack);
    });
    this.operations.set(stack, { operation, end });
  }

  /** The stack that a change set of type CREATE is for: one under review, or a new one that exists once the set does. */
  private reviewed(name: string): Stack {
    const existing = this.live(name);
    if (!existing) return this.newStack(name);
    if (existing.status === 'REVIEW_IN_PROGRESS') return existing;
    throw validationError(`Stack [${name}] already exists and cannot be created again with the changeSet [CREATE].`);
  }

  private updatable(name: string): Stack {
    const stack = this.live(name);
    if (!stack || stack.status === 'REVIEW_IN_PROGRESS') throw validationError(`Stack [${name}] does not exist`);
    this.refuseBusy(stack);
    if (STACK_RULES[stack.status].canUpdate) return stack;
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
  }

  private refuseBusy(stack: Stack): void {
    if (stack.status === 'REVIEW_IN_PROGRESS' || !STACK_RULES[stack.status].inProgress) return;
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
  }

  private refuseUsedExports(stack: Stack): void {
    for (const { exportName } of stack.outputs) {
      const user = this.stacks.find(
        (other) => other !== stack && other.status !== 'DELETE_COMPLETE' && other.imports.has(exportName ?? ''),
      );
      if (user) throw validationError(`Export ${exportName} cannot be deleted as it is in use by ${user.name}`);
    }
  }

  private newStack(name: string): Stack {
    if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) {
      throw validationError(`1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint`);
    }
    const { clock, random } = this.context;
    const id = arn(this.environment, 'cloudformation', `stack/${name}/${uuid(random)}`);
    return new Stack(id, name, clock.now());
  }

  private add(stack: Stack): void {
    this.stacks.push(stack);
    recordStackStatus(this.context, stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
  }

  private live(name: string): Stack | undefined {
    return this.stacks.find((stack) => stack.name === name && stack.status !== 'DELETE_COMPLETE');
  }
}
