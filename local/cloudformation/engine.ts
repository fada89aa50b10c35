import type { Clock } from '../clock';
import { DEFAULT_ENVIRONMENT, type Environment, type Random } from '../environment';
import { type FoundChangeSet, findChangeSet, matchingChangeSets, newChangeSet } from './change-sets';
import { changesBetween, isDifferent } from './changes';
import { type Context, DEFAULT_READINGS, type Readings, recordStackStatus } from './context';
import { desire } from './desired';
import { ServiceError, unsupported, validationError } from './errors';
import { refuseFailed } from './failed-stacks';
import type { FunctionHost } from './function-host';
import type { ChangeSetInput, DeployInput, OperationOptions as Options } from './inputs';
import type { Desired, OnFailure, Stack, StackResource } from './model';
import { ResponseInbox } from './response-inbox';
import { RunningOperations } from './running-operations';
import type { Services } from './services';
import { type Export, StackRegistry } from './stack-registry';
import { STACK_RULES } from './statuses';

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
 * CloudFormation: its calls as methods, without transport. A call returns at once, as the service does, while its operation goes
 * on; `settled` waits for the end of the operation. Every refusal is a ServiceError.
 */
export class CloudFormation {
  readonly inbox: ResponseInbox;
  readonly environment: Environment;
  readonly readings: Readings;
  private readonly context: Context;
  private readonly registry: StackRegistry;
  private readonly operations: RunningOperations;

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
        delete: (id) => this.remove(this.describeStack(id), [], {}),
        settled: (id) => this.settled(id),
      },
      readings: this.readings,
      exported: (name) => this.exports().find((found) => found.name === name),
      latency: options.latency ?? (() => 0),
    };
    this.registry = new StackRegistry(this.context);
    this.operations = new RunningOperations(this.context);
  }

  createChangeSet(input: ChangeSetInput): FoundChangeSet {
    const stack =
      input.type === 'CREATE' ? this.registry.reviewed(input.stackName) : this.registry.updatable(input.stackName);
    const changeSet = newChangeSet(this.context, stack, input);
    if (input.options?.roleArn !== undefined) stack.roleArn = input.options.roleArn;
    if (this.registry.add(stack)) recordStackStatus(this.context, stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
    stack.changeSets.set(changeSet.name, changeSet);
    return { stack, changeSet };
  }

  describeChangeSet(name: string, stackName: string | undefined): FoundChangeSet {
    return findChangeSet(this.registry, name, stackName);
  }

  /** Does nothing if there is no such change set. */
  deleteChangeSet(name: string, stackName: string | undefined): void {
    for (const { stack, changeSet } of matchingChangeSets(this.registry, name, stackName)) {
      stack.changeSets.delete(changeSet.name);
    }
  }

  /** @param disableRollback whether a failure leaves what was done */
  executeChangeSet(name: string, stackName: string | undefined, disableRollback: boolean, options: Options = {}): void {
    const { stack, changeSet } = this.describeChangeSet(name, stackName);
    if (changeSet.executionStatus !== 'AVAILABLE') {
      throw new ServiceError(
        'InvalidChangeSetStatus',
        `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
      );
    }
    const onFailure = disableRollback ? 'PRESERVE' : (changeSet.onFailure ?? 'ROLLBACK');
    if (stack.status !== 'REVIEW_IN_PROGRESS')
      refuseFailed(this.registry.updatable(stack.id), onFailure, 'execute-change-set');
    // Executing one change set discards the others.
    stack.changeSets.clear();
    stack.changeSets.set(changeSet.name, { ...changeSet, executionStatus: 'EXECUTE_COMPLETE' });
    this.deploy(stack, changeSet.desired, onFailure, options);
  }

  /** @param parent the stack that the new one is a resource of */
  createStack(input: DeployInput, parent?: Stack): Stack {
    const existing = this.registry.live(input.stackName);
    if (existing) throw new ServiceError('AlreadyExistsException', `Stack [${input.stackName}] already exists`);
    const stack = this.registry.make(input.stackName, parent);
    const desired = desire(this.context, stack, input);
    stack.onFailure = input.onFailure ?? 'ROLLBACK';
    stack.terminationProtection = input.terminationProtection ?? false;
    this.registry.add(stack);
    this.begin(stack, input.options);
    this.operations.start(stack, (operation) => operation.create(desired));
    return stack;
  }

  updateStack(input: DeployInput): Stack {
    const stack = this.registry.updatable(input.stackName);
    refuseBuiltIn(stack, 'UpdateStack');
    const { onFailure = 'ROLLBACK' } = input;
    refuseFailed(stack, onFailure, 'update-stack');
    const desired = desire(this.context, stack, input);
    if (!isDifferent(stack, desired, changesBetween(stack, desired)))
      throw validationError('No updates are to be performed.');
    this.deploy(stack, desired, onFailure, input.options);
    return stack;
  }

  cancelUpdateStack(nameOrId: string, options: Options = {}): void {
    const stack = this.registry.the(nameOrId);
    if (stack.status !== 'UPDATE_IN_PROGRESS') {
      throw validationError('CancelUpdateStack cannot be called from current stack status');
    }
    if (options.token !== undefined) stack.token = options.token;
    this.operations.cancel(stack);
  }

  rollbackStack(nameOrId: string, options: Options = {}): Stack {
    const stack = this.registry.the(nameOrId);
    if (stack.status !== 'UPDATE_FAILED' && stack.status !== 'CREATE_FAILED')
      throw validationError(`Stack ${stack.id} is in ${stack.status} state and can not be rolled back.`);
    // A stack that was never complete is deleted, no matter how many updates have failed since.
    const isUpdate = stack.journal?.previous !== undefined;
    this.begin(stack, options);
    this.operations.start(stack, (operation) =>
      isUpdate ? operation.undoUpdate('User Initiated') : operation.undoCreate('ROLLBACK', 'User Initiated'),
    );
    return stack;
  }

  continueUpdateRollback(nameOrId: string, skip: readonly string[], options: Options = {}): void {
    const stack = this.registry.the(nameOrId);
    if (stack.status !== 'UPDATE_ROLLBACK_FAILED') {
      throw validationError(`Stack ${stack.id} is in ${stack.status} state and can not continue rollback.`);
    }
    this.begin(stack, { retainExceptOnCreate: stack.retainExceptOnCreate, ...options });
    this.operations.start(stack, (operation) => operation.undoUpdate('User Initiated', new Set(skip)));
  }

  /** Does nothing if there is no such stack, or it is being deleted already. */
  deleteStack(nameOrId: string, retain: readonly string[] = [], options: Options = {}): void {
    const stack = this.registry.find(nameOrId);
    if (!stack) return;
    refuseBuiltIn(stack, 'DeleteStack');
    if (stack.root.terminationProtection) {
      throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
    }
    this.remove(stack, retain, options);
  }

  setTerminationProtection(nameOrId: string, enabled: boolean): Stack {
    const stack = this.registry.the(nameOrId);
    if (stack.parent)
      throw validationError(`TerminationProtection cannot be set on nested stack [${stack.name}]: set it on the root`);
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

  /** By name until it is deleted, by id always. */
  describeStack(nameOrId: string): Stack {
    return this.registry.describe(nameOrId);
  }

  /** Every stack, deleted ones too, newest first. */
  allStacks(): readonly Stack[] {
    return this.registry.all();
  }

  exports(): readonly Export[] {
    return this.registry.exports();
  }

  /** Resolves when the stack is at rest. */
  async settled(nameOrId: string): Promise<Stack> {
    const stack = this.describeStack(nameOrId);
    await this.operations.settled(stack);
    return stack;
  }

  /** From now on the stack is up to date with any template, and cannot be deleted. */
  keep(stack: Stack): void {
    stack.isBuiltIn = true;
  }

  private remove(stack: Stack, retain: readonly string[], options: Options): void {
    if (stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') return;
    if (!STACK_RULES[stack.status].canDelete) {
      throw validationError(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
    }
    if (retain.length > 0 && stack.status !== 'DELETE_FAILED') {
      throw validationError(
        'Invalid operation on stack. RetainResources is only allowed on a stack in DELETE_FAILED state.',
      );
    }
    this.registry.refuseUsedExports(stack);
    this.begin(stack, options);
    stack.deletionTime = this.context.clock.now();
    recordStackStatus(this.context, stack, 'DELETE_IN_PROGRESS', 'User Initiated');
    this.operations.supersede(stack, (operation) => operation.delete(new Set(retain)));
  }

  private deploy(stack: Stack, desired: Desired, onFailure: OnFailure, options?: Options): void {
    stack.lastUpdatedTime = this.context.clock.now() - this.context.readings.lastUpdatedTimeAhead;
    const first = stack.status === 'REVIEW_IN_PROGRESS';
    this.begin(stack, options);
    stack.onFailure = onFailure;
    this.operations.start(stack, (operation) => (first ? operation.create(desired) : operation.update(desired)));
  }

  private begin(stack: Stack, { token, roleArn, retainExceptOnCreate = false }: Options = {}): void {
    stack.token = token;
    stack.retainExceptOnCreate = retainExceptOnCreate;
    if (roleArn !== undefined) stack.roleArn = roleArn;
  }
}

function refuseBuiltIn({ isBuiltIn, name }: Stack, call: string): void {
  if (isBuiltIn) throw unsupported(`${call} of ${name}, which it has for as long as it runs`);
}
