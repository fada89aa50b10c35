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

/** Where a stack is heading. */
export const DIRECTIONS = ['forward', 'rollback', 'removal', 'rest'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** A stack, as DescribeStacks describes it. */
export interface StackState {
  readonly status: string;
  /** LastUpdatedTime, else CreationTime: it differs from one operation to the next. */
  readonly stackUpdatedAt: number;
  /** DeletionTime: it differs from one deletion to the next. Undefined if the stack was never deleted. */
  readonly deletedAt?: number;
  readonly stackName: string;
  /** The id of the root of its family of nested stacks, its own if it has none. */
  readonly rootId: string;
  /** The id of the stack that it is nested in; undefined if it is in none. */
  readonly parentId?: string;
}

/** A resource of a stack, as CloudFormation describes it. */
export interface StackResource {
  readonly physicalId?: string;
  readonly status?: string;
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

/** A page of a stack's events, newest first, and where the next one is. */
export interface EventPage {
  readonly events: readonly StackEvent[];
  readonly next?: string;
}

/** The CloudFormation calls: they read stacks, and change nothing. */
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
      deletedAt: stack.DeletionTime?.getTime(),
      stackName: stack.StackName ?? '',
      rootId: stack.RootId ?? stackId,
      parentId: stack.ParentId,
    };
  }

  /** The resource that the stack has under a logical id. */
  async findResource(stackId: string, logicalId: string): Promise<StackResource> {
    const command = new DescribeStackResourceCommand({ StackName: stackId, LogicalResourceId: logicalId });
    const { StackResourceDetail: detail } = await this.client.send(command);
    return {
      physicalId: detail?.PhysicalResourceId,
      status: detail?.ResourceStatus,
      changedAt: detail?.LastUpdatedTimestamp?.getTime(),
    };
  }

  /** Whether any stack has a resource of this physical id. Only the first hundred resources of its stack are described. */
  async hasResource(physicalId: string): Promise<boolean> {
    const command = new DescribeStackResourcesCommand({ PhysicalResourceId: physicalId });
    const { StackResources: resources = [] } = await this.client.send(command);
    const found = resources.find(({ PhysicalResourceId: id }) => id === physicalId);
    if (found) return !GONE.has(found.ResourceStatus ?? '');
    const [{ StackId: stackId } = {}] = resources;
    return stackId !== undefined && (await this.hasOurs(stackId, (id) => id === physicalId));
  }

  /** Whether the stack has a resource of ours of such a physical id. */
  async hasOurs(stackId: string, isMeant: (physicalId: string) => boolean): Promise<boolean> {
    return (await this.listOurs(stackId)).some(({ physicalId, isGone }) => !isGone && isMeant(physicalId));
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

  async findEvents(stackId: string, token?: string): Promise<EventPage> {
    const page = await this.client.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken: token }));
    return { events: page.StackEvents ?? [], next: page.NextToken };
  }
}

/** CloudFormation's statuses come down to four directions. */
export function directionOf(status: string): Direction {
  if (status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS') return 'forward';
  if (status === 'DELETE_IN_PROGRESS' || status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') return 'removal';
  // Any other operation, such as an import or a review, asks nothing of a custom resource.
  return /^(UPDATE_)?ROLLBACK_.*IN_PROGRESS$/.test(status) ? 'rollback' : 'rest';
}

/** The stack does not have the resource any more: it was deleted, or retained. */
const GONE: ReadonlySet<string> = new Set(['DELETE_COMPLETE', 'DELETE_SKIPPED']);
