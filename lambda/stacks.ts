import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { RESOURCE_TYPE } from './contract';
import type { ResourceEvent, StackLook } from './operation';

/** What the events of a stack tell about the operation that is under way. */
export interface History {
  /** When the stack's newest create or update began. LastUpdatedTime may have moved since. */
  readonly began?: number;
  /** The newest event of the resource since then. */
  readonly newest?: ResourceEvent;
}

/** The CloudFormation calls of the handler: looking at its own stack, and nothing else. */
export class Stacks {
  constructor(private readonly client: CloudFormationClient) {}

  async look(stackId: string): Promise<StackLook> {
    const { Stacks: stacks } = await this.client.send(new DescribeStacksCommand({ StackName: stackId }));
    const stack = stacks?.[0];
    const changed = stack?.LastUpdatedTime ?? stack?.CreationTime;
    if (!stack?.StackStatus || !changed)
      throw new Error(`CloudFormation described stack ${stackId} without status or time`);
    return { status: stack.StackStatus, changed: changed.getTime() };
  }

  /** How many resources of ours the stack is done with, for now. */
  async countDone(stackId: string): Promise<number> {
    let done = 0;
    let token: string | undefined;
    do {
      const page = await this.client.send(new ListStackResourcesCommand({ StackName: stackId, NextToken: token }));
      const ours = page.StackResourceSummaries?.filter(({ ResourceType: type }) => type === RESOURCE_TYPE) ?? [];
      done += ours.filter(({ ResourceStatus: status }) => !status?.endsWith('_IN_PROGRESS')).length;
      token = page.NextToken;
    } while (token);
    return done;
  }

  /** Reads the stack's events, newest first, back to the create or update that is being rolled back or cleaned up. */
  async findHistory(stackId: string, logicalId: string): Promise<History> {
    let newest: ResourceEvent | undefined;
    let token: string | undefined;
    do {
      const page = await this.client.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken: token }));
      for (const event of page.StackEvents ?? []) {
        if (event.LogicalResourceId === logicalId && event.PhysicalResourceId !== stackId)
          newest ??= toResourceEvent(event);
        if (event.PhysicalResourceId !== stackId || !BEGINNINGS.has(event.ResourceStatus ?? '')) continue;
        return { began: event.Timestamp?.getTime(), newest };
      }
      token = page.NextToken;
    } while (token);
    return { newest };
  }
}

const BEGINNINGS: ReadonlySet<string> = new Set(['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS']);

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
