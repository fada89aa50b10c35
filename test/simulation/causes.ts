import type { Stack, StackEvent } from '../../local/cloudformation/model';
import { applicationOf, desktopOf, EDITIONS, pairOf } from './desks';
import { type Fault, type FaultOf, minutesOf } from './faults';
import type { Plan } from './plan';
import type { Found } from './restored';
import { Violation } from './violation';
import type { SimulatedWorld } from './world';

/** What can have made a request fail. */
export interface Circumstances {
  readonly world: SimulatedWorld;
  readonly plan: Plan;
  readonly stack: Stack;
  /** What the operation found. */
  readonly found: Found | undefined;
  /** Whether it is a rollback or a delete that failed. */
  readonly isGoingBack: boolean;
}

/** Words of a failure, and what must have happened where they are true. */
interface Cause {
  /** The group, if there is one, is what `isTrue` is asked about: an application with the desktop of the reason. */
  readonly words: RegExp;
  readonly isTrue: (circumstances: Circumstances, what: string) => boolean;
  /** Whether the failure waits until nothing of the resource is moving. */
  readonly waits?: true;
  /** Whether it need be true of one alone: another may have come in the second of the failure, before its mark showed. */
  readonly isTrueOfOne?: true;
}

const CAUSES: readonly Cause[] = [
  {
    words: /(wsa-\w+) is on the WorkSpace already, \w+, declared by/g,
    isTrue: isHeldElsewhere,
  },
  { words: /(wsa-\w+) must be absent, but is/g, isTrue: isHeld },
  { words: /(wsa-\w+) is on the WorkSpace already, .{0,60}no mark shows/g, isTrue: isUnmarked, isTrueOfOne: true },
  { words: /(wsa-\w+) is being uninstalled/g, isTrue: isLeavingForOthers },
  {
    words: /(wsa-\w+) ended with/g,
    isTrue: (circumstances, pair) =>
      hasFailed(circumstances, pair) || circumstances.found?.picture.get(pair)?.state === 'ERROR',
    waits: true,
  },
  {
    words: /was not done after (\d+) minutes/g,
    isTrue: (circumstances, minutes) => longest(circumstances) > Number(minutes),
  },
  { words: /refused with AccessDenied/g, isTrue: ({ world: { struck } }) => struck.some(isDenial) },
  {
    words: /refused with ResourceLimitExceeded/g,
    isTrue: ({ world: { struck } }) => struck.some(({ kind }) => kind === 'full tags'),
  },
  {
    words: /IncompatibleApplicationsException/g,
    isTrue: hadEdition,
  },
  {
    words: /does not exist in this account|is TERMINAT(?:ED|ING)|refused with ResourceNotFound/g,
    isTrue: ({ world, isGoingBack }) =>
      !isGoingBack && (world.struck.some(({ kind }) => kind === 'end of a WorkSpace') || world.hasMet('migration')),
  },
  {
    words: /is SUSPENDED, and refuses|is in state SUSPENDED/g,
    isTrue: ({ world: { struck } }) =>
      struck.some((fault) => fault.kind === 'WorkSpace state' && fault.state === 'SUSPENDED'),
  },
  {
    words: /'QUARANTINED', which this version does not know/g,
    isTrue: ({ world: { struck } }) => struck.some(({ kind }) => kind === 'unknown state'),
  },
  {
    words: /did not receive a response/g,
    isTrue: ({ world: { struck } }) => struck.some((fault) => fault.kind === 'late delivery' && fault.delay > 30),
  },
  {
    words: /exited with error: signal: killed/g,
    isTrue: ({ world: { struck } }) => struck.some(({ kind }) => kind === 'crash'),
  },
];

/** A resource that failed has words that help and name their cause, and that cause was there. What may pass is never one. */
export function requireCauses({ status, reason }: StackEvent, circumstances: Circumstances): void {
  if (!reason) throw new Violation(`${status} without a reason`);
  if (/UnknownError|Operation timed out|at .*\(.*:\d+:\d+\)/.test(reason))
    throw new Violation(`a reason without help: ${reason}`);
  const named = causesIn(reason);
  if (named.length === 0) throw new Violation(`failed without a cause that counts: ${reason}`);
  for (const { cause, what } of named) {
    const told = cause.isTrueOfOne ? named.filter((other) => other.cause === cause) : [{ what }];
    if (!told.some((one) => cause.isTrue(circumstances, one.what)))
      throw new Violation(`failed for what had not happened: ${reason}`);
  }
}

/** Whether a failure is one that waits for whatever is moving. */
export const waits = (reason: string): boolean => {
  const named = causesIn(reason);
  return named.length > 0 && named.every(({ cause }) => cause.waits);
};

function causesIn(reason: string) {
  const [desktop = ''] = /ws-\w+/.exec(reason) ?? [];
  const nameOf = (group: string) => (group.startsWith('wsa-') ? pairOf(desktop, group) : group);
  return CAUSES.flatMap((cause) =>
    [...reason.matchAll(cause.words)].map(([, group = '']) => ({ cause, what: nameOf(group) })),
  );
}

/** Whether a resource of another stack has held it. */
function isHeldElsewhere({ world, stack }: Circumstances, pair: string): boolean {
  return world.desktops.book.holdersOf(pair).some((token) => world.stackOf(token) !== stack.name);
}

/** Whether any resource has held it. */
function isHeld({ world }: Circumstances, pair: string): boolean {
  return world.desktops.book.holdersOf(pair).length > 0;
}

/** Whether no resource of ours has installed it, its mark is lost, or another stack has brought it back after its resource went. */
function isUnmarked({ world }: Circumstances, pair: string): boolean {
  const { book } = world.desktops;
  const isStray = world.witness.strays.has(pair);
  return (
    isStray ||
    !world.witness.isOurs(world.ghosts.of(pair)) ||
    book.holdersOf(pair).some((token) => book.isLost(pair, token))
  );
}

/** Whether a colleague or another stack uninstalls it, or what is uninstalled has lost its mark. */
function isLeavingForOthers(circumstances: Circumstances, pair: string): boolean {
  const { world, stack } = circumstances;
  return (
    world.desktops.hasMeddled(pair) ||
    isUnmarked(circumstances, pair) ||
    world.changes.some(
      (change) =>
        change.operation === 'DisassociateWorkspaceApplication' &&
        pairOf(change.workspaceId, change.applicationId ?? '') === pair &&
        world.nameOf(change.requester.stackId) !== stack.name,
    )
  );
}

function hadEdition(circumstances: Circumstances): boolean {
  const desktops = circumstances.world.desktops.all;
  return desktops.some((desktop) => EDITIONS.some((id) => wasThere(circumstances, pairOf(desktop, id))));
}

/** Whether it was on the desktop when the operation began, or has come since by another hand. */
function wasThere({ found, world, stack }: Circumstances, pair: string): boolean {
  const { state = 'REMOVED' } = found?.picture.get(pair) ?? {};
  const { by } = world.ghosts.of(pair) ?? {};
  const isOthers = by !== undefined && (by.kind !== 'request' || world.nameOf(by.stackId) !== stack.name);
  return state !== 'REMOVED' || world.desktops.hasMeddled(pair) || isOthers;
}

/** Whether a deployment of the application has failed since the operation began. */
function hasFailed({ world, found }: Circumstances, pair: string): boolean {
  return world.simulator
    .deploymentsOf(desktopOf(pair))
    .some(
      ({ end, applications }) =>
        (end === undefined || end >= (found?.time ?? 0)) &&
        applications.some((turn) => turn.applicationId === applicationOf(pair) && turn.errorCode),
    );
}

/** How many minutes there and back can take: every turn of every deployment, and all that was let loose. */
function longest({ world, plan }: Circumstances): number {
  const { installMinutes, throttled, stacks } = plan;
  const declared = stacks.flatMap(({ steps }) => steps.flatMap((step) => step.declared));
  const turns = declared.flatMap(({ applicationIds, absentApplicationIds }) => [
    ...applicationIds,
    ...absentApplicationIds,
  ]);
  const trouble = world.struck.reduce((sum, fault) => sum + minutesOf(fault, installMinutes), 0);
  const reboots = 5 * declared.filter(({ rebootAfterInstallation }) => rebootAfterInstallation).length;
  return 10 + reboots + (throttled ? 5 : 0) + 2 * turns.length * installMinutes + trouble;
}

export const isDenial = (fault: Fault): fault is FaultOf<'refusal' | 'stack refusal' | 'refused tags'> =>
  (fault.kind === 'refusal' && fault.exception === 'AccessDeniedException') ||
  (fault.kind === 'stack refusal' && fault.code === 'AccessDenied') ||
  fault.kind === 'refused tags';
