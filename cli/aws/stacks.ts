import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  type Stack,
  type StackEvent,
  StackStatus,
} from '@aws-sdk/client-cloudformation';
import type { Page } from '../../lambda/service/workspaces';
import { CallFailure, type Calls } from './calls';
import { isAtRest } from './statuses';

/** A stack as it is now. */
export interface StackView {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly reason?: string;
  /** The root of its family of nested stacks, itself if it has none. */
  readonly rootId: string;
  /** With what they stand for, if they name a value that is kept elsewhere. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** One event of a stack. */
export interface Happened {
  readonly id: string;
  readonly stackId: string;
  readonly time: number;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly properties: unknown;
  /** The function that a custom resource is sent to. */
  readonly serviceToken?: string;
}

/** A resource of a stack. */
export interface ResourceView {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

/** What `watch` reads of CloudFormation. */
export class Stacks {
  constructor(
    private readonly client: CloudFormationClient,
    private readonly calls: Calls,
  ) {}

  /** Undefined if there is no such stack. A deleted one is found by its id alone. */
  async find(nameOrId: string): Promise<StackView | undefined> {
    try {
      const { Stacks: [stack] = [] } = await this.calls.make('DescribeStacks', () =>
        this.client.send(new DescribeStacksCommand({ StackName: nameOrId })),
      );
      return stack && toView(stack);
    } catch (error) {
      if (error instanceof CallFailure && /does not exist/.test(error.message)) return undefined;
      throw error;
    }
  }

  /** The stacks that something happens to, without those inside of others. */
  findMoving(): Promise<readonly StackView[]> {
    return this.list((status) => !isAtRest(status), false);
  }

  /** All stacks that exist, those inside of others too. */
  findAll(): Promise<readonly StackView[]> {
    return this.list((status) => status !== 'DELETE_COMPLETE' && status !== 'REVIEW_IN_PROGRESS', true);
  }

  /** Without reasons and parameters. */
  private async list(isWanted: (status: string) => boolean, nested: boolean): Promise<readonly StackView[]> {
    const statuses = Object.values(StackStatus).filter(isWanted);
    const found: StackView[] = [];
    let token: string | undefined;
    do {
      const page = await this.calls.make('ListStacks', () =>
        this.client.send(new ListStacksCommand({ StackStatusFilter: statuses, NextToken: token })),
      );
      found.push(...(page.StackSummaries ?? []).filter(({ ParentId: parent }) => nested || !parent).map(toView));
      token = page.NextToken;
    } while (token);
    return found;
  }

  /** The template as it was deployed. */
  async findTemplate(stackId: string): Promise<string> {
    const { TemplateBody: body = '' } = await this.calls.make('GetTemplate', () =>
      this.client.send(new GetTemplateCommand({ StackName: stackId, TemplateStage: 'Processed' })),
    );
    return body;
  }

  /** A page of events, the newest first. */
  async findEvents(stackId: string, token?: string): Promise<Page<Happened>> {
    const page = await this.calls.make('DescribeStackEvents', () =>
      this.client.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken: token })),
    );
    // What has a detailed status repeats a status that is known.
    const items = (page.StackEvents ?? []).filter(({ DetailedStatus: detailed }) => !detailed).map(toHappened);
    return { items, ...(page.NextToken && { next: page.NextToken }) };
  }

  async findResources(stackId: string): Promise<readonly ResourceView[]> {
    const found: ResourceView[] = [];
    let token: string | undefined;
    do {
      const page = await this.calls.make('ListStackResources', () =>
        this.client.send(new ListStackResourcesCommand({ StackName: stackId, NextToken: token })),
      );
      found.push(...(page.StackResourceSummaries ?? []).map(toResource));
      token = page.NextToken;
    } while (token);
    return found;
  }

  /** The id of the stack that has the resource; undefined if there is none. */
  async findOwner(physicalId: string): Promise<string | undefined> {
    try {
      const page = await this.calls.make('DescribeStackResources', () =>
        this.client.send(new DescribeStackResourcesCommand({ PhysicalResourceId: physicalId })),
      );
      return page.StackResources?.[0]?.StackId;
    } catch (error) {
      if (error instanceof CallFailure && /does not exist/.test(error.message)) return undefined;
      throw error;
    }
  }
}

const toView = (stack: Partial<Stack>): StackView => ({
  id: stack.StackId ?? '',
  name: stack.StackName ?? '',
  status: stack.StackStatus ?? '',
  reason: stack.StackStatusReason,
  rootId: stack.RootId ?? stack.StackId ?? '',
  parameters: new Map(
    (stack.Parameters ?? []).map(({ ParameterKey: name = '', ParameterValue: value = '', ResolvedValue: resolved }) => [
      name,
      resolved ?? value,
    ]),
  ),
});

function toHappened(event: StackEvent): Happened {
  const properties = parsed(event.ResourceProperties);
  const token =
    typeof properties === 'object' &&
    properties &&
    new Map<string, unknown>(Object.entries(properties)).get('ServiceToken');
  return {
    id: event.EventId ?? '',
    stackId: event.StackId ?? '',
    time: event.Timestamp?.getTime() ?? 0,
    logicalId: event.LogicalResourceId ?? '',
    physicalId: event.PhysicalResourceId ?? '',
    type: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    reason: event.ResourceStatusReason ?? '',
    properties,
    ...(typeof token === 'string' && { serviceToken: token }),
  };
}

const toResource = (resource: {
  readonly LogicalResourceId?: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType?: string;
}): ResourceView => ({
  logicalId: resource.LogicalResourceId ?? '',
  physicalId: resource.PhysicalResourceId ?? '',
  type: resource.ResourceType ?? '',
});

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
