import type { Declaration } from '../../../lambda/contract/applications';
import { StoodDown } from '../../../lambda/reconcile/guard';
import type { Outcome } from '../../../lambda/reconcile/outcome';
import { step } from '../../../lambda/reconcile/step';
import { holdersOf } from '../../../lambda/service/holders';
import { rootOf } from '../../../lambda/service/identity';
import { directionOf } from '../../../lambda/service/stacks';
import { fence } from '../../../lambda/stack/fence';
import { goalOf, termsOf } from '../../../lambda/stack/goals';
import { SAME_OPERATION } from '../../../lambda/stack/identity';
import type { Operation } from '../../../lambda/stack/operation';
import { paceOf } from '../../../lambda/stack/pace';
import type { Request } from '../../../lambda/stack/request';
import { Sightings } from '../../../lambda/stack/sightings';
import type { StackTools } from '../../../lambda/stack/tools';
import { Replay, ReplayedStacks, ReplayedWorkspaces } from './replay';
import { type Answer, APPLICATION, type Call, DESKTOP, type Scenario, type Waiter, type Wish } from './state';

/** What a step of a waiter comes to: another call, or an end. */
export type Next = { readonly call: Call } | { readonly outcome: Outcome | 'stood down' };

/** A step up to one of its calls. It goes on in as many ways as this is answered. */
interface Thread {
  readonly next: Next;
  readonly ways: Map<string, Thread>;
}

/** The steps of the handler. The same step with the same answers runs once, in however many orders it is met. */
export class Threads {
  private readonly begun = new Map<string, Thread>();
  /** Where steps are, by what they were answered. */
  private readonly reached = new WeakMap<readonly Answer[], Thread>();

  constructor(private readonly scenario: Scenario) {}

  /** A waiter begins a step. Returns what it does next. */
  begin(waiter: Waiter): Promise<Next> {
    const { stack, request, startedAt, stackStatus, requestedAt, living, steppedAt } = waiter;
    const name = JSON.stringify([stack, request, startedAt, stackStatus, requestedAt, living, steppedAt]);
    waiter.answers = [];
    return this.follow(this.begun, name, waiter);
  }

  /** The call of a waiter is answered. Returns what it does next. */
  answer(waiter: Waiter, answer: Answer): Promise<Next> {
    const thread = this.reached.get(waiter.answers);
    if (!thread) throw new Error('an answer without a call');
    waiter.answers = [...waiter.answers, answer];
    return this.follow(thread.ways, JSON.stringify(answer), waiter);
  }

  private async follow(ways: Map<string, Thread>, name: string, waiter: Waiter): Promise<Next> {
    const thread = ways.get(name) ?? { next: await takeStep(this.scenario, waiter), ways: new Map() };
    ways.set(name, thread);
    this.reached.set(waiter.answers, thread);
    return thread.next;
  }
}

/** Runs a step, with what it was answered so far, up to its next call or its end. */
async function takeStep(scenario: Scenario, waiter: Waiter): Promise<Next> {
  const [request, operation] = [requestOf(waiter, scenario), operationOf(waiter, scenario)];
  const goal = goalOf(request, operation);
  if (!goal) return { outcome: { kind: 'done', seen: new Map() } };
  const replay = new Replay(waiter.answers);
  const tools = toolsOf(waiter.steppedAt, replay);
  const terms = termsOf(goal, request, operation, Number.POSITIVE_INFINITY, pace);
  const ended = step(goal, terms, fence(request, operation, tools), tools).then(
    (outcome): Next => ({ outcome }),
    (error: unknown): Next => {
      if (error instanceof StoodDown) return { outcome: 'stood down' };
      throw error;
    },
  );
  return Promise.race([ended, replay.next.then((call): Next => ({ call }))]);
}

const pace = paceOf(1);

function toolsOf(now: number, replay: Replay): StackTools {
  const caller = {
    clock: { now: () => now, sleep: () => Promise.resolve() },
    random: () => 0.5,
    until: now,
    log: () => {},
  };
  const stacks = new ReplayedStacks(replay);
  return {
    ...caller,
    workspaces: new ReplayedWorkspaces(replay),
    stacks,
    holders: holdersOf({ stacks }, caller),
    load: { resources: 1, applications: 1, applicationsPerWorkspace: 1, shared: false },
    sightings: new Sightings(0),
    announce: () => Promise.resolve(),
  };
}

const declarationOf = (wish: Wish, allowExisting: boolean): Declaration => ({
  workspaceId: DESKTOP,
  applicationIds: wish === 'installed' ? [APPLICATION] : [],
  absentApplicationIds: wish === 'absent' ? [APPLICATION] : [],
  allowExisting,
  waitForInstallation: true,
  timeoutSeconds: 3300,
  revision: '',
  waitForUser: false,
  rebootAfterInstallation: false,
});

export function requestOf({ request, stack }: Waiter, { stacks }: Scenario): Request {
  const { name = '', allowExisting = false } = stacks[stack] ?? {};
  return {
    kind: 'applications',
    type: request.type,
    requestId: String(request.id),
    stackId: name,
    logicalId: request.logicalId,
    ...(request.physicalId !== undefined && { physicalId: request.physicalId }),
    declared: declarationOf(request.wish, allowExisting),
    isUnchanged: false,
    ...(request.before !== undefined && { before: declarationOf(request.before, allowExisting) }),
  };
}

export const operationOf = (waiter: Waiter, { stacks }: Scenario): Operation => ({
  direction: directionOf(waiter.stackStatus),
  stackUpdatedAt: waiter.startedAt,
  operationStartedAt: waiter.startedAt,
  undoneFrom: waiter.startedAt - SAME_OPERATION,
  requestedAt: waiter.requestedAt,
  begunAt: waiter.requestedAt,
  underWay: 0,
  hasSiblings: true,
  root: rootOf(stacks[waiter.stack]?.name ?? ''),
  stackName: stacks[waiter.stack]?.name ?? '',
  living: waiter.living,
  isProven: true,
  isRetry: false,
});
