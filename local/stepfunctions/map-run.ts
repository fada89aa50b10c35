import type { Clock } from '../clock';
import type { Execution, ExecutionStatus } from './execution';

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

export interface MapRunAbout {
  readonly arn: string;
  /** Of the execution whose Map state this is. */
  readonly executionArn: string;
  readonly total: number;
  /** Of children at once. */
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number | undefined;
  readonly toleratedFailurePercentage: number | undefined;
}

const COUNTERS: Record<ExecutionStatus, 'running' | 'succeeded' | 'failed' | 'timedOut' | 'aborted'> = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
};

/** One run of a Distributed Map: a child execution for each item. Times are milliseconds since the epoch. */
export class MapRun {
  status: MapRunStatus = 'RUNNING';
  stopDate: number | undefined = undefined;
  resultsWritten = 0;
  readonly startDate: number;
  /** In the order of their items; those of the items behind them have not begun. */
  readonly children: Execution[] = [];
  private failures = 0;

  constructor(
    readonly about: MapRunAbout,
    private readonly clock: Clock,
  ) {
    this.startDate = clock.now();
  }

  get arn(): string {
    return this.about.arn;
  }

  /** How many items are in which state. */
  get counts() {
    const { total } = this.about;
    const counts = {
      pending: total - this.children.length,
      running: 0,
      succeeded: 0,
      failed: 0,
      timedOut: 0,
      aborted: 0,
      total,
    };
    for (const { status } of this.children) counts[COUNTERS[status]] += 1;
    return { ...counts, resultsWritten: this.resultsWritten };
  }

  /** Whether more children failed or timed out than is tolerated. Without a number none is. */
  get exceeded(): boolean {
    const { total, toleratedFailureCount: count, toleratedFailurePercentage: percentage } = this.about;
    const { failures } = this;
    if (count === undefined && percentage === undefined) return failures > 0;
    return (
      (count !== undefined && failures > count) || (percentage !== undefined && (failures / total) * 100 > percentage)
    );
  }

  /** Adds a child that has begun, and resolves when it has ended. */
  async follow(child: Execution): Promise<void> {
    this.children.push(child);
    await child.ended;
    if (child.status === 'FAILED' || child.status === 'TIMED_OUT') this.failures += 1;
  }

  /** Ends the children that still run. */
  abortChildren(cause: string): void {
    for (const child of this.children) child.finish({ status: 'ABORTED', cause });
  }

  finish(status: MapRunStatus): void {
    this.status = status;
    this.stopDate = this.clock.now();
  }
}
