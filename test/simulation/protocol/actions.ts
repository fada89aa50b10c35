import { carryOutDeployment, checkAnswer, noteBeginning } from './checks';
import { end, isMoving } from './desk';
import { answer, begin, fail, pendingOf, stackOf } from './stacks';
import { type Call, isAtRest, isGoingForward, type Scenario, type State, type Waiter } from './state';
import type { Next, Threads } from './threads';
import { answerTo, deliver } from './waiters';

/** More than a minute: longer than a mark needs to count, and than anything here that depends on a time. */
const TICK = 61_000;

/** What a waiter has read, and nothing else has happened. */
export interface Reading {
  /** When the waiter's event arrived: its name. */
  readonly waiter: number;
  readonly of: 'application' | 'tags' | 'stacks' | `stack ${number}` | 'nothing';
}

/** One thing that can happen next, and the words for it. */
export interface Action {
  readonly name: string;
  /** The waiter that does it, if one does. */
  readonly waiter?: number;
  /** Whether it comes after everything that waiters do at the same time. */
  readonly isTick?: boolean;
  /** Carries it out on a state. Returns what was read, if that was all. */
  readonly happen: (state: State) => Promise<Reading | undefined> | Reading | undefined;
}

/** Everything that can happen next. */
export function actionsIn(state: State, scenario: Scenario, threads: Threads): readonly Action[] {
  const { trouble, events, waiters } = state;
  const actions: Action[] = [];
  const add = (isPossible: boolean, action: Action) => isPossible && actions.push(action);
  for (const [index, script] of scenario.stacks.entries()) {
    const stack = stackOf(state, index);
    const isIdle = waiters.every((waiter) => waiter.stack !== index || waiter.answers.length === 0);
    add(isAtRest(stack) && stack.next < script.operations.length && isIdle, {
      name: `${script.name} begins`,
      happen(next) {
        noteBeginning(next, index);
        begin(next, index, script);
        return undefined;
      },
    });
    add(isGoingForward(stack) && trouble.failure > 0, {
      name: `${script.name} fails elsewhere`,
      happen(next) {
        next.trouble.failure--;
        fail(next, index);
        return undefined;
      },
    });
  }
  for (const [index, { stack, id, deliveries }] of events.entries()) {
    const request = pendingOf(stackOf(state, stack), id);
    const isAgain = deliveries > 0;
    add(request !== undefined && (!isAgain || trouble.redelivery > 0), {
      name: `${request?.type} ${request?.logicalId} arrives${isAgain ? ' again' : ''}`,
      happen(next) {
        if (isAgain) next.trouble.redelivery--;
        return arrive(next, scenario, index);
      },
    });
  }
  for (const [index, { request, call, hasJustChanged, steppedAt, requestedAt }] of waiters.entries()) {
    const what = `${request.type} ${request.logicalId} (${index})`;
    add(call !== null || steppedAt === 0, {
      name: `${what}: ${call?.name ?? 'polls'}`,
      waiter: requestedAt,
      happen: (next) => goOn(next, scenario, index, threads),
    });
    // To die after nothing but readings is not to poll.
    add(hasJustChanged && trouble.crash > 0, {
      name: `${what} dies`,
      waiter: requestedAt,
      happen(next) {
        next.trouble.crash--;
        Object.assign(waiterOf(next, index), ENDED);
        return undefined;
      },
    });
  }
  add(isMoving(state), { name: 'the deployment ends', happen: (next) => end(next, false) });
  add(isMoving(state) && trouble.error > 0, {
    name: 'the deployment ends in ERROR',
    happen(next) {
      next.trouble.error--;
      end(next, true);
      return undefined;
    },
  });
  add(waiters.length > 0 && waiters.every(({ call }) => call === null), {
    name: 'a minute passes',
    isTick: true,
    happen(next) {
      next.now += TICK;
      for (const waiter of next.waiters) waiter.steppedAt = 0;
      return undefined;
    },
  });
  return actions;
}

/** A step is over. */
const ENDED = { answers: [], call: null, hasChanged: false, hasJustChanged: false };

function arrive(state: State, scenario: Scenario, index: number): Reading | undefined {
  const waiter = deliver(state, scenario, index);
  return { waiter: waiter.requestedAt, of: `stack ${waiter.stack}` };
}

/** A waiter makes its next call, the first of a step if none is under way; what needs no further call follows at once. */
async function goOn(state: State, scenario: Scenario, index: number, threads: Threads): Promise<Reading | undefined> {
  const waiter = waiterOf(state, index);
  if (!waiter.call) {
    waiter.steppedAt = state.now;
    if (takeUp(state, scenario, waiter, await threads.begin(waiter))) return undefined;
  }
  const { call } = waiter;
  if (!call) return undefined;
  if (call.name === 'deployApplications') carryOutDeployment(state, waiter);
  const of = readingOf(call, scenario);
  waiter.hasJustChanged = of === undefined;
  waiter.hasChanged ||= of === undefined;
  const next = await threads.answer(waiter, answerTo(state, scenario, waiter, call));
  const isGone = takeUp(state, scenario, waiter, next);
  return isGone || of === undefined ? undefined : { waiter: waiter.requestedAt, of };
}

/** What a call reads; undefined if it changes something. */
export function readingOf({ name, members }: Call, { stacks }: Scenario): Reading['of'] | undefined {
  switch (name) {
    case 'findAssociations':
      return 'application';
    case 'findTags':
      return 'tags';
    case 'findStack':
      return `stack ${stacks.findIndex((stack) => stack.name === members[0])}`;
    case 'hasResource':
      return 'stacks';
    case 'findState':
      return 'nothing';
    default:
      return undefined;
  }
}

/** A waiter has a call to make, or its step ends. Returns whether the waiter is gone. */
function takeUp(state: State, scenario: Scenario, waiter: Waiter, next: Next): boolean {
  if ('call' in next) {
    waiter.call = next.call;
    return false;
  }
  const { outcome } = next;
  if (outcome !== 'stood down' && outcome.kind === 'wait') {
    // A step that has changed nothing is none: it can be taken later as well.
    Object.assign(waiter, ENDED, !waiter.hasChanged && { steppedAt: 0 });
    return false;
  }
  state.waiters.splice(state.waiters.indexOf(waiter), 1);
  const script = scenario.stacks[waiter.stack];
  if (!script) throw new Error('a waiter without a stack');
  const isSuccess = outcome !== 'stood down' && outcome.kind === 'done';
  const isAwaited = stackOf(state, waiter.stack).pending.some(({ id }) => id === waiter.request.id);
  answer(state, waiter.stack, waiter.request.id, isSuccess, waiter.physicalId, script);
  if (isAwaited) checkAnswer(state, waiter, isSuccess, scenario);
  return true;
}

function waiterOf(state: State, index: number): Waiter {
  const waiter = state.waiters[index];
  if (!waiter) throw new Error(`no waiter ${index}`);
  return waiter;
}
