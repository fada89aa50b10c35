import { isOver } from '../../../lambda/stack/operation';
import { pendingOf, stackOf } from './stacks';
import { isAtRest, type Scenario, type State, type Waiter } from './state';
import { operationOf } from './threads';

/** Forgets what can make no difference any more, so that states that behave alike are alike. */
export function tidy(state: State, scenario: Scenario): void {
  if (!scenario.keepsWaiters) state.waiters = state.waiters.filter((waiter) => !isIdle(waiter, state, scenario));
  // What is not waited for any more has no event that proves it.
  state.events = state.events.filter(
    ({ stack, id, deliveries }) =>
      pendingOf(stackOf(state, stack), id) && (deliveries === 0 || (deliveries === 1 && state.trouble.redelivery > 0)),
  );
  for (const stack of state.stacks)
    if (isAtRest(stack)) Object.assign(stack, { found: [], created: [], updated: [], obsolete: [], was: null });
}

/** Between its steps a waiter whose operation is over is as good as gone: its next step would stand down. A delete may be wanted again. */
function isIdle(waiter: Waiter, state: State, scenario: Scenario): boolean {
  const { call, request, stack } = waiter;
  if (request.type === 'Delete' || call) return false;
  const { status, startedAt } = stackOf(state, stack);
  const now = { status, stackUpdatedAt: startedAt, stackName: '', rootId: '' };
  return isOver(request.type, operationOf(waiter, scenario), now);
}
