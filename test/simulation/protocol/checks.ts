import { isHold, keyOf, type Mark } from '../../../lambda/service/marks';
import { parseIdentity } from '../../../lambda/stack/identity';
import { holdersOn, isMoving, marksOn } from './desk';
import { isAtRest, type Pending, type Resource, type Scenario, type State, type Waiter } from './state';

/** Something that must not happen. */
export class Harm extends Error {}

/** As many deployments as a request may make of one application. */
const MOST_DEPLOYMENTS = 2;

/** A deployment begins: nothing goes that was not ours, or that a living resource declares. */
export function carryOutDeployment(state: State, waiter: Waiter): void {
  const { application } = state;
  if (isMoving(state) || !application) return;
  waiter.deployments++;
  if (waiter.deployments > MOST_DEPLOYMENTS) throw new Harm(`${waiter.deployments} deployments of one request`);
  const { removedBy, isOurs, isAbsentWanted, state: name } = application;
  if (name !== 'PENDING_UNINSTALL_DEPLOYMENT' || removedBy === null) return;
  if (!isOurs && !isAbsentWanted) throw new Harm(`uninstalled for ${removedBy}, and no resource had installed it`);
  const keeper = keepersIn(state).find((physicalId) => physicalId !== removedBy);
  if (keeper && (isOurs || holdersOn(state).includes(parseIdentity(keeper)?.token ?? '')))
    throw new Harm(`uninstalled for ${removedBy}, and ${keeper} declares it`);
}

/** The physical ids of the living resources that have it installed and keep it. */
const keepersIn = ({ stacks }: State): readonly string[] =>
  stacks.flatMap(({ status, resources, pending, created, updated }) => {
    if (/^(ROLLBACK|DELETE)/.test(status)) return [];
    const isGoingBack = status.startsWith('UPDATE_ROLLBACK');
    return resources.flatMap(({ logicalId, physicalId, wish }) => {
      const change = pending.find((request) => request.logicalId === logicalId);
      const isChanging = change !== undefined && (change.wish !== 'installed' || isGoingBack);
      const isToGo =
        isGoingBack && (created.includes(logicalId) || (updated.includes(logicalId) && change !== undefined));
      return wish === 'installed' && !isChanging && !isToGo ? [physicalId] : [];
    });
  });

/** The desktop as a rollback must bring it back: what is on it, and who holds it. */
export const pictureOf = (state: State): string =>
  JSON.stringify([state.application?.state ?? 'ABSENT', [...holdersOn(state)].sort()]);

/** A stack begins: what it finds is what its rollback must bring back, unless something is under way. */
export function noteBeginning(state: State, index: number): void {
  const isCalm = state.waiters.length === 0 && !isMoving(state);
  for (const [other, stack] of state.stacks.entries()) {
    const isAlone = state.stacks.every((one, at) => at === index || isAtRest(one));
    stack.was = other === index && isCalm && isAlone ? pictureOf(state) : null;
  }
}

/** A request was answered. */
export function checkAnswer(
  state: State,
  { stack: index, request }: Waiter,
  isSuccess: boolean,
  { isThere = false }: Scenario,
): void {
  const stack = state.stacks[index];
  const isForward = stack !== undefined && /_COMPLETE$|^(CREATE|UPDATE)_IN_PROGRESS$|CLEANUP/.test(stack.status);
  if (isSuccess && request.type !== 'Delete' && isForward && !stack.status.includes('ROLLBACK')) {
    const name = state.application?.state ?? 'ABSENT';
    if (request.wish === 'installed' && name !== 'COMPLETED') throw new Harm(`${request.logicalId} is done, ${name}`);
    if (request.wish === 'absent' && name !== 'ABSENT') throw new Harm(`${request.logicalId} is done, ${name}`);
    if (request.wish === 'absent') state.isRemovedForGood = true;
  }
  if (!isThere) checkDelete(state, request, stack?.status);
  if (!stack?.status.endsWith('ROLLBACK_COMPLETE') || stack.was === null) return;
  if (pictureOf(state) !== stack.was) throw new Harm(`rolled back to ${pictureOf(state)}; it was ${stack.was}`);
  stack.was = null;
}

/** A resource of a stack that is deleted: what only it held is gone. */
function checkDelete(state: State, { type, wish, logicalId }: Pending, status = ''): void {
  const { application, ghosts } = state;
  if (type !== 'Delete' || wish !== 'installed' || !/^(NONE|DELETE_IN_PROGRESS)$/.test(status)) return;
  const isHeld = holdersOn(state).some((token) => !ghosts.includes(token)) || keepersIn(state).length > 0;
  if (application?.isOurs && !isHeld) throw new Harm(`${logicalId} is deleted, and the application is left`);
}

/** Nothing more happens by itself, and no stack has anything left to do. */
export const isOver = (state: State, { stacks }: Scenario): boolean =>
  state.waiters.length === 0 &&
  !isMoving(state) &&
  state.stacks.every((stack, index) => isAtRest(stack) && stack.next >= (stacks[index]?.operations.length ?? 0));

/** What must be true at the end: what lives has what it declares and holds it, and nothing else is left. */
export function checkEnd(state: State, { isThere = false }: Scenario): void {
  const { application, isRemovedForGood } = state;
  const name = application?.state ?? 'ABSENT';
  const living = state.stacks.flatMap(({ resources }) => resources);
  const tokensOf = (resources: readonly Resource[]) =>
    resources.map(({ physicalId }) => parseIdentity(physicalId)?.token);
  const declaring = tokensOf(living.filter(({ wish }) => wish === 'installed'));
  const isKnown = (mark: Mark) =>
    (isHold(mark) ? declaring : tokensOf(living)).includes(mark.token) || state.ghosts.includes(mark.token);
  const strange = marksOn(state).filter((mark) => !isKnown(mark));
  if (strange.length > 0) throw new Harm(`marks are left: ${strange.map(keyOf).join(', ')}`);
  if (declaring.length > 0 && name !== 'COMPLETED') throw new Harm(`what is declared is ${name}`);
  if (declaring.length > 0 && application?.isOurs && holdersOn(state).length === 0)
    throw new Harm('what is declared is held by none, and was installed by a resource');
  if (declaring.length > 0 || isRemovedForGood || state.ghosts.length > 0) return;
  if (!isThere && application) throw new Harm(`the application is left, ${name}`);
  if (isThere && name !== 'COMPLETED') throw new Harm(`what was there before is ${name}`);
}
