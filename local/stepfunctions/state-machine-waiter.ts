import './promise-with-resolvers';
import { randomUUID } from 'node:crypto';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { ServiceError } from '../cloudformation/errors';
import type { FunctionHost } from '../cloudformation/function-host';
import { isList, isObject, type Json, type JsonObject, parseJson } from '../transport/json';
import type { Waiter } from './waiter';

/** Fields that count seconds. The interpreter sleeps in real time, so what it sleeps is shortened by the clock's speed. */
const SECONDS = new Set(['IntervalSeconds', 'MaxDelaySeconds', 'Seconds', 'TimeoutSeconds', 'HeartbeatSeconds']);

/** The interpreter gives a task 60 s unless told otherwise; Step Functions sets no limit that matters here. */
const TASK_SECONDS = 24 * 3600;

/** Runs state machines by their real definition with aws-local-stepfunctions. */
export class StateMachineWaiter implements Waiter {
  private readonly machines = new Map<
    string,
    { readonly machine: StateMachine; readonly tasks: ReadonlyMap<string, string> }
  >();
  private readonly running = new Set<() => void>();

  constructor(
    private readonly functions: FunctionHost,
    private readonly speed: number,
  ) {}

  define(machineArn: string, definition: Json): void {
    const parsed = typeof definition === 'string' ? parseJson(definition) : definition;
    if (!isObject(parsed)) throw new Error('a state machine definition must be an object');
    // Once as it is, for the check, and once as it runs: the check wants whole seconds.
    new StateMachine(definitionOf(parsed));
    const machine = new StateMachine(definitionOf(shortened(patient(parsed), this.speed)), {
      validationOptions: { noValidate: true },
    });
    this.machines.set(machineArn, { machine, tasks: tasksOf(parsed) });
  }

  remove(machineArn: string): void {
    this.machines.delete(machineArn);
  }

  start(machineArn: string, input: Json): string {
    const found = this.machines.get(machineArn);
    if (!found) throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${machineArn}'`);
    const handlers = [...found.tasks].map(([state, functionArn]) => [
      state,
      (task: Json) => this.invoke(functionArn, task),
    ]);
    const run = found.machine.run(JSON.parse(JSON.stringify(input)), {
      overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
      noThrowOnAbort: true,
    });
    this.running.add(run.abort);
    // A failed execution is nobody's business here: what depends on it has its own timeout, as in the real service.
    run.result.catch(() => undefined).finally(() => this.running.delete(run.abort));
    return `${machineArn.replace(':stateMachine:', ':execution:')}:${randomUUID()}`;
  }

  stop(): void {
    for (const abort of this.running) abort();
  }

  private async invoke(functionArn: string, input: Json): Promise<Json> {
    const { payload, functionError } = await this.functions.invoke(functionArn, input);
    if (!functionError) return parseJson(payload);
    throw taskError(payload);
  }
}

/** As Step Functions sees a function that throws: the error's type as its name, and the whole answer as its cause. */
function taskError(payload: string): Error {
  const answer = parseJson(payload);
  const error = new Error(payload);
  error.name = isObject(answer) && typeof answer.errorType === 'string' ? answer.errorType : 'Error';
  return error;
}

function tasksOf(definition: JsonObject): Map<string, string> {
  const states = isObject(definition.States) ? definition.States : {};
  const tasks = new Map<string, string>();
  for (const [name, state] of Object.entries(states)) {
    if (!isObject(state) || state.Type !== 'Task') continue;
    if (typeof state.Resource !== 'string' || !state.Resource.includes(':lambda:')) {
      throw new Error(`The embedded AWS runs Lambda tasks only, not state ${name} with ${String(state.Resource)}`);
    }
    tasks.set(name, state.Resource);
  }
  return tasks;
}

function patient(definition: JsonObject): JsonObject {
  const states = Object.entries(isObject(definition.States) ? definition.States : {}).map(([name, state]) => [
    name,
    isObject(state) && state.Type === 'Task' ? { TimeoutSeconds: TASK_SECONDS, ...state } : state,
  ]);
  return { ...definition, States: Object.fromEntries(states) };
}

function shortened(value: JsonObject, speed: number): JsonObject;
function shortened(value: Json, speed: number): Json;
function shortened(value: Json, speed: number): Json {
  if (isList(value)) return value.map((part) => shortened(part, speed));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      SECONDS.has(key) && typeof part === 'number' ? part / speed : shortened(part, speed),
    ]),
  );
}

/** The library types a definition closely; whether this one fits is what its own check decides. */
const definitionOf = (definition: JsonObject): StateMachineDefinition => JSON.parse(JSON.stringify(definition));
