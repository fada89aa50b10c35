import { uuid } from '../environment';
import { isObject, type Json, type JsonObject, textAt } from '../transport/json';
import type { Execution } from './execution';
import { refuseTooLarge, runtimeFailure, StateFailure } from './failure';
import { evaluate } from './interpreter';
import { itemsOf } from './items';
import { MapRun } from './map-run';
import type { Program } from './program';
import { resultOf, writeResults } from './results';
import type { ExecutionWorld } from './world';

/** Starts a child of an execution. */
export type StartChild = (
  parent: Execution,
  child: { readonly program: Program; readonly mapRun: MapRun; readonly label: string; readonly input: Json },
) => Execution;

const MOST_AT_ONCE = 10_000;

/** One Distributed Map state in one execution: its Map Run, from reading the items to writing the results. */
export class DistributedMap {
  private readonly label: string;

  constructor(
    private readonly world: ExecutionWorld,
    private readonly execution: Execution,
    private readonly name: string,
    private readonly state: JsonObject,
    private readonly input: Json,
    private readonly startChild: StartChild,
  ) {
    this.label = textAt(state, 'Label') ?? name.replace(/[^A-Za-z0-9]/g, '').slice(0, 40);
  }

  /** Returns the result of the state, or throws a StateFailure. */
  async run(): Promise<Json> {
    const { world, execution, state, input } = this;
    const items = await itemsOf(world.buckets, state, input, execution.context);
    const mapRun = await this.begin(items.length);
    const { history } = execution;
    history.add('MapStateStarted', 'mapStateStartedEventDetails', { length: items.length });
    history.add('MapRunStarted', 'mapRunStartedEventDetails', { mapRunArn: mapRun.arn });
    try {
      await this.runChildren(mapRun, items);
      const result = await this.conclude(mapRun, items);
      history.add('MapRunSucceeded');
      history.add('MapStateSucceeded');
      return result;
    } catch (error) {
      if (mapRun.status === 'RUNNING') mapRun.finish('FAILED');
      mapRun.abortChildren(EXCEEDED);
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      history.add('MapRunFailed', 'mapRunFailedEventDetails', { error: name, cause: message });
      history.add('MapStateFailed');
      throw error;
    }
  }

  private async begin(total: number): Promise<MapRun> {
    const { world, execution, state } = this;
    const { arn, machine } = execution.about;
    const id = uuid(world.random);
    const mapRunArn = machine.arn.replace(':stateMachine:', ':mapRun:');
    const percentage = textAt(state, 'ToleratedFailurePercentage');
    const about = {
      arn: `${mapRunArn}/${this.label}:${id}`,
      executionArn: arn,
      total,
      maxConcurrency: (await this.countAt('MaxConcurrency')) ?? 0,
      toleratedFailureCount: await this.countAt('ToleratedFailureCount'),
      toleratedFailurePercentage: percentage === undefined ? undefined : Number(percentage),
    };
    const mapRun = new MapRun(about, world.clock);
    world.addMapRun(mapRun);
    return mapRun;
  }

  /** What a field says, or the place in the input that its `…Path` twin names. */
  private async countAt(field: 'MaxConcurrency' | 'ToleratedFailureCount'): Promise<number | undefined> {
    const path = textAt(this.state, `${field}Path`);
    const literal = textAt(this.state, field);
    if (path === undefined) return literal === undefined ? undefined : Number(literal);
    const found = await evaluate({ 'count.$': path }, this.input, this.execution.context);
    const count = isObject(found) ? found.count : undefined;
    if (typeof count === 'number' && Number.isInteger(count) && count >= 0) return count;
    throw runtimeFailure(`The ${field}Path '${path}' must find an integer of 0 or more, not ${JSON.stringify(count)}`);
  }

  /** As many at once as the state allows, one after the other as places become free. */
  private async runChildren(mapRun: MapRun, items: readonly Json[]): Promise<void> {
    const { execution, world } = this;
    const abort = (): void => mapRun.abortChildren('The execution that started the Map Run is over');
    execution.signal.addEventListener('abort', abort);
    let next = 0;
    const place = async (): Promise<void> => {
      while (next < items.length && this.mayStart(mapRun)) {
        const index = next;
        next += 1;
        await this.runChild(mapRun, items, index);
        if (mapRun.exceeded && world.readings.runningChildren === 'are aborted') mapRun.abortChildren(EXCEEDED);
      }
    };
    const places = Math.min(mapRun.about.maxConcurrency || MOST_AT_ONCE, items.length);
    await Promise.all(Array.from({ length: places }, place));
    execution.signal.removeEventListener('abort', abort);
  }

  private mayStart(mapRun: MapRun): boolean {
    const { status, about } = this.execution;
    return mapRun.status === 'RUNNING' && !mapRun.exceeded && status === 'RUNNING' && !about.machine.deleting;
  }

  private async runChild(mapRun: MapRun, items: readonly Json[], index: number): Promise<void> {
    const program = this.execution.about.program.children.get(this.name);
    if (!program) throw new Error(`no program for the children of ${this.name}`);
    const input = await this.inputOf(items, index);
    // While the input was made, another child may have ended the Map Run.
    if (!this.mayStart(mapRun)) return;
    await mapRun.follow(this.startChild(this.execution, { program, mapRun, label: this.label, input }));
  }

  private inputOf(items: readonly Json[], index: number): Promise<Json> {
    const selector = this.state.ItemSelector;
    const value = items[index] ?? null;
    if (selector === undefined) return Promise.resolve(value);
    return evaluate(selector, this.input, { ...this.execution.context, Map: { Item: { Index: index, Value: value } } });
  }

  private async conclude(mapRun: MapRun, items: readonly Json[]): Promise<Json> {
    const { execution, state, input, world, name } = this;
    const stopped = execution.status !== 'RUNNING' || execution.about.machine.deleting;
    mapRun.finish(stopped ? 'ABORTED' : mapRun.exceeded ? 'FAILED' : 'SUCCEEDED');
    const writer = isObject(state.ResultWriter) ? state.ResultWriter : undefined;
    const pending = writer ? await this.pendingInputs(mapRun, items) : [];
    const written = writer && (await writeResults(world.buckets, writer, mapRun, pending, input, execution.context));
    if (mapRun.exceeded) throw new StateFailure('States.ExceedToleratedFailureThreshold', EXCEEDED);
    if (written) return { MapRunArn: mapRun.arn, ResultWriterDetails: { ...written } };
    const outputs = mapRun.children.map((child) =>
      child.status === 'SUCCEEDED' ? (child.output ?? null) : resultOf(child),
    );
    refuseTooLarge(name, JSON.stringify(outputs));
    return outputs;
  }

  private pendingInputs(mapRun: MapRun, items: readonly Json[]): Promise<Json[]> {
    const first = mapRun.children.length;
    return Promise.all(items.slice(first).map((_item, offset) => this.inputOf(items, first + offset)));
  }
}

const EXCEEDED = 'The specified tolerated failure threshold was exceeded';
