import {
  CancelUpdateStackCommand,
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  DeployWorkspaceApplicationsCommand,
  DescribeWorkspaceAssociationsCommand,
  DisassociateWorkspaceApplicationCommand,
  WorkSpacesClient,
  type WorkspaceState,
} from '@aws-sdk/client-workspaces';
import type { EmbeddedAws } from '../../local';
import type { OperationName } from '../../local/workspaces';
import { clientOptions } from '../local/embedded-aws';

const LONG_AGO = Date.UTC(2024, 0, 15);

/** What a template says about a resource. */
export interface Resource {
  readonly logicalId?: string;
  readonly workspaceId?: string;
  readonly applicationIds?: readonly string[];
  readonly absentApplicationIds?: readonly string[];
  readonly properties?: Readonly<Record<string, string>>;
  readonly serviceToken?: string;
  readonly retain?: boolean;
}

/** A desktop and a stack of one resource about it, as a person with the AWS CLI sees and handles them. */
export class Desk {
  readonly workspaceId: string;
  private readonly cloudFormation: CloudFormationClient;
  private readonly workspaces: WorkSpacesClient;
  private stackId = '';

  constructor(
    private readonly aws: EmbeddedAws,
    private readonly serviceToken: string,
    readonly name: string,
    /** What is denied, by WorkSpace, on all desks of the embedded AWS. */
    private readonly denied: Map<string, OperationName>,
  ) {
    this.workspaceId = `ws-${name.toLowerCase().padEnd(8, '0')}`;
    aws.simulator.addWorkspace({ workspaceId: this.workspaceId, userName: name });
    this.cloudFormation = new CloudFormationClient(clientOptions(aws));
    this.workspaces = new WorkSpacesClient(clientOptions(aws));
  }

  /** `aws cloudformation create-stack`; answers the status that the stack comes to rest in. */
  async create(resource: Resource): Promise<string> {
    const input = { StackName: this.name, TemplateBody: this.template(resource) };
    this.stackId = (await this.cloudFormation.send(new CreateStackCommand(input))).StackId ?? '';
    return this.rest();
  }

  async update(resource: Resource): Promise<string> {
    await this.cloudFormation.send(
      new UpdateStackCommand({ StackName: this.stackId, TemplateBody: this.template(resource) }),
    );
    return this.rest();
  }

  async cancelUpdate(): Promise<string> {
    await this.cloudFormation.send(new CancelUpdateStackCommand({ StackName: this.stackId }));
    return this.rest();
  }

  async continueRollback(...skip: string[]): Promise<string> {
    const input = { StackName: this.stackId, ResourcesToSkip: skip };
    await this.cloudFormation.send(new ContinueUpdateRollbackCommand(input));
    return this.rest();
  }

  async delete(...retain: string[]): Promise<string> {
    await this.cloudFormation.send(new DeleteStackCommand({ StackName: this.stackId, RetainResources: retain }));
    return this.rest();
  }

  async rest(): Promise<string> {
    await this.aws.cloudformation.settled(this.stackId);
    const { Stacks: stacks } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: this.stackId }));
    return stacks?.[0]?.StackStatus ?? 'no status';
  }

  /** The reasons of what failed, the newest first: `aws cloudformation describe-stack-events`. */
  async reasons(): Promise<string> {
    const input = { StackName: this.stackId };
    const { StackEvents: events = [] } = await this.cloudFormation.send(new DescribeStackEventsCommand(input));
    return events
      .filter(
        ({ ResourceStatus: status, ResourceType: type }) => status?.endsWith('FAILED') && /^Custom/.test(type ?? ''),
      )
      .map(({ ResourceStatus: status, ResourceStatusReason: reason }) => `${status}: ${reason}`)
      .join('\n');
  }

  async physicalId(): Promise<string | undefined> {
    const input = { StackName: this.stackId };
    const { StackResources: resources } = await this.cloudFormation.send(new DescribeStackResourcesCommand(input));
    return resources?.[0]?.PhysicalResourceId;
  }

  /** `aws workspaces describe-workspace-associations` */
  async states(workspaceId = this.workspaceId): Promise<Readonly<Record<string, string | undefined>>> {
    const { Associations: associations = [] } = await this.workspaces.send(
      new DescribeWorkspaceAssociationsCommand({ WorkspaceId: workspaceId, AssociatedResourceTypes: ['APPLICATION'] }),
    );
    return Object.fromEntries(associations.map(({ AssociatedResourceId: id, State: state }) => [id, state]));
  }

  /** Takes an application off by hand, and waits until it is gone. */
  async uninstall(applicationId: string): Promise<void> {
    const { workspaceId: WorkspaceId } = this;
    await this.workspaces.send(
      new DisassociateWorkspaceApplicationCommand({ WorkspaceId, ApplicationId: applicationId }),
    );
    await this.workspaces.send(new DeployWorkspaceApplicationsCommand({ WorkspaceId, Force: true }));
    await this.reaches(applicationId, 'REMOVED');
  }

  /** What the world does to the desktop. */
  becomes(state: WorkspaceState): void {
    this.aws.simulator.setWorkspaceState(this.workspaceId, state);
  }

  isInUse(): void {
    this.aws.simulator.setConnection(this.workspaceId, 'CONNECTED');
  }

  isLeft(): void {
    this.aws.simulator.setConnection(this.workspaceId, 'DISCONNECTED');
  }

  isTerminated(): void {
    this.aws.simulator.terminate(this.workspaceId);
  }

  isDenied(operation: OperationName): void {
    this.denied.set(this.workspaceId, operation);
    this.enforce();
  }

  isAllowed(): void {
    this.denied.delete(this.workspaceId);
    this.enforce();
  }

  hasFromLongAgo(applicationId: string): void {
    this.aws.simulator.put({ workspaceId: this.workspaceId, applicationId, state: 'COMPLETED', created: LONG_AGO });
  }

  forgets(applicationId: string): void {
    this.aws.simulator.remove(this.workspaceId, applicationId);
  }

  fails(applicationId: string, aim: 'INSTALL' | 'UNINSTALL' | 'BOTH'): void {
    const { workspaceId } = this;
    this.aws.simulator.failApplication(applicationId, 'DeploymentError.InternalServerError', { workspaceId, aim });
  }

  isCured(applicationId: string): void {
    this.aws.simulator.failApplication(applicationId, undefined, { workspaceId: this.workspaceId });
  }

  outages(): number {
    return this.aws.simulator.deploymentsOf(this.workspaceId).length;
  }

  /** Waits until an application is in a state. */
  async reaches(applicationId: string, state: string): Promise<void> {
    for (let looks = 0; looks < 200; looks++) {
      if ((await this.states())[applicationId] === state) return;
      await this.aws.clock.sleep(30_000);
    }
    throw new Error(`${applicationId} never became ${state}`);
  }

  /** Faults are taken back all together, so those of the other desks are asked for again. */
  private enforce(): void {
    this.aws.simulator.clearFaults();
    for (const [workspaceId, operation] of this.denied)
      this.aws.simulator.failOperation(operation, { exception: 'AccessDeniedException', times: 1000, workspaceId });
  }

  private template({ logicalId = 'Desk', applicationIds = [], absentApplicationIds = [], ...more }: Resource): string {
    return JSON.stringify({
      Resources: {
        [logicalId]: {
          Type: 'Custom::WorkspaceApplications',
          Properties: {
            ServiceToken: more.serviceToken ?? this.serviceToken,
            ServiceTimeout: '3600',
            WorkspaceId: more.workspaceId ?? this.workspaceId,
            ...(applicationIds.length > 0 && { ApplicationIds: applicationIds }),
            ...(absentApplicationIds.length > 0 && { AbsentApplicationIds: absentApplicationIds }),
            ...more.properties,
          },
          ...(more.retain && { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' }),
        },
      },
    });
  }
}
