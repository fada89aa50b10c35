import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { RESOURCE_TYPE } from '../contract/applications';
import type { ResourceEvent, StackState } from './operation';

/** What the events of a stack say about the operation that is under way. */
export interface History {
  /** When the stack's newest create or update began. LastUpdatedTime may have moved since. */
  readonly startedAt?: number;
  /** The newest event of the resource since then. */
  readonly newest?: ResourceEvent;
  /** Whether the stack had failed before that, and was not rolled back. */
  readonly isRetry?: boolean;
  /** When the stack, which had not come to rest since, stopped going forward. */
  readonly turned?: number;
}

/** A resource of a stack, as CloudFormation describes it. */
export interface StackResource {
  readonly physicalId?: string;
  /** When its status last changed: when the present request began. */
  readonly changedAt?: number;
}

/** A resource of ours in a list of the stack's resources. */
export interface ListedResource {
  readonly physicalId: string;
  readonly isChanging: boolean;
  /** Whether the stack does not have it any more. */
  readonly isGone: boolean;
}

/** Whose events are looked for: all of a logical id, or those of one physical id under it. */
export interface Subject {
  readonly logicalId: string;
  readonly physicalId?: string;
}

/** A page of events, and where the next one is. */
export interface EventPage extends History {
  readonly next?: string;
}

/** The CloudFormation calls of the handler: they read its own stack, and change nothing. */
export class Stacks {
  constructor(private readonly client: CloudFormationClient) {}

  async findStack(stackId: string): Promise<StackState> {
    const { Stacks: stacks } = await this.client.send(new DescribeStacksCommand({ StackName: stackId }));
    const stack = stacks?.[0];
    const updatedAt = stack?.LastUpdatedTime ?? stack?.CreationTime;
    if (!stack?.StackStatus || !updatedAt)
      throw new Error(`CloudFormation described stack ${stackId} without status or time`);
    return {
      status: stack.StackStatus,
      stackUpdatedAt: updatedAt.getTime(),
      stackName: stack.StackName ?? '',
      rootId: stack.RootId ?? stackId,
    };
  }

  /** The resource that the stack has under a logical id. */
  async findResource(stackId: string, logicalId: string): Promise<StackResource> {
    const command = new DescribeStackResourceCommand({ StackName: stackId, LogicalResourceId: logicalId });
    const { StackResourceDetail: detail } = await this.client.send(command);
    return { physicalId: detail?.PhysicalResourceId, changedAt: detail?.LastUpdatedTimestamp?.getTime() };
  }

  /** Whether any stack has a resource of this physical id. */
  async hasResource(physicalId: string): Promise<boolean> {
    const command = new DescribeStackResourcesCommand({ PhysicalResourceId: physicalId });
    const { StackResources: resources = [] } = await this.client.send(command);
    return resources.some(
      ({ PhysicalResourceId: id, ResourceStatus: status }) => id === physicalId && !GONE.has(status ?? ''),
    );
  }

  /** The resources of ours that CloudFormation lists for the stack. */
  async listOurs(stackId: string): Promise<readonly ListedResource[]> {
    const ours: ListedResource[] = [];
    let token: string | undefined;
    do {
      const page = await this.client.send(new ListStackResourcesCommand({ StackName: stackId, NextToken: token }));
      for (const {
        ResourceType: type,
        ResourceStatus: status = '',
        PhysicalResourceId: physicalId = '',
      } of page.StackResourceSummaries ?? []) {
        const isChanging = status.endsWith('_IN_PROGRESS');
        if (type === RESOURCE_TYPE) ours.push({ physicalId, isChanging, isGone: GONE.has(status) });
      }
      token = page.NextToken;
    } while (token);
    return ours;
  }

  /** One page of the stack's events, newest first: what it says of a resource, and of when the newest create or update began. */
  async findEvents(stackId: string, { logicalId, physicalId }: Subject, token?: string): Promise<EventPage> {
    const page = await this.client.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken: token }));
    const events = page.StackEvents ?? [];
    // An event with a detailed status is about the operation's progress, not about its beginning.
    const find = (statuses: ReadonlySet<string>) =>
      events.findIndex(
        ({ PhysicalResourceId: id, ResourceStatus: status, DetailedStatus: detailed }) =>
          id === stackId && statuses.has(status ?? '') && !detailed,
      );
    const beginning = find(BEGINNINGS);
    const newest = events
      .slice(0, beginning < 0 ? undefined : beginning)
      .find(
        ({ LogicalResourceId: logical, PhysicalResourceId: physical }) =>
          logical === logicalId && physical !== stackId && (!physicalId || !physical || physical === physicalId),
      );
    const turn = find(TURNS);
    const before = events[turn + 1];
    // Who goes on with a rollback, or deletes what had come to rest, does so right after an event that says so.
    const wasAtRest =
      !before || (before.PhysicalResourceId === stackId && !BEGINNINGS.has(before.ResourceStatus ?? ''));
    return {
      startedAt: timeOf(events[beginning]),
      isRetry: beginning >= 0 && isFailure(events[beginning + 1], stackId),
      newest: newest && toResourceEvent(newest),
      turned: wasAtRest ? undefined : timeOf(events[turn]),
      next: page.NextToken,
    };
  }
}

/** The stack does not have the resource any more: it was deleted, or retained. */
const GONE: ReadonlySet<string> = new Set(['DELETE_COMPLETE', 'DELETE_SKIPPED']);

const BEGINNINGS: ReadonlySet<string> = new Set(['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS']);

/** After these a stack goes forward no more. */
const TURNS: ReadonlySet<string> = new Set([
  'ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'DELETE_IN_PROGRESS',
]);

/** A stack comes to rest so if nothing may be rolled back. */
const isFailure = (event: StackEvent | undefined, stackId: string): boolean =>
  event?.PhysicalResourceId === stackId && /^(CREATE|UPDATE)_FAILED$/.test(event.ResourceStatus ?? '');

const timeOf = (event: StackEvent | undefined): number | undefined => event?.Timestamp?.getTime();

function toResourceEvent({ ResourceStatus: status, ResourceProperties: properties }: StackEvent): ResourceEvent {
  return { status: status ?? '', properties: parseJson(properties) };
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
