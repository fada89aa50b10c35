import { ServiceError } from '../cloudformation/errors';
import { type Environment, uuid } from '../environment';
import { type Json, parseJson, sameJson } from '../transport/json';
import type { Execution } from './execution';
import type { Machine } from './machine';
import type { MapRun } from './map-run';
import { Program } from './program';
import { Runner } from './runner';
import { DEFAULT_EXECUTION_READINGS, type ExecutionReadings, type ExecutionWorld } from './world';

export interface StateMachinesOptions extends Pick<ExecutionWorld, 'clock' | 'random' | 'functions' | 'buckets'> {
  readonly environment: Environment;
  readonly readings?: Partial<ExecutionReadings>;
  /** Shown what should not happen. @default console.error */
  readonly onError?: (error: unknown) => void;
}

const LARGEST_INPUT = 262_144;

/**
 * Step Functions: machines, executions and Map Runs, on a clock that need not be the real one.
 *
 * ```ts
 * const execution = machines.start(arn, { run: 1 });
 * await clock.runUntil(execution.ended);               // a night of a virtual clock takes as long as its steps compute
 * execution.status; execution.output; execution.error; // SUCCEEDED, …
 * execution.history.events;                            // what happened, in order
 * machines.mapRunsOf(execution.arn)[0].counts;         // of a Distributed Map; its `children` are executions too
 * ```
 *
 * Every refusal is a ServiceError.
 */
export class StateMachines {
  /** In the order in which they began, children included. */
  readonly executions: Execution[] = [];
  readonly mapRuns: MapRun[] = [];
  readonly readings: ExecutionReadings;
  private readonly machines = new Map<string, Machine>();
  private readonly byArn = new Map<string, Execution>();
  private readonly listeners: ((execution: Execution) => void)[] = [];
  private readonly runner: Runner;

  constructor(private readonly options: StateMachinesOptions) {
    this.readings = { ...DEFAULT_EXECUTION_READINGS, ...options.readings };
    const { onError = console.error, ...world } = options;
    this.runner = new Runner({
      ...world,
      onError,
      readings: this.readings,
      addExecution: (execution) => this.addExecution(execution),
      addMapRun: (mapRun) => void this.mapRuns.push(mapRun),
    });
  }

  /** Makes a machine, or changes it: what runs goes on with the definition that it began with. */
  define(arn: string, definition: Json, roleArn = ''): Machine {
    const existing = this.machines.get(arn);
    if (existing?.deleting) throw new ServiceError('StateMachineDeleting', `State Machine is being deleted: '${arn}'`);
    const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
    const program = Program.of(definition);
    const revisionId = uuid(this.options.random);
    if (existing) return Object.assign(existing, { definition: text, program, roleArn, revisionId });
    const name = arn.split(':').at(-1) ?? '';
    const created = this.options.clock.now();
    const made = { arn, name, definition: text, program, roleArn, revisionId, created, deleting: false };
    this.machines.set(arn, made);
    return made;
  }

  /** The machine starts nothing any more. Its executions end at their next transition; with the last of them it is gone. */
  remove(arn: string): void {
    const machine = this.machines.get(arn);
    if (!machine) return;
    machine.deleting = true;
    this.forget(machine);
  }

  /** @throws ServiceError StateMachineDoesNotExist */
  machine(arn: string): Machine {
    const found = this.machines.get(arn);
    if (found) return found;
    throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }

  /** @param name must not have been used for this machine, unless by a running execution of the same input: then it returns that. @default a random one */
  start(machineArn: string, input: Json = {}, name = uuid(this.options.random)): Execution {
    const machine = this.machine(machineArn);
    if (machine.deleting) {
      throw new ServiceError('StateMachineDeleting', `State Machine is being deleted: '${machineArn}'`);
    }
    if (!/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/.test(name)) {
      throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
    }
    const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const existing = this.byArn.get(arn);
    if (!existing) return this.runner.start({ arn, name, machine, program: machine.program, machineArn, input });
    if (existing.status === 'RUNNING' && sameJson(existing.about.input, input)) return existing;
    throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  }

  /** As `start`, with an input that is text on the wire. */
  startText(machineArn: string, text: string, name?: string): Execution {
    if (Buffer.byteLength(text) > LARGEST_INPUT) {
      throw new ServiceError('InvalidExecutionInput', `Invalid Execution Input: larger than ${LARGEST_INPUT} bytes`);
    }
    let input: Json;
    try {
      input = parseJson(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);
    }
    return this.start(machineArn, input, name);
  }

  /** @throws ServiceError ExecutionDoesNotExist */
  execution(arn: string): Execution {
    const found = this.byArn.get(arn);
    if (found) return found;
    throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  }

  /** @throws ServiceError ResourceNotFound */
  mapRun(arn: string): MapRun {
    const found = this.mapRuns.find((mapRun) => mapRun.arn === arn);
    if (found) return found;
    throw new ServiceError('ResourceNotFound', `Resource not found: '${arn}'`);
  }

  /** Those that an execution started, oldest first. */
  mapRunsOf(executionArn: string): MapRun[] {
    return this.mapRuns.filter(({ about }) => about.executionArn === executionArn);
  }

  /** Shown every execution when it begins and when it has ended, children included. */
  onExecution(listener: (execution: Execution) => void): void {
    this.listeners.push(listener);
  }

  /** Ends everything that runs. */
  stop(): void {
    for (const execution of this.executions) execution.finish({ status: 'ABORTED' });
  }

  private addExecution(execution: Execution): void {
    this.executions.push(execution);
    this.byArn.set(execution.arn, execution);
    for (const listener of this.listeners) listener(execution);
    void execution.ended.then(() => {
      for (const listener of this.listeners) listener(execution);
      this.forget(execution.about.machine);
    });
  }

  /** A machine that is being deleted is gone once nothing of it runs. */
  private forget(machine: Machine): void {
    if (!machine.deleting || this.machines.get(machine.arn) !== machine) return;
    const running = this.executions.some(({ about, status }) => about.machine === machine && status === 'RUNNING');
    if (!running) this.machines.delete(machine.arn);
  }
}
