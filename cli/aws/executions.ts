import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { Executions as FleetExecutions } from '../../lambda/service/executions';

/** An execution of a state machine. */
export interface ExecutionView {
  readonly arn: string;
  readonly name: string;
  /** `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT` or `ABORTED`. */
  readonly status: string;
  readonly startedAt: number;
  /** JSON. */
  readonly input: string;
  /** JSON. Of one that has succeeded. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** What the command reads of executions, and the ones that it starts. */
export class Executions extends FleetExecutions {
  constructor(private readonly states: SFNClient) {
    super(states);
  }

  async describe(executionArn: string): Promise<ExecutionView> {
    const found = await this.states.send(new DescribeExecutionCommand({ executionArn }));
    return {
      arn: executionArn,
      name: found.name ?? '',
      status: found.status ?? '',
      startedAt: found.startDate?.getTime() ?? 0,
      input: found.input ?? '{}',
      ...(found.output !== undefined && { output: found.output }),
      ...(found.error !== undefined && { error: found.error }),
      ...(found.cause !== undefined && { cause: found.cause }),
    };
  }

  /** Returns the ARN of the execution. */
  async start(stateMachineArn: string, name: string, input: string): Promise<string> {
    const { executionArn = '' } = await this.states.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    return executionArn;
  }
}
