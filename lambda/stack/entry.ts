import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import type { Tools } from '../reconcile/context';
import { StoodDown } from '../reconcile/step';
import { clip, RequestFailure } from '../reconcile/words';
import { PATIENCE } from '../service/calls';
import type { Clock } from '../service/clock';
import { type Bus, Events, type Origin, type Particulars } from '../service/event-bus';
import { type Fields, jsonLog, type Log } from '../service/log';
import { Workspaces } from '../service/workspaces';
import { parseOperation } from './operation';
import { type Declared, paceOf } from './pace';
import { parseRequest } from './request';
import { Sightings } from './sightings';
import { Stacks } from './stacks';

/** What a function is given by the world around it. */
export interface World extends Declared {
  readonly workspaces: WorkSpacesClient;
  readonly cloudFormation: CloudFormationClient;
  readonly clock: Clock;
  readonly random: () => number;
  /** How many resources share the provider. */
  readonly resources: number;
  readonly write: (line: string) => void;
  /** Where events are put to; without it, none are. */
  readonly bus?: Bus;
}

/** Makes a Lambda handler of a function: gives it its tools, and sees to it that every failure has words and no stack trace. */
export function entry<Answer>(handle: (event: unknown, tools: Tools) => Promise<Answer>, world: World) {
  const workspaces = new Workspaces(world.workspaces);
  const stacks = new Stacks(world.cloudFormation);
  const events = new Events(world.bus);
  const pace = paceOf(world.resources, world);
  // Outlives the invocation, as long as Lambda keeps this instance of the function.
  const sightings = new Sightings(pace.fresh);
  return async (event: unknown): Promise<Answer> => {
    const { clock, random } = world;
    const origin = originOf(event);
    const log = jsonLog(world.write, () => clock.now(), fieldsOf(origin));
    const announce = events.announcer(origin, log);
    try {
      const until = clock.now() + PATIENCE;
      return await handle(event, { workspaces, stacks, pace, sightings, log, announce, clock, random, until });
    } catch (error) {
      const failure = failureOf(error, log);
      const happening = error instanceof StoodDown ? 'Stood Down' : failure.timedOut ? 'Timed Out' : 'Failed';
      await announce(happening, { ...subjectOf(event, clock.now()), reason: failure.message });
      throw failure;
    }
  };
}

/** The words for whatever was thrown, which the log gets too. */
function failureOf(error: unknown, log: Log): RequestFailure {
  if (error instanceof RequestFailure) {
    log('ERROR', 'failed', { reason: error.message });
    return error;
  }
  const name = error instanceof Error ? error.name : 'Error';
  const said = error instanceof Error ? clip(error.message, 500) : '';
  const isStandingDown = error instanceof StoodDown;
  log(isStandingDown ? 'WARN' : 'ERROR', isStandingDown ? 'stood down' : 'unexpected', { name, said });
  if (isStandingDown) return new RequestFailure(said);
  return new RequestFailure(
    `the handler failed unexpectedly with ${name}: ${said}. What next: report this to the library`,
  );
}

/** Whose request it is: members picked one by one, since an event holds a secret. */
function originOf(event: unknown): Origin {
  const member = (name: string): string | undefined => {
    const value: unknown = typeof event === 'object' && event !== null ? Reflect.get(event, name) : undefined;
    return typeof value === 'string' ? clip(value, 300) : undefined;
  };
  return {
    stackId: member('StackId'),
    logicalResourceId: member('LogicalResourceId'),
    requestId: member('RequestId'),
    requestType: member('RequestType'),
  };
}

/** What every line of an invocation says. */
const fieldsOf = ({ stackId, logicalResourceId, requestId }: Origin): Fields => ({
  stack: stackId,
  resource: logicalResourceId,
  requestId,
});

/** What a failed request was about, as far as it can be understood. */
function subjectOf(event: unknown, now: number): Particulars {
  try {
    const { declared } = parseRequest(event);
    return {
      workspaceId: declared?.workspaceId,
      applicationIds: declared && [...declared.applicationIds, ...declared.absentApplicationIds],
      elapsedSeconds: elapsedSeconds(event, now),
    };
  } catch {
    return {};
  }
}

/** Since onEvent ran; undefined while it still does. */
function elapsedSeconds(event: unknown, now: number): number | undefined {
  try {
    return Math.round((now - parseOperation(event).asked) / 1000);
  } catch {
    return undefined;
  }
}
