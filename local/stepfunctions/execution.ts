import type { Clock } from '../clock';
import type { Json, JsonObject } from '../transport/json';
import { History } from './history';
import type { Passage } from './interpreter';
import type { Machine } from './machine';
import type { Program } from './program';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface ExecutionAbout {
  readonly arn: string;
  readonly name: string;
  readonly machine: Machine;
  /** What the machine was when the execution began: a later definition does not change it. */
  readonly program: Program;
  /** The machine's, or of a child the machine's with the label of its Map Run. */
  readonly machineArn: string;
  readonly mapRunArn?: string;
  readonly input: Json;
}

/** How an execution ended. */
export interface End {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly output?: Json;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

const EVENTS: Record<End['status'], string> = {
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  TIMED_OUT: 'TimedOut',
  ABORTED: 'Aborted',
};

/** One execution, running or over. Times are milliseconds since the epoch. */
export class Execution {
  readonly startDate: number;
  readonly history: History;
  /** Resolves when it is over. */
  readonly ended: Promise<void>;
  stopDate: number | undefined = undefined;
  private end: End | undefined = undefined;
  private readonly stopping = new AbortController();
  private announceEnd: () => void = () => {};

  constructor(
    readonly about: ExecutionAbout,
    private readonly clock: Clock,
  ) {
    const { program, input, machine } = about;
    this.startDate = clock.now();
    const typeOf = (state: string) => String(program.interpreter.states.get(state)?.Type);
    this.history = new History(() => clock.now(), typeOf);
    this.history.add('ExecutionStarted', 'executionStartedEventDetails', { input, roleArn: machine.roleArn });
    this.ended = new Promise((resolve) => {
      this.announceEnd = resolve;
    });
  }

  get arn(): string {
    return this.about.arn;
  }

  get status(): ExecutionStatus {
    return this.end?.status ?? 'RUNNING';
  }

  get output(): Json | undefined {
    return this.end?.output;
  }

  get error(): string | undefined {
    return this.end?.error;
  }

  get cause(): string | undefined {
    return this.end?.cause;
  }

  /** Aborts when the execution is over. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** The context object, as states see it. */
  get context(): JsonObject {
    const { arn, name, machine, machineArn, input } = this.about;
    const started = new Date(this.startDate).toISOString();
    return {
      Execution: { Id: arn, Name: name, RoleArn: machine.roleArn, OwnInput: input, OwnStartTime: started },
      StateMachine: { Id: machineArn, Name: machine.name },
    };
  }

  /** Notes that a state was entered or exited. Returns whether the execution goes on. */
  pass(passage: Passage): boolean {
    if (this.end) return false;
    this.history.addPassage(passage);
    if (this.history.events.length >= MOST_EVENTS) this.finish(ENDLESS);
    return this.end === undefined;
  }

  /** Ends the execution, unless it is over. What it was waiting for does not count any more. */
  finish(end: End): void {
    if (this.end) return;
    this.end = end;
    this.stopDate = this.clock.now();
    const { status, output, error, cause } = end;
    const said = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
    this.history.add(
      `Execution${EVENTS[status]}`,
      `execution${EVENTS[status]}EventDetails`,
      status === 'SUCCEEDED' ? { output: output ?? null } : said,
    );
    this.stopping.abort();
    this.announceEnd();
  }
}

const MOST_EVENTS = 25_000;

const ENDLESS: End = {
  status: 'FAILED',
  error: 'States.Runtime',
  cause: `The execution reached the maximum number of history events (${MOST_EVENTS}).`,
};
