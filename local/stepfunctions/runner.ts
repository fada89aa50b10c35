import { uuid } from '../environment';
import { type Json, type JsonObject, textAt } from '../transport/json';
import { DistributedMap, type StartChild } from './distributed-map';
import { Execution, type ExecutionAbout } from './execution';
import { runtimeFailure, StateFailure } from './failure';
import { evaluate, type Passage, type Work, type WorkResult } from './interpreter';
import { invokeFunction, withRetries } from './tasks';
import type { ExecutionWorld } from './world';

/** Runs executions: what their states do, when they wait, and how they end. */
export class Runner {
  constructor(private readonly world: ExecutionWorld) {}

  start(about: ExecutionAbout): Execution {
    const execution = new Execution(about, this.world.clock);
    this.world.addExecution(execution);
    this.run(execution).catch((error: unknown) =>
      execution.finish({ status: 'FAILED', error: 'States.Runtime', cause: this.failureOf(error).message }),
    );
    const { timeoutSeconds } = about.program;
    if (timeoutSeconds !== undefined) void this.endLate(execution, timeoutSeconds);
    return execution;
  }

  private async run(execution: Execution): Promise<void> {
    const { context, about } = execution;
    const { interpreter } = about.program;
    const pass = (passage: Passage): boolean => execution.pass(passage);
    let progress = await interpreter.start(about.input, context, pass);
    while ('work' in progress) {
      const { work } = progress;
      const result = await this.workOn(execution, work);
      if (execution.status !== 'RUNNING') return;
      progress = await interpreter.goOn(work, result, context, pass);
    }
    if ('output' in progress) return execution.finish({ status: 'SUCCEEDED', output: progress.output });
    // A Fail state may say nothing.
    execution.finish({ status: 'FAILED', error: progress.error || undefined, cause: progress.cause || undefined });
  }

  private async endLate(execution: Execution, seconds: number): Promise<void> {
    await this.world.clock.sleep(seconds * 1000, execution.signal);
    execution.finish({ status: 'TIMED_OUT' });
  }

  /** A state of a machine that is being deleted is not entered, or not left, any more. */
  private async workOn(execution: Execution, { state: name, input }: Work): Promise<WorkResult> {
    const { machine, program } = execution.about;
    if (machine.deleting) execution.finish(DELETED);
    const state = program.interpreter.states.get(name) ?? {};
    const over = execution.ended.then((): Json => null);
    try {
      if (execution.status !== 'RUNNING') return { output: null };
      return { output: await Promise.race([this.perform(execution, name, state, input), over]) };
    } catch (error) {
      return { failure: this.failureOf(error) };
    } finally {
      if (machine.deleting) execution.finish(DELETED);
    }
  }

  private async perform(execution: Execution, name: string, state: JsonObject, input: Json): Promise<Json> {
    const { world } = this;
    if (state.Type === 'Wait') return this.wait(execution, state, input);
    return withRetries(world, execution, state, () =>
      state.Type === 'Map'
        ? new DistributedMap(world, execution, name, state, input, this.startChild).run()
        : invokeFunction(world, execution, name, state, input),
    );
  }

  private async wait(execution: Execution, state: JsonObject, input: Json): Promise<Json> {
    const { clock } = this.world;
    const value = async (literal: string, path: string): Promise<string | undefined> => {
      const given = textAt(state, path);
      if (given === undefined) return textAt(state, literal);
      const found = await evaluate({ 'value.$': given }, input, execution.context);
      return textAt(Object(found), 'value');
    };
    const seconds = await value('Seconds', 'SecondsPath');
    const timestamp = await value('Timestamp', 'TimestampPath');
    const milliseconds = seconds === undefined ? Date.parse(timestamp ?? '') - clock.now() : Number(seconds) * 1000;
    if (Number.isNaN(milliseconds)) {
      throw runtimeFailure(`A Wait state cannot wait for ${seconds ?? timestamp}: neither seconds nor a timestamp`);
    }
    await clock.sleep(milliseconds, execution.signal);
    return input;
  }

  private readonly startChild: StartChild = (parent, { program, mapRun, label, input }) => {
    const { machine } = parent.about;
    const name = uuid(this.world.random);
    const machineArn = `${machine.arn}/${label}`;
    const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    return this.start({ arn, name, machine, program, machineArn, mapRunArn: mapRun.arn, input });
  };

  /** What is no failure of a state is a bug of ours: it is shown, and the execution does not go on as if nothing had happened. */
  private failureOf(error: unknown): StateFailure {
    if (error instanceof StateFailure) return error;
    this.world.onError(error);
    return runtimeFailure(error instanceof Error ? error.message : String(error));
  }
}

const DELETED = { status: 'ABORTED', cause: 'The state machine is being deleted' } as const;
