import { ServiceError } from '../cloudformation/errors';
import { isList, isObject, type Json, type JsonObject, parseJson, textAt } from '../transport/json';
import { objectsAt } from './definition';
import type { Execution } from './execution';
import { refuseTooLarge, StateFailure } from './failure';
import type { ExecutionWorld } from './world';

/** Does something, and again as the `Retry` of its state says. Waits by the world's clock. */
export async function withRetries(
  { clock, random }: ExecutionWorld,
  execution: Execution,
  state: JsonObject,
  attempt: () => Promise<Json>,
): Promise<Json> {
  const retriers = objectsAt(state, 'Retry').map((retrier) => ({ retrier, retries: 0 }));
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const matching = retriers.find(({ retrier }) => matches(error, retrier));
      if (!matching || matching.retries >= numberAt(matching.retrier, 'MaxAttempts', 3)) throw error;
      const wait = secondsBefore(matching.retries, matching.retrier);
      matching.retries += 1;
      const jittered = matching.retrier.JitterStrategy === 'FULL' ? wait * random() : wait;
      await clock.sleep(jittered * 1000, execution.signal);
      if (execution.status !== 'RUNNING') throw error;
    }
  }
}

function matches(error: unknown, { ErrorEquals: names }: JsonObject): boolean {
  if (!(error instanceof StateFailure) || !error.isRetryable || !isList(names)) return false;
  return names.some((name) => {
    if (name === 'States.TaskFailed') return error.name !== 'States.Timeout';
    return name === 'States.ALL' || name === error.name;
  });
}

function secondsBefore(retries: number, retrier: JsonObject): number {
  const wait = numberAt(retrier, 'IntervalSeconds', 1) * numberAt(retrier, 'BackoffRate', 2) ** retries;
  return Math.min(wait, numberAt(retrier, 'MaxDelaySeconds', Number.POSITIVE_INFINITY));
}

const numberAt = (object: JsonObject, key: string, otherwise: number): number =>
  Number(textAt(object, key) ?? otherwise);

/** Invokes the function of a Task state: by its ARN, or through `lambda:invoke`. */
export async function invokeFunction(
  world: ExecutionWorld,
  execution: Execution,
  name: string,
  state: JsonObject,
  input: Json,
): Promise<Json> {
  const resource = textAt(state, 'Resource') ?? '';
  if (resource.includes(':lambda:') && !resource.includes(':states:')) {
    return timed(world, execution, state, plainWords(resource, input), () => invoke(world, name, resource, input));
  }
  const parameters = isObject(input) ? input : {};
  const functionName = textAt(parameters, 'FunctionName') ?? '';
  return timed(world, execution, state, optimizedWords(world, parameters), async () => ({
    ExecutedVersion: '$LATEST',
    Payload: await invoke(world, name, functionName, parameters.Payload ?? {}),
    StatusCode: 200,
  }));
}

async function invoke({ functions }: ExecutionWorld, state: string, functionName: string, event: Json): Promise<Json> {
  let answer: Awaited<ReturnType<typeof functions.invoke>>;
  try {
    answer = await functions.invoke(functionName, event);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new StateFailure(`Lambda.${error.code}`, error.message);
  }
  if (answer.functionError) throw new StateFailure(errorTypeIn(answer.payload), answer.payload);
  refuseTooLarge(state, answer.payload);
  return parseJson(answer.payload);
}

/** As Step Functions sees a function that throws: the error's type as its name, and the whole answer as its cause. */
function errorTypeIn(payload: string): string {
  const answer = parseJson(payload);
  return (isObject(answer) && textAt(answer, 'errorType')) || 'Error';
}

/** How the history calls what a task does. */
interface Words {
  readonly prefix: 'Task' | 'LambdaFunction';
  readonly about: JsonObject;
  readonly scheduled: JsonObject;
}

const plainWords = (resource: string, input: Json): Words => ({
  prefix: 'LambdaFunction',
  about: {},
  scheduled: { resource, input },
});

function optimizedWords({ environment }: ExecutionWorld, parameters: JsonObject): Words {
  const about = { resourceType: 'lambda', resource: 'invoke' };
  return { prefix: 'Task', about, scheduled: { ...about, region: environment.region, parameters } };
}

/** Records the attempt, and ends it when its time is up. */
async function timed(
  { clock }: ExecutionWorld,
  { history }: Execution,
  state: JsonObject,
  { prefix, about, scheduled }: Words,
  attempt: () => Promise<Json>,
): Promise<Json> {
  const say = (what: string, details: JsonObject = {}) => {
    const member = `${prefix.charAt(0).toLowerCase()}${prefix.slice(1)}${what}EventDetails`;
    history.add(`${prefix}${what}`, member, { ...about, ...details });
  };
  history.add(
    `${prefix}Scheduled`,
    `${prefix.charAt(0).toLowerCase()}${prefix.slice(1)}ScheduledEventDetails`,
    scheduled,
  );
  say('Started');
  const done = new AbortController();
  try {
    const seconds = textAt(state, 'TimeoutSeconds');
    const late =
      seconds === undefined ? [] : [clock.sleep(Number(seconds) * 1000, done.signal).then((): typeof LATE => LATE)];
    const result = await Promise.race([attempt(), ...late]);
    if (result === LATE) throw new StateFailure('States.Timeout', '');
    say('Succeeded', { output: result });
    return result;
  } catch (error) {
    if (error instanceof StateFailure) {
      say(error.name === 'States.Timeout' ? 'TimedOut' : 'Failed', { error: error.name, cause: error.message });
    }
    throw error;
  } finally {
    done.abort();
  }
}

const LATE = Symbol('the time of a task is up');
