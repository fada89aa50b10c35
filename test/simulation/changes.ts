import type { Readings } from '../../local/workspaces';
import { desktopOf, pairOf } from './desks';
import type { Mark } from './marks';
import type { Change } from './records';
import { concernsOf } from './requests';
import { Violation } from './violation';
import type { SimulatedWorld } from './world';

/** A call may be answered, or time out, so long after the look at the stack. */
const CALL_TIME = 10_000;
const MOST_DEPLOYMENTS = 3;

/** What must hold of the changes of one operation of a stack, among all that were made so far. */
export function checkChanges(
  changes: readonly Change[],
  world: SimulatedWorld,
  readings: Partial<Readings>,
  began: number,
): void {
  const deployments = new Map<string, number>();
  const last = new Map<string, Change>();
  for (const change of changes) {
    checkFence(change, world);
    checkConcern(change, world);
    if (!isDeployment(change)) continue;
    const count = (deployments.get(change.requestId) ?? 0) + 1;
    deployments.set(change.requestId, count);
    // A request that is delivered twice has two waiters, and neither knows what the other tried again.
    const waiters = world.duplicated.has(change.requestId) ? 2 : 1;
    if (count > MOST_DEPLOYMENTS * waiters + cutShort(change, world, began))
      throw new Violation(`one request deployed ${count} times`);
    const previous = last.get(`${change.requestId} ${change.workspaceId}`);
    if (previous && !hasReason(change, previous, world, began))
      throw new Violation(`one request deploys ${change.workspaceId} again for no reason`);
    last.set(`${change.requestId} ${change.workspaceId}`, change);
    checkQuiet(change, world, readings);
  }
  for (const invocation of new Set(changes.map((change) => change.invocation)))
    checkOrder(changes.filter((change) => change.invocation === invocation));
}

/** What goes is registered before what comes: two editions do not go together. */
function checkOrder(changes: readonly Change[]): void {
  for (const [index, { operation, applicationId }] of changes.entries()) {
    const before = changes[index - 1];
    if (operation !== 'DisassociateWorkspaceApplication') continue;
    if (before?.operation !== 'AssociateWorkspaceApplication' || before.applicationId === applicationId) continue;
    throw new Violation(`${applicationId} is disassociated after ${before.applicationId} was associated`);
  }
}

/** How many deployments an application's failure has ended before the turn of the others came. */
const cutShort = ({ workspaceId }: Change, { simulator }: SimulatedWorld, began: number): number =>
  simulator.readings.failure === 'spares the others'
    ? 0
    : simulator
        .deploymentsOf(workspaceId)
        .filter(({ begin, applications }) => begin >= began && applications.some(({ errorCode }) => errorCode)).length;

/** One deployment does for all that a request is about, unless something of it failed, or somebody came between. */
function hasReason(again: Change, previous: Change, world: SimulatedWorld, began: number): boolean {
  const { simulator, duplicated, desktops } = world;
  const { requestId, workspaceId } = again;
  const lag = simulator.readings.describeLagSeconds * 1000;
  return (
    duplicated.has(requestId) ||
    // What an ERROR from before was on its way to comes first.
    [...previous.before].some(([pair, { state }]) => pair.startsWith(workspaceId) && state === 'ERROR') ||
    world.hasMet('IncompatibleApplicationsException') ||
    [...desktops.meddling.keys()].some((pair) => pair.startsWith(workspaceId)) ||
    simulator
      .deploymentsOf(workspaceId)
      .some(
        ({ end = Number.POSITIVE_INFINITY, applications }) =>
          end >= began && applications.some(({ errorCode }) => errorCode),
      ) ||
    world.changes.some(
      (change) => isRegisteredBetween(change, again, previous, lag) || isComeback(change, again, previous),
    ) ||
    simulator.calls.some(
      (call) =>
        call.workspaceId === workspaceId &&
        call.outcome !== 'ok' &&
        call.time >= previous.time &&
        call.time <= again.answeredAt,
    )
  );
}

/** Another request has registered something since the deployment's request looked: the deployment carried it out. */
const isRegisteredBetween = (change: Change, again: Change, previous: Change, lag: number): boolean =>
  /^(Disa|A)ssociate/.test(change.operation) &&
  change.requestId !== again.requestId &&
  change.workspaceId === again.workspaceId &&
  change.time >= previous.seenAt - lag &&
  change.time <= previous.answeredAt;

/** Another request has installed what the first deployment removed, and lets go of it: it is removed again. */
const isComeback = (change: Change, again: Change, previous: Change): boolean =>
  change.operation === 'AssociateWorkspaceApplication' &&
  change.requestId !== again.requestId &&
  change.workspaceId === again.workspaceId &&
  change.time >= previous.answeredAt &&
  change.time <= again.seenAt &&
  again.before.get(pairOf(change.workspaceId, change.applicationId ?? ''))?.state.startsWith('PENDING_UNINSTALL') ===
    true;

export const isDeployment = ({ operation, wasEffective }: Change): boolean =>
  operation === 'DeployWorkspaceApplications' && wasEffective;

/** A request changes nothing once its operation is over: so its last look at the stack said, a moment ago. */
export function checkFence(change: Change, world: SimulatedWorld): void {
  const { requestType, requestId, requester, operation, time, look } = change;
  if (!look || time - look.time > CALL_TIME)
    throw new Violation(`${operation} without a look at the stack just before`);
  if (requestType === 'Delete') {
    if (look.status.endsWith('_IN_PROGRESS') && look.status !== 'UPDATE_IN_PROGRESS') return;
    throw new Violation(`a delete makes ${operation} while the stack is in ${look.status}`);
  }
  const generation = world.generationOf(requestId) ?? 0;
  if (generation === look.generation || world.isContinuation(requester.stackId, generation, look.generation)) return;
  if (world.asksAgain(change.invocation.event, look.generation)) return;
  throw new Violation(`a waiter that outlived its operation makes ${operation} in ${look.status}`);
}

/** A request changes what it is about and what its resource holds, however much has drifted beside it. */
function checkConcern(change: Change, world: SimulatedWorld): void {
  const { requester, marksBefore, invocation, look, operation, workspaceId, applicationId, marks } = change;
  const isRetry = world.isRetry(requester.stackId);
  const concerned = Object.values(concernsOf(invocation.event, look?.status ?? '', isRetry)).flat();
  // Under an id that CloudFormation invented, it is about whatever its logical id holds.
  const isOwn = ({ token }: Mark) =>
    requester.token === undefined
      ? world.desktops.book.ownerOf(token) === `${requester.stackId} ${requester.logicalId}`
      : requester.token === token;
  const marked = marksBefore.filter(isOwn).map(({ pair }) => pair);
  const concerns = [...concerned, ...marked];
  const pairs = applicationId ? [pairOf(workspaceId, applicationId)] : marks.map(({ pair }) => pair);
  const stray = pairs.find((pair) => !concerns.includes(pair));
  if (stray) throw new Violation(`${operation} of ${stray}, which the request is not about`);
  if (pairs.length === 0 && !concerns.some((pair) => desktopOf(pair) === workspaceId))
    throw new Violation(`${operation} of ${workspaceId}, which the request is not about`);
}

/** No deployment while another requester's change on the WorkSpace is younger than the quiet time. */
function checkQuiet(deploy: Change, world: SimulatedWorld, readings: Partial<Readings>): void {
  const { timestamps = 'both', describeLagSeconds = 0 } = readings;
  if (timestamps === 'none' || timestamps === 'no LastUpdatedTime') return;
  const young = world.changes.find(
    ({ operation, wasEffective, workspaceId, applicationId, invocation, answeredAt, state }) =>
      !operation.startsWith('Deploy') &&
      wasEffective &&
      workspaceId === deploy.workspaceId &&
      invocation !== deploy.invocation &&
      answeredAt <= deploy.seenAt - describeLagSeconds * 1000 &&
      deploy.time - answeredAt < deploy.invocation.quiet - 2000 &&
      state?.startsWith('PENDING_') &&
      deploy.before.get(pairOf(workspaceId, applicationId ?? ''))?.state.startsWith('PENDING_') &&
      // Unless the colleague has taken it back, or it shows an unknown state.
      !world.desktops.hasMeddled(pairOf(workspaceId, applicationId ?? ''), answeredAt) &&
      (world.desktops.disguises.get(pairOf(workspaceId, applicationId ?? '')) ?? 0) < deploy.seenAt,
  );
  if (young)
    throw new Violation(
      `deployed ${deploy.time - young.answeredAt} ms after ${young.operation} of ${young.applicationId}`,
    );
}
