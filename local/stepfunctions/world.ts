import type { Clock } from '../clock';
import type { FunctionHost } from '../cloudformation/function-host';
import type { Environment, Random } from '../environment';
import type { Buckets } from '../s3/buckets';
import type { Execution } from './execution';
import type { MapRun } from './map-run';

/** Where the documentation is silent, or Step Functions may do either. Each is plausible, and what runs on it must work under all of them. */
export interface ExecutionReadings {
  /** How far ListExecutions and ListMapRuns lag behind. Seconds. */
  readonly listLagSeconds: number;
  /** What becomes of the children that run when a Map Run exceeds its tolerance. AWS counts those that it stops as aborted, and says that some may go on. */
  readonly runningChildren: 'are aborted' | 'finish';
}

export const DEFAULT_EXECUTION_READINGS: ExecutionReadings = { listLagSeconds: 0, runningChildren: 'are aborted' };

/** What executions need of the world around them. */
export interface ExecutionWorld {
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: Environment;
  readonly functions: FunctionHost;
  readonly buckets: Buckets;
  readonly readings: ExecutionReadings;
  /** Shown what should not happen. */
  readonly onError: (error: unknown) => void;
  addExecution(execution: Execution): void;
  addMapRun(mapRun: MapRun): void;
}
