import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import type { StackLook } from './operation';

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

  /**
   * When the create or update began that the stack is now rolling back, or whose cancelled create is being deleted: its
   * newest event of that kind. LastUpdatedTime may have moved since.
   */
  async findBeginning(stackId: string): Promise<number | undefined> {
    let token: string | undefined;
    do {
      const page = await this.client.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken: token }));
      const beginning = page.StackEvents?.find(
        (event) =>
          event.PhysicalResourceId === stackId &&
          (event.ResourceStatus === 'CREATE_IN_PROGRESS' || event.ResourceStatus === 'UPDATE_IN_PROGRESS'),
      );
      if (beginning?.Timestamp) return beginning.Timestamp.getTime();
      token = page.NextToken;
    } while (token);
    return undefined;
  }
}
