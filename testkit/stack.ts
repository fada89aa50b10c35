import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { cloudFormationClient, type SdkRequest, textOf } from './clients';

interface Refusal {
  readonly code: string;
  readonly status: number;
  times: number;
}

export interface StackEvent {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly status: string;
  readonly time: number;
  readonly properties?: object;
  /** What CloudFormation adds to a status that goes on. */
  readonly detailed?: 'CONFIGURATION_COMPLETE' | 'VALIDATION_FAILED';
}

/** A stack as the handler sees it through CloudFormation's API: a status, times, and when each operation began. */
export class Stack {
  readonly id = 'arn:aws:cloudformation:us-east-1:111122223333:stack/Desk/0a1b2c3d-0000-0000-0000-000000000000';
  readonly client: CloudFormationClient;
  looks = 0;
  /** The statuses of the resources by logical id, as ListStackResources tells them. */
  readonly resources = new Map<string, string>();
  /** The physical ids by logical id, as DescribeStackResource and DescribeStackResources show them. */
  readonly listed = new Map<string, string>();
  private refusal: Refusal | undefined;
  private readonly events: StackEvent[] = [];
  /** How many pages of events were read. */
  pages = 0;
  private status = 'REVIEW_IN_PROGRESS';
  private changed = 0;

  constructor(private readonly now: () => number) {
    this.client = cloudFormationClient(async ({ body }: SdkRequest) => ({ response: this.answer(textOf(body)) }));
  }

  /** Moves on to a status. A create or an update that begins is an operation of its own; `touch` also moves LastUpdatedTime. */
  enter(status: string, { touch = false } = {}): void {
    this.status = status;
    const begins = status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS';
    this.events.unshift({ logicalId: 'Desk-stack', physicalId: this.id, status, time: this.now() });
    if (begins || touch) this.changed = this.now();
  }

  /** Records what the stack begins to do with a resource, ahead of the request. */
  record(logicalId: string, status: string, properties: object, physicalId = ''): void {
    this.events.unshift({ logicalId, physicalId, status, time: this.now(), properties });
  }

  /** The operation goes on in its status, about which there is something to tell. */
  progress(detailed: StackEvent['detailed']): void {
    this.events.unshift({
      logicalId: 'Desk-stack',
      physicalId: this.id,
      status: this.status,
      time: this.now(),
      detailed,
    });
  }

  /** The next calls are refused. */
  refuse(code: string, times: number, status = 400): void {
    this.refusal = { code, status, times };
  }

  private answer(body: string) {
    this.looks++;
    if (this.refusal && this.refusal.times-- > 0) {
      const { code, status } = this.refusal;
      return xml(
        status,
        `<ErrorResponse><Error><Code>${code}</Code><Message>refused</Message></Error></ErrorResponse>`,
      );
    }
    const members = new URLSearchParams(body);
    const action = members.get('Action');
    if (action === 'ListStackResources')
      return xml(200, wrap(action, this.list(Number(members.get('NextToken') ?? 0))));
    if (action === 'DescribeStacks')
      return xml(200, wrap('DescribeStacks', `<Stacks><member>${this.describe()}</member></Stacks>`));
    if (action === 'DescribeStackResource' || action === 'DescribeStackResources')
      return this.resource(action, members);
    this.pages++;
    return xml(200, wrap('DescribeStackEvents', this.tell(Number(members.get('NextToken') ?? 0))));
  }

  /** What the stack has under a logical id, or whether any stack has a resource of a physical id. */
  private resource(action: string, members: URLSearchParams) {
    const physicalId = members.get('PhysicalResourceId');
    const logicalId = members.get('LogicalResourceId');
    const [id, physical] =
      [...this.listed].find(([logical, listed]) => listed === physicalId || logical === logicalId) ?? [];
    if (id === undefined) {
      const message = `Stack for ${physicalId ?? logicalId} does not exist`;
      return xml(
        400,
        `<ErrorResponse><Error><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
    }
    const detail = `<LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId><ResourceStatus>CREATE_COMPLETE</ResourceStatus>`;
    return action === 'DescribeStackResource'
      ? xml(200, wrap(action, `<StackResourceDetail>${detail}</StackResourceDetail>`))
      : xml(200, wrap(action, `<StackResources><member>${detail}</member></StackResources>`));
  }

  /** 100 to a page. */
  private list(from: number): string {
    const page = [...this.resources]
      .slice(from, from + 100)
      .map(
        ([logicalId, status]) =>
          `<member><LogicalResourceId>${logicalId}</LogicalResourceId><ResourceType>Custom::WorkspaceApplications</ResourceType>` +
          `<ResourceStatus>${status}</ResourceStatus></member>`,
      );
    const next = from + 100 < this.resources.size ? `<NextToken>${from + 100}</NextToken>` : '';
    return `<StackResourceSummaries>${page.join('')}</StackResourceSummaries>${next}`;
  }

  /** The events, newest first, 100 to a page. */
  private tell(from: number): string {
    const page = this.events.slice(from, from + 100).map((event) => this.event(event));
    const next = from + 100 < this.events.length ? `<NextToken>${from + 100}</NextToken>` : '';
    return `<StackEvents>${page.join('')}</StackEvents>${next}`;
  }

  private describe(): string {
    return (
      `<StackId>${this.id}</StackId><StackName>Desk</StackName><StackStatus>${this.status}</StackStatus>` +
      `<CreationTime>${iso(this.changed)}</CreationTime><LastUpdatedTime>${iso(this.changed)}</LastUpdatedTime>`
    );
  }

  private event({ logicalId, physicalId, status, time, properties, detailed }: StackEvent): string {
    return (
      `<member><StackId>${this.id}</StackId><EventId>${time}</EventId><StackName>Desk</StackName>` +
      `<LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${physicalId}</PhysicalResourceId>` +
      `<Timestamp>${iso(time)}</Timestamp><ResourceStatus>${status}</ResourceStatus>` +
      (detailed ? `<DetailedStatus>${detailed}</DetailedStatus>` : '') +
      `<ResourceProperties>${JSON.stringify(properties ?? {})}</ResourceProperties></member>`
    );
  }
}

const iso = (time: number): string => new Date(time).toISOString();

const wrap = (action: string, result: string): string =>
  `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;

const xml = (statusCode: number, body: string) => ({
  statusCode,
  headers: { 'content-type': 'text/xml' },
  body: new TextEncoder().encode(body),
});
