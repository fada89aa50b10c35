import { DescribeExecutionCommand, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';

/** An execution that is running. */
export interface Running {
  readonly arn: string;
  readonly startedAt: number;
}

/** The Step Functions calls of a fleet. */
export class Executions {
  constructor(private readonly client: SFNClient) {}

  /** The executions of a state machine that are running. The newest hundred. */
  async findRunning(stateMachineArn: string): Promise<readonly Running[]> {
    const page = await this.client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 100 }),
    );
    return (page.executions ?? []).map(({ executionArn: arn = '', startDate: started }) => ({
      arn,
      startedAt: started?.getTime() ?? 0,
    }));
  }

  /** What an execution was started with, as JSON. */
  async findInput(executionArn: string): Promise<string> {
    const { input = '{}' } = await this.client.send(new DescribeExecutionCommand({ executionArn }));
    return input;
  }
}
