import type { AwsServices } from '../local/aws-services';
import type { InProcessFunctions } from './in-process-functions';

const PROVIDER = 'arn:aws:lambda:us-east-1:111122223333:function:stand-in';
const TOKEN = '0123456789abcdef.mm0';

/**
 * Stacks that declare applications on desktops, as far as others see them: CloudFormation has a resource of ours, the desktop
 * has its mark. No handler runs: what is installed there a test says.
 */
export class StandInStacks {
  constructor(
    private readonly aws: AwsServices,
    functions: InProcessFunctions,
    private readonly now: () => number,
  ) {
    functions.set('stand-in', async (event) => this.answer(Object(event)));
  }

  static nameOf(workspaceId: string): string {
    return `Desk-${workspaceId}`;
  }

  /** A stack is created, and marks the application there. */
  declare(workspaceId: string, applicationId: string): void {
    const { simulator, cloudformation } = this.aws;
    const stackName = StandInStacks.nameOf(workspaceId);
    const properties = { ServiceToken: PROVIDER, WorkspaceId: workspaceId, ApplicationIds: [applicationId] };
    const resources = { Desk: { Type: 'Custom::WorkspaceApplications', Properties: properties } };
    cloudformation.createStack({ stackName, templateBody: JSON.stringify({ Resources: resources }) });
    const at = new Date(this.now()).toISOString().replace(/\.\d+Z/, 'Z');
    const key = `cdk-workspaces-applications:${applicationId}:${TOKEN}`;
    const value = `1 holds ${workspaceId} at=${at} try=mm0 op=mm0 root=1f3a9c02 by=stack/${stackName}`;
    simulator.setTags(workspaceId, { ...simulator.tags(workspaceId), [key]: value });
  }

  /** The stack is deleted, and what it had installed retained: its mark stays. */
  retain(workspaceId: string): void {
    this.aws.cloudformation.deleteStack(StandInStacks.nameOf(workspaceId));
  }

  private answer(event: Readonly<Record<string, unknown>>): void {
    const { ResponseURL, StackId, RequestId, LogicalResourceId, ResourceProperties } = event;
    const { WorkspaceId } = Object(ResourceProperties);
    const PhysicalResourceId = `${WorkspaceId}/${TOKEN}`;
    const body = { Status: 'SUCCESS', StackId, RequestId, LogicalResourceId, PhysicalResourceId };
    this.aws.cloudformation.inbox.receive(String(ResponseURL), JSON.stringify(body));
  }
}
