import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import type { ServedLoad } from '../contract/load';
import { StoodDown } from '../reconcile/guard';
import { PATIENCE } from '../service/calls';
import type { Clock } from '../service/clock';
import { type Bus, EventBus, type Origin, type Particulars } from '../service/event-bus';
import { holdersOf } from '../service/holders';
import { type Fields, jsonLog } from '../service/log';
import { Parameters } from '../service/parameters';
import { Stacks } from '../service/stacks';
import { clip } from '../service/text';
import { SECOND } from '../service/time';
import { Workspaces } from '../service/workspaces';
import { toFailure } from './failure';
import { type Answer, isComplete } from './is-complete';
import { type LookupAnswer, lookUp } from './lookup';
import { type EventAnswer, onEvent } from './on-event';
import { paceOf } from './pace';
import { type Received, type Resumed, receive, resume } from './request';
import { Sightings } from './sightings';
import type { StackTools } from './tools';

/** What a function is given by the world around it. */
export interface World extends ServedLoad {
  readonly workspaces: WorkSpacesClient;
  readonly cloudFormation: CloudFormationClient;
  /** Shows whether a fleet still declares what it has marked; without it, that counts always. */
  readonly ssm?: SSMClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly write: (line: string) => void;
  /** Where Lambda keeps what is written; a failure names it. */
  readonly logGroup?: string;
  /** Where events are put to; without it, none are. */
  readonly bus?: Bus;
}

/** The function that the provider calls first, for each type of resource. */
export const onEventFunction = (world: World) =>
  entry<Received, EventAnswer | LookupAnswer>(
    receive,
    (request, tools) => (request.kind === 'lookup' ? lookUp(request, tools) : onEvent(request, tools)),
    world,
  );

/** The function that the provider calls until a request is complete. A look-up is, as soon as it has been answered. */
export const isCompleteFunction = (world: World) =>
  entry<Resumed, Answer>(
    resume,
    async (resumed, tools) =>
      'request' in resumed ? isComplete(resumed.request, resumed.operation, tools) : { IsComplete: true },
    world,
  );

/** Makes a Lambda handler: parses the event once, hands over the tools, and gives each failure words and no stack trace. */
export function entry<Parsed extends Received | Resumed, Result>(
  parse: (event: unknown) => Parsed,
  handle: (parsed: Parsed, tools: StackTools) => Promise<Result>,
  world: World,
) {
  const workspaces = new Workspaces(world.workspaces);
  const stacks = new Stacks(world.cloudFormation);
  const parameters = world.ssm && new Parameters(world.ssm);
  const bus = new EventBus(world.bus);
  // Outlives the invocation, as long as Lambda keeps this instance of the function.
  const sightings = new Sightings(paceOf(world.resources, world).fresh);
  return async (event: unknown): Promise<Result> => {
    const { clock, random } = world;
    const origin = originOf(event);
    const log = jsonLog(world.write, () => clock.now(), fieldsOf(origin));
    const announce = bus.announcer(origin, log);
    const until = clock.now() + PATIENCE;
    let parsed: Parsed | undefined;
    try {
      parsed = parse(event);
      const caller = { log, clock, random, until };
      const holders = holdersOf({ stacks, parameters }, caller);
      return await handle(parsed, { ...caller, workspaces, stacks, holders, load: world, sightings, announce });
    } catch (error) {
      const failure = toFailure(error, log, world.logGroup);
      const happening = error instanceof StoodDown ? 'Stood Down' : failure.timedOut ? 'Timed Out' : 'Failed';
      await announce(happening, { ...particularsOf(parsed, clock.now()), reason: failure.message });
      throw failure;
    }
  };
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

/** What a failed request was about, as far as it was understood. */
function particularsOf(parsed: Received | Resumed | undefined, now: number): Particulars {
  if (!parsed || ('kind' in parsed && parsed.kind === 'lookup')) return {};
  const request = 'request' in parsed ? parsed.request : parsed;
  const { declared } = request;
  return {
    workspaceId: declared?.workspaceId,
    applicationIds: declared && [...declared.applicationIds, ...declared.absentApplicationIds],
    elapsedSeconds: 'request' in parsed ? Math.round((now - parsed.operation.requestedAt) / SECOND) : undefined,
  };
}
