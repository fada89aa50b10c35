import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';

/** A parameter as it is now. */
export interface Parameter {
  readonly value: string;
  readonly modifiedAt: number;
}

/** The Parameter Store calls. */
export class Parameters {
  constructor(private readonly client: SSMClient) {}

  /** Undefined if there is no such parameter. */
  async findParameter(name: string): Promise<Parameter | undefined> {
    try {
      const { Parameter: found } = await this.client.send(new GetParameterCommand({ Name: name }));
      return { value: found?.Value ?? '', modifiedAt: found?.LastModifiedDate?.getTime() ?? 0 };
    } catch (error) {
      if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
      throw error;
    }
  }
}
