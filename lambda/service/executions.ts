import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';

/** The Step Functions calls of a fleet. */
export class Executions {
  constructor(private readonly client: SFNClient) {}

  /** The executions of a state machine that are running, by ARN. The newest hundred. */
  async findRunning(stateMachineArn: string): Promise<readonly string[]> {
    const page = await this.client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 100 }),
    );
    return (page.executions ?? []).flatMap(({ executionArn }) => executionArn ?? []);
  }
}
