import type { Program } from './program';

/** A state machine as it is deployed. */
export interface Machine {
  readonly arn: string;
  readonly name: string;
  /** As it was given, substitutions put in. */
  definition: string;
  program: Program;
  roleArn: string;
  revisionId: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** It starts nothing any more, and its executions end at their next transition. It is gone when the last has. */
  deleting: boolean;
}
