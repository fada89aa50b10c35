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
  readonly onFailure?: OnFailure | undefined;
  /** What the caller acknowledges. @default everything */
  readonly capabilities?: readonly string[];
  readonly terminationProtection?: boolean;
  readonly options?: OperationOptions;
}

/** The options of every operation of a stack. */
export interface OperationOptions {
  /** Names the operation in its events. */
  readonly token?: string | undefined;
  readonly roleArn?: string | undefined;
  /** Whether undoing what is new deletes also what has the policy Retain. @default false */
  readonly retainExceptOnCreate?: boolean;
}

export interface ChangeSetInput extends DeployInput {
  readonly changeSetName: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly description?: string | undefined;
}
