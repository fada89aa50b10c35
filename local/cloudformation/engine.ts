import type { Clock } from '../clock';
import { DEFAULT_ENVIRONMENT, type Environment, type Random } from '../environment';
import { type FoundChangeSet, findChangeSet, matchingChangeSets, newChangeSet } from './change-sets';
import { changesBetween, isDifferent } from './changes';
import { type Context, DEFAULT_READINGS, type Readings, recordStackStatus } from './context';
import { desire } from './desired';
import { ServiceError, validationError } from './errors';
import type { FunctionHost } from './function-host';
import type { ChangeSetInput, DeployInput } from './inputs';
import type { Desired, OnFailure, Stack, StackResource } from './model';
import { Operation } from './operation';
import { ResponseInbox } from './response-inbox';
import type { Services } from './services';
import { type Export, StackRegistry } from './stack-registry';
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

/**
 * CloudFormation: its calls as methods, without transport. A call answers at once, as the service does, and its operation goes
 * on behind it; `settled` waits for that. Every refusal is a ServiceError.
 */
export class CloudFormation {
  readonly inbox: ResponseInbox;
  readonly environment: Environment;
  readonly readings: Readings;
  private readonly context: Context;
  private readonly registry: StackRegistry;
  private readonly operations = new Map<Stack, { readonly operation: Operation; readonly end: Promise<void> }>();

  /** Where custom resources send their answers. */
  static responseHost({ region, urlSuffix }: Environment): string {
    return `cloudformation-custom-resource-response-${region.replaceAll('-', '')}.s3.${region}.${urlSuffix}`;
  }

  constructor(options: CloudFormationOptions) {
    const { clock, random, functions, services } = options;
    this.environment = options.environment ?? DEFAULT_ENVIRONMENT;
    this.readings = { ...DEFAULT_READINGS, ...options.readings };
    this.inbox = new ResponseInbox(random, CloudFormation.responseHost(this.environment));
    this.context = {
      clock,
      random,
      functions,
      services,
      environment: this.environment,
      inbox: this.inbox,
      nested: {
        create: (input, parent) => this.createStack(input, parent).id,
        update: (input) => void this.updateStack(input),
        cancelUpdate: (id) => this.cancelUpdateStack(id),
        delete: (id) => this.deleteStack(id),
        settled: (id) => this.settled(id),
      },
      readings: this.readings,
      exported: (name) => this.exports().find((found) => found.name === name),
      latency: options.latency ?? (() => 0),
    };
    this.registry = new StackRegistry(this.context);
  }

  createChangeSet(input: ChangeSetInput): FoundChangeSet {
    const stack =
      input.type === 'CREATE' ? this.registry.reviewed(input.stackName) : this.registry.updatable(input.stackName);
    const changeSet = newChangeSet(this.context, stack, input);
    if (input.roleArn !== undefined) stack.roleArn = input.roleArn;
    if (this.registry.add(stack)) recordStackStatus(this.context, stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
    stack.changeSets.set(changeSet.name, changeSet);
    return { stack, changeSet };
  }

  describeChangeSet(name: string, stackName: string | undefined): FoundChangeSet {
    return findChangeSet(this.registry, name, stackName);
  }

  /** Deleting a change set that is not there is no error. */
  deleteChangeSet(name: string, stackName: string | undefined): void {
    for (const { stack, changeSet } of matchingChangeSets(this.registry, name, stackName)) {
      stack.changeSets.delete(changeSet.name);
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
    if (stack.status !== 'REVIEW_IN_PROGRESS') this.registry.updatable(stack.id);
    // Executing one change set discards the others.
    stack.changeSets.clear();
    stack.changeSets.set(changeSet.name, { ...changeSet, executionStatus: 'EXECUTE_COMPLETE' });
    stack.disableRollback = disableRollback;
    const onFailure = disableRollback ? 'DO_NOTHING' : (changeSet.onFailure ?? 'ROLLBACK');
    this.deploy(stack, changeSet.desired, onFailure);
  }

  /** @param parent the stack that the new one is a resource of */
  createStack(input: DeployInput, parent?: Stack): Stack {
    const existing = this.registry.live(input.stackName);
    if (existing) throw new ServiceError('AlreadyExistsException', `Stack [${input.stackName}] already exists`);
    const stack = this.registry.make(input.stackName, parent);
    const desired = desire(
      this.context,
      stack,
      parseTemplate(input.templateBody),
      input.parameters ?? [],
      input.tags ?? {},
    );
    stack.roleArn = input.roleArn;
    stack.disableRollback = input.onFailure === 'DO_NOTHING';
    this.registry.add(stack);
    this.run(stack, (operation) => operation.create(desired, input.onFailure ?? 'ROLLBACK'));
    return stack;
  }

  updateStack(input: DeployInput): Stack {
    const stack = this.registry.updatable(input.stackName);
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
    const stack = this.registry.find(nameOrId);
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
    this.registry.refuseUsedExports(stack);
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

  findStack(nameOrId: string): Stack | undefined {
    return this.registry.find(nameOrId);
  }

  /** The living stack that has the physical resource. */
  stackOf(physicalId: string): Stack {
    return this.registry.having(physicalId);
  }

  resourcesOf(stack: Stack): readonly StackResource[] {
    return this.registry.resourcesOf(stack);
  }

  /** By name while it lives, by id for ever. */
  describeStack(nameOrId: string): Stack {
    return this.registry.describe(nameOrId);
  }

  /** Every stack that ever was, newest first. */
  allStacks(): readonly Stack[] {
    return this.registry.all();
  }

  exports(): readonly Export[] {
    return this.registry.exports();
  }

  /** Resolves when the stack is at rest. */
  async settled(nameOrId: string): Promise<Stack> {
    const stack = this.describeStack(nameOrId);
    for (let running = this.operations.get(stack); running; running = this.operations.get(stack)) await running.end;
    return stack;
  }

  private deploy(stack: Stack, desired: Desired, onFailure: OnFailure): void {
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
}
