import type { Clock } from '../clock';
import { type Environment, type Random, suffix, uuid } from '../environment';
import type { FunctionHost } from './function-host';
import type { DeployInput } from './inputs';
import type { Stack, StackResource } from './model';
import type { ResponseInbox } from './response-inbox';
import type { Services } from './services';
import type { ResourceStatus, StackStatus } from './statuses';

/** Where the documentation is silent. Each reading is plausible, and a handler must work under all of them. */
export interface Readings {
  /** Whether LastUpdatedTime moves when a rollback begins. */
  readonly lastUpdatedTimeMovesAtRollback: boolean;
  /** How many milliseconds LastUpdatedTime is before the event with which an operation begins. */
  readonly lastUpdatedTimeAhead: number;
  /** Whether DescribeStackResources by physical id returns the stack's resources (documented) or that one alone (observed). */
  readonly physicalIdAnswers: 'the stack' | 'the resource';
  /** Whether a resource that an update no longer declares is listed while the cleanup deletes it. */
  readonly cleanup: 'is listed' | 'is not listed';
  /** What an update of the Tags of an AWS::WorkSpaces::Workspace does to tags that were added otherwise. */
  readonly foreignTags: 'are kept' | 'are removed';
  /** When an update after a create that failed and was left deletes what that create had made. */
  readonly failedCreate: 'goes in the cleanup' | 'goes first';
  /** Whether an update that fails and is left brings back what failed to be updated (documented), or leaves that too. */
  readonly failedUpdate: 'is brought back' | 'is left';
}

export const DEFAULT_READINGS: Readings = {
  lastUpdatedTimeMovesAtRollback: false,
  lastUpdatedTimeAhead: 0,
  physicalIdAnswers: 'the stack',
  cleanup: 'is listed',
  foreignTags: 'are kept',
  failedCreate: 'goes in the cleanup',
  failedUpdate: 'is brought back',
};

/** The stacks inside stacks. */
export interface NestedStacks {
  /** Returns the id of the new stack, whose creation is then under way. */
  create(input: DeployInput, parent: Stack): string;
  /** Throws a ServiceError if there is nothing to update. */
  update(input: DeployInput): void;
  cancelUpdate(id: string): void;
  delete(id: string): void;
  settled(id: string): Promise<Stack>;
}

/** Everything an operation needs of the world around it. */
export interface Context {
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: Environment;
  readonly functions: FunctionHost;
  readonly services: Services;
  readonly readings: Readings;
  readonly inbox: ResponseInbox;
  readonly nested: NestedStacks;
  /** The value of an export and the stack that exports it. */
  exported(name: string): { readonly value: string; readonly stackId: string } | undefined;
  /** How long the provider of a type takes for one action, in milliseconds of the clock; custom resources take their own time. */
  latency(type: string): number;
}

/** `<stack>-<logicalId>-<SUFFIX>`: the name that CloudFormation gives to a resource without one. */
export function generatedName(context: Context, stack: Stack, logicalId: string, longest = 128): string {
  const tail = `-${suffix(context.random)}`;
  const head = `${stack.name}-${logicalId}`;
  return head.slice(0, longest - tail.length) + tail;
}

export function recordStackStatus(context: Context, stack: Stack, status: StackStatus, reason?: string): void {
  stack.status = status;
  stack.reason = reason;
  stack.events.push({
    eventId: uuid(context.random),
    logicalId: stack.name,
    physicalId: stack.id,
    type: 'AWS::CloudFormation::Stack',
    timestamp: context.clock.now(),
    status,
    reason,
    properties: undefined,
    token: stack.token,
  });
}

/** Replaces the stack's record of a resource and emits the event that says so. */
export function recordResource(context: Context, stack: Stack, resource: StackResource): StackResource {
  stack.resources.set(resource.logicalId, resource);
  emitResourceEvent(context, stack, resource);
  return resource;
}

/** An event of a resource, or of an earlier physical resource that the stack no longer lists. */
export function emitResourceEvent(context: Context, stack: Stack, resource: StackResource): void {
  const timestamp = context.clock.now();
  stack.events.push({
    eventId: `${resource.logicalId}-${resource.status}-${new Date(timestamp).toISOString()}`,
    logicalId: resource.logicalId,
    physicalId: resource.physicalId,
    type: resource.type,
    timestamp,
    status: resource.status,
    reason: resource.reason,
    properties: resource.properties,
    token: stack.token,
  });
}

export const withStatus = (
  resource: StackResource,
  context: Context,
  status: ResourceStatus,
  reason?: string,
): StackResource => ({ ...resource, status, reason, timestamp: context.clock.now() });
