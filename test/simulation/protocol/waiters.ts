import { parseIdentity, physicalIdFor } from '../../../lambda/stack/identity';
import { carryOut } from './desk';
import { pendingOf, stackOf } from './stacks';
import type { Answer, Call, Scenario, State, Waiter } from './state';
import { requestOf } from './threads';

/** An event arrives: onEvent knows the operation, and the waiter begins. */
export function deliver(state: State, scenario: Scenario, index: number): Waiter {
  const event = state.events[index];
  const stack = stackOf(state, event?.stack ?? 0);
  const request = pendingOf(stack, event?.id ?? 0);
  if (!event || !request) throw new Error(`no event ${index}`);
  event.deliveries++;
  // Each delivery has a time of its own.
  state.now++;
  const living = stack.resources.find(({ logicalId }) => logicalId === request.logicalId)?.physicalId;
  const waiter: Waiter = {
    stack: event.stack,
    request,
    startedAt: stack.startedAt,
    stackStatus: stack.status,
    requestedAt: state.now,
    living: parseIdentity(request.physicalId) ? '' : (parseIdentity(living)?.token ?? ''),
    physicalId: '',
    answers: [],
    call: null,
    hasChanged: false,
    hasJustChanged: false,
    steppedAt: 0,
    deployments: 0,
  };
  waiter.physicalId = physicalIdFor(requestOf(waiter, scenario), stack.startedAt);
  state.waiters.push(waiter);
  state.waiters.sort((one, other) => compare(placeOf(one), placeOf(other)) || one.requestedAt - other.requestedAt);
  return waiter;
}

/** Waiters stand in an order that does not depend on when they came. */
const placeOf = ({ stack, request }: Waiter): string => `${stack} ${request.logicalId} ${request.type}`;

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** What a call of a waiter is answered. */
export function answerTo(state: State, scenario: Scenario, waiter: Waiter, call: Call): Answer {
  const [member] = call.members;
  if (call.name === 'findStack') {
    const index = scenario.stacks.findIndex(({ name }) => name === member);
    const { status, startedAt } = stackOf(state, index);
    if (status === 'NONE') return { error: 'ValidationError' };
    return { value: { status, stackUpdatedAt: startedAt, stackName: member } };
  }
  if (call.name === 'hasResource') {
    const has = state.stacks.some(({ resources }) => resources.some(({ physicalId }) => physicalId === member));
    return has ? { value: true } : { error: 'ValidationError' };
  }
  return carryOut(state, call, { physicalId: waiter.physicalId, wantsAbsent: waiter.request.wish === 'absent' });
}
