import { SFNClient } from '@aws-sdk/client-sfn';
import { DEFAULT_ENVIRONMENT } from '../../../local/environment';
import { Buckets } from '../../../local/s3/buckets';
import { handleStepFunctions } from '../../../local/stepfunctions/api';
import type { Execution } from '../../../local/stepfunctions/execution';
import { StateMachines } from '../../../local/stepfunctions/state-machines';
import type { ExecutionReadings } from '../../../local/stepfunctions/world';
import { type Json, type JsonObject, parseJson } from '../../../local/transport/json';
import { InProcessFunctions } from '../../../testkit/in-process-functions';
import { seeded } from '../../../testkit/random';
import { VirtualClock } from '../../../testkit/virtual-clock';
import { inProcess } from '../sdk';

export const START = Date.UTC(2026, 0, 5, 21);
export const MACHINE = 'arn:aws:states:us-east-1:111122223333:stateMachine:fleet';
export const EXECUTION = MACHINE.replace('stateMachine', 'execution');

/** A call of a function: what it got, and after how many seconds. */
interface Seen {
  readonly name: string;
  readonly event: Json;
  readonly after: number;
}

/** Step Functions on a clock that jumps, with functions in this process. */
export class MachineWorld {
  readonly clock = new VirtualClock(START);
  readonly buckets = new Buckets(this.clock.now);
  readonly seen: Seen[] = [];
  readonly bugs: unknown[] = [];
  readonly machines: StateMachines;
  readonly client: SFNClient;
  private readonly functions = new InProcessFunctions();

  constructor(readings: Partial<ExecutionReadings> = {}) {
    const { clock, functions, buckets } = this;
    this.machines = new StateMachines({
      clock,
      functions,
      buckets,
      readings,
      random: seeded(1),
      environment: DEFAULT_ENVIRONMENT,
      onError: (error) => this.bugs.push(error),
    });
    this.client = new SFNClient(inProcess((request) => handleStepFunctions(this.machines, clock.now, request)));
  }

  /** Seconds since the beginning. */
  get elapsed(): number {
    return (this.clock.now() - START) / 1000;
  }

  /** A function by its name. What it returns is its answer, what it throws its error. */
  answer(name: string, handler: (event: JsonObject, call: number) => unknown): void {
    let calls = 0;
    this.functions.set(name, async (event) => {
      const given: JsonObject = Object(event);
      this.seen.push({ name, event: given, after: this.elapsed });
      calls += 1;
      return handler(given, calls);
    });
  }

  define(states: JsonObject, startAt = Object.keys(states)[0] ?? '', more: JsonObject = {}): void {
    this.machines.define(
      MACHINE,
      { StartAt: startAt, States: states, ...more },
      'arn:aws:iam::111122223333:role/fleet',
    );
  }

  /** Runs the machine to its end. */
  async run(states: JsonObject, input: Json = {}): Promise<Execution> {
    this.define(states);
    const execution = this.machines.start(MACHINE, input, 'run');
    await this.clock.runUntil(execution.ended);
    return execution;
  }

  /** Lets time pass, whatever runs. */
  wait(seconds: number): Promise<void> {
    return this.clock.runUntil(this.clock.sleep(seconds * 1000));
  }

  put(key: string, content: Json | string): void {
    const bucket = this.buckets.find('reports') ?? this.buckets.create('reports');
    bucket.put(key, Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)));
  }

  read(key: string): Json {
    return parseJson(this.buckets.get('reports').get(key).content.toString());
  }
}

export const invoke = (name: string, more: JsonObject = { End: true }): JsonObject => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: name, 'Payload.$': '$' },
  OutputPath: '$.Payload',
  ...more,
});

/** The types of the events of an execution, in order. */
export const typesOf = ({ history }: Execution): string[] => history.events.map(({ type }) => type);

/** An error of a type, as a function throws it. */
export function thrown(name: string, message = ''): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}
