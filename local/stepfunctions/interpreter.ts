import './promise-with-resolvers';
import { StateMachine } from 'aws-local-stepfunctions';
import { ServiceError } from '../cloudformation/errors';
import { isList, isObject, type Json, type JsonObject, objectAt } from '../transport/json';
import { runtimeFailure, type StateFailure } from './failure';

/** A state that takes time or does something has been entered: its work is not the interpreter's. */
export interface Work {
  readonly state: string;
  /** What the state was entered with. */
  readonly entered: Json;
  /** What its work gets of that, by `InputPath` and `Parameters`. */
  readonly input: Json;
}

/** What became of it. */
export type WorkResult = { readonly output: Json } | { readonly failure: StateFailure };

/** How far a machine has come: to a state with work to do, or to its end. */
export type Progress =
  | { readonly work: Work }
  | { readonly output: Json }
  | { readonly error: string; readonly cause: string };

/** A state was entered or exited. */
export interface Passage {
  readonly kind: 'Entered' | 'Exited';
  readonly state: string;
  readonly value: Json;
}

const WORKING = ['Task', 'Wait', 'Map'];

/**
 * aws-local-stepfunctions, without its clock: it follows states, paths, templates, choices and catches from one state that takes time or does something (Task,
 * Wait and Map) to the next. There it stops, for it would sleep in real time; once the work is done, it goes on from there with the result.
 */
export class Interpreter {
  /** The states as they were written, by name. */
  readonly states: ReadonlyMap<string, JsonObject>;
  private readonly begin: StateMachine;
  private readonly resume: ReadonlyMap<string, StateMachine>;

  constructor(definition: JsonObject) {
    const states = Object.entries(objectAt(definition, 'States'));
    this.states = new Map(states.flatMap(([name, state]) => (isObject(state) ? [[name, state]] : [])));
    const stops = Object.fromEntries([...this.states].map(([name, state]) => [name, stopping(state)]));
    this.begin = machineOf({ StartAt: definition.StartAt ?? '', States: stops });
    const working = [...this.states].filter(([, state]) => WORKING.includes(String(state.Type)));
    this.resume = new Map(
      working.map(([name, state]) => [
        name,
        machineOf({ StartAt: RESUMED, States: { ...stops, [RESUMED]: resuming(state) } }),
      ]),
    );
  }

  /** @param pass shown each state that is entered or exited. Returns whether to go on */
  start(input: Json, context: JsonObject, pass: (passage: Passage) => boolean): Promise<Progress> {
    return this.follow(this.begin, input, context, {}, pass);
  }

  /** @param pass as of `start` */
  goOn(done: Work, result: WorkResult, context: JsonObject, pass: (passage: Passage) => boolean): Promise<Progress> {
    const machine = this.resume.get(done.state);
    if (!machine) throw new Error(`${done.state} is no state with work`);
    const handler = async (): Promise<Json> => {
      if ('failure' in result) throw result.failure;
      return copied(result.output);
    };
    const renamed = (passage: Passage): boolean => {
      if (passage.state !== RESUMED) return pass(passage);
      // It was entered before its work began.
      return passage.kind === 'Entered' || pass({ ...passage, state: done.state });
    };
    return this.follow(machine, done.entered, context, { [RESUMED]: handler }, renamed);
  }

  private async follow(
    machine: StateMachine,
    input: Json,
    context: JsonObject,
    handlers: Readonly<Record<string, () => Promise<Json>>>,
    pass: (passage: Passage) => boolean,
  ): Promise<Progress> {
    const run = machine.run(copied(input), {
      overrides: {
        taskResourceLocalHandlers: Object.fromEntries(
          Object.entries(handlers).map(([name, handler]) => [name, async () => copied(await handler())]),
        ),
      },
      context: copied(context),
      noThrowOnAbort: true,
    });
    const ended = run.result.then(
      (output): Progress => ({ output }),
      (error: unknown): Progress => wordsOf(error),
    );
    let entered: { readonly state: string; readonly value: Json } | undefined;
    for await (const event of run.eventLogs) {
      if (event.type !== 'StateEntered' && event.type !== 'StateExited') continue;
      const { name: state, input: given, output = null } = event.state;
      const kind = event.type === 'StateEntered' ? 'Entered' : 'Exited';
      const stopped = WORKING.includes(String(this.states.get(state)?.Type));
      // A state with work is exited once that is done.
      if (stopped && kind === 'Exited') continue;
      entered = stopped ? { state, value: given } : undefined;
      if (!pass({ kind, state, value: kind === 'Entered' ? given : output })) run.abort();
    }
    const progress = await ended;
    if (!entered || !('output' in progress)) return progress;
    return { work: { state: entered.state, entered: entered.value, input: progress.output } };
  }
}

const RESUMED = 'the state whose work is done';

/** A state with work ends the run of the interpreter, with what its work gets. */
function stopping(state: JsonObject): JsonObject {
  // Otherwise the interpreter finds words of its own.
  if (state.Type === 'Fail') return { Error: '', Cause: '', ...state };
  if (!WORKING.includes(String(state.Type))) return state;
  const given = { ...fieldsOf(state, ['InputPath']), ...(state.Type === 'Task' && fieldsOf(state, ['Parameters'])) };
  return { ...given, Type: 'Pass', End: true };
}

/** To the interpreter it is a task that is done at once. */
const resuming = (state: JsonObject): JsonObject => ({
  ...fieldsOf(state, ['ResultSelector', 'ResultPath', 'OutputPath', 'Catch', 'Next', 'End']),
  Type: 'Task',
  Resource: 'done',
});

const fieldsOf = (state: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(state).filter(([name]) => names.includes(name)));

/** What the interpreter wraps. */
function wordsOf(error: unknown): { readonly error: string; readonly cause: string } {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (reason instanceof Error) return { error: reason.name, cause: reason.message };
  return { error: 'States.Runtime', cause: String(reason) };
}

/** Evaluates a payload template, such as `{ "id.$": "$.desktop.id" }`. @throws StateFailure States.Runtime if a path finds nothing */
export async function evaluate(template: Json, input: Json, context: JsonObject): Promise<Json> {
  const machine = machineOf({ StartAt: 'Only', States: { Only: { Type: 'Pass', Parameters: template, End: true } } });
  try {
    return await machine.run(copied(input), { context: copied(context) }).result;
  } catch (error) {
    throw runtimeFailure(wordsOf(error).cause);
  }
}

/**
 * The interpreter sets the StartTime of every run by the real clock, and Input by what the run is given. What the context says of the execution stands beside
 * them, as OwnStartTime and OwnInput.
 */
function ownContext(value: Json): Json {
  if (typeof value === 'string') {
    return value.replace(/\$\$\.Execution\.(StartTime|Input)\b/g, (_whole, name) => `$$.Execution.Own${name}`);
  }
  if (isList(value)) return value.map((one) => ownContext(one));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, ownContext(one)]));
}

/** Definitions that have passed: the check takes a quarter of a second, and a simulation deploys one machine many times. */
const checked = new Set<string>();

/**
 * The interpreter's check, which knows the schema of each state, and the names that they mention.
 *
 * @throws ServiceError InvalidDefinition
 */
export function refuseInvalid(definition: JsonObject): void {
  const text = JSON.stringify(definition);
  if (checked.has(text)) return;
  try {
    new StateMachine(copied(definition));
    checked.add(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ServiceError('InvalidDefinition', `Invalid State Machine Definition: ${reason}`);
  }
}

const machineOf = (definition: JsonObject): StateMachine =>
  new StateMachine(copied(ownContext(definition)), { validationOptions: { noValidate: true } });

/** The library types its input closely, and changes it; whether it fits is what its own check decides. */
const copied = (value: Json) => JSON.parse(JSON.stringify(value));
