import type { OnFailure } from './model';

export interface ParameterInput {
  readonly key: string;
  readonly value: string | undefined;
  readonly usePreviousValue: boolean;
}

export interface DeployInput {
  readonly stackName: string;
  readonly templateBody: string;
  readonly parameters?: readonly ParameterInput[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly roleArn?: string | undefined;
  readonly onFailure?: OnFailure | undefined;
}

export interface ChangeSetInput extends DeployInput {
  readonly changeSetName: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly description?: string | undefined;
}
