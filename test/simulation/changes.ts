import type { Readings } from '../../local/workspaces';
import { type Change, wholeSecond } from './records';
import { concernsOf } from './requests';
import { Violation } from './violation';
import type { SimulatedWorld } from './world';

/** A call may be answered, or time out, so long after the look at the stack. */
const CALL_TIME = 10_000;
const MOST_DEPLOYMENTS = 3;

/** What a resource may uninstall. */
export interface Ownership {
  /** When the operation began that gave a resource its desktop, by `resource desktop`. */
  readonly since: ReadonlyMap<string, number>;
  /** When the present operation began: a rollback takes back what is from then on. */
  readonly began: number;
  /** What may go whatever its age, because it was ever declared absent. */
  readonly mayBeAbsent: ReadonlySet<string>;
}

/** What must hold of the changes of one operation, among all that were made so far. */
export function checkChanges(
  changes: readonly Change[],
  world: SimulatedWorld,
  readings: Partial<Readings>,
  ownership: Ownership,
): void {
  const deployments = new Map<string, number>();
  const last = new Map<string, Change>();
  for (const change of changes) {
    checkFence(change, world);
    checkConcern(change);
    checkOwnership(change, ownership, world);
    if (!isDeployment(change)) continue;
    const count = (deployments.get(change.requestId) ?? 0) + 1;
    deployments.set(change.requestId, count);
    // A request that is delivered twice has two waiters, and neither knows what the other tried again.
    const waiters = world.duplicated.has(change.requestId) ? 2 : 1;
    if (count > MOST_DEPLOYMENTS * waiters) throw new Violation(`one request deployed ${count} times`);
    const previous = last.get(`${change.requestId} ${change.workspaceId}`);
    if (previous && !hasReason(change, previous, world, ownership.began))
      throw new Violation(`one request deploys ${change.workspaceId} again for no reason`);
    last.set(`${change.requestId} ${change.workspaceId}`, change);
    checkQuiet(change, world, readings);
  }
}

/** One deployment does for all that a request is about, unless something of it failed, or somebody came between. */
function hasReason(again: Change, previous: Change, world: SimulatedWorld, began: number): boolean {
  const { simulator, duplicated, meddling } = world;
  const { requestId, workspaceId } = again;
  return (
    duplicated.has(requestId) ||
    // What an ERROR from before was on its way to comes first.
    [...previous.before].some(([pair, { state }]) => pair.startsWith(workspaceId) && state === 'ERROR') ||
    world.hasMet('IncompatibleApplicationsException') ||
    [...meddling.keys()].some((pair) => pair.startsWith(workspaceId)) ||
    simulator
      .deploymentsOf(workspaceId)
      .some(
        ({ end = Number.POSITIVE_INFINITY, applications }) =>
          end >= began && applications.some(({ errorCode }) => errorCode),
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

export const isDeployment = ({ operation, wasEffective }: Change): boolean =>
  operation === 'DeployWorkspaceApplications' && wasEffective;

/** A request changes nothing once its operation is over: so its last look at the stack said, a moment ago. */
export function checkFence({ requestType, requestId, operation, time, look }: Change, world: SimulatedWorld): void {
  if (!look || time - look.time > CALL_TIME)
    throw new Violation(`${operation} without a look at the stack just before`);
  if (requestType === 'Delete') {
    if (look.status.endsWith('_IN_PROGRESS') && look.status !== 'UPDATE_IN_PROGRESS') return;
    throw new Violation(`a delete makes ${operation} while the stack is in ${look.status}`);
  }
  if (world.generationOf(requestId) === look.generation) return;
  throw new Violation(`a waiter that outlived its operation makes ${operation} in ${look.status}`);
}

/** A request changes what it is about, however much has drifted beside it. */
function checkConcern({ invocation, look, operation, workspaceId, applicationId }: Change): void {
  const { installs, absent, removals } = concernsOf(invocation.event, look?.status ?? '');
  const concerns = [...installs, ...absent, ...removals];
  const pair = `${workspaceId} ${applicationId ?? ''}`;
  if (applicationId ? concerns.includes(pair) : concerns.some((other) => other.startsWith(pair))) return;
  throw new Violation(`${operation} of ${pair}, which the request is not about`);
}

/** Nothing is uninstalled that was on the desktop before the resource, or before the operation that is rolled back. */
function checkOwnership(
  { operation, workspaceId, applicationId, before, invocation, look }: Change,
  { since, began, mayBeAbsent }: Ownership,
  world: SimulatedWorld,
): void {
  const pair = `${workspaceId} ${applicationId}`;
  const was = before.get(pair);
  if (operation !== 'DisassociateWorkspaceApplication' || !was?.installed || mayBeAbsent.has(pair)) return;
  const isUndoing = look?.status.includes('ROLLBACK') ?? false;
  const from = isUndoing ? began : (since.get(`${invocation.event.LogicalResourceId} ${workspaceId}`) ?? began);
  const { timestamps } = world.simulator.readings;
  // Where no time shows at all, what is installed stays; where its creation does not, its last change stands in for it.
  const isOurs =
    timestamps === 'none'
      ? was.state !== 'COMPLETED' || world.hasMeddled(pair)
      : (timestamps === 'no Created' ? was.lastUpdated : was.created) >= wholeSecond(from);
  if (!isOurs) throw new Violation(`${pair} is older than the resource, and is uninstalled`);
}

/** No deployment while somebody else's change on the WorkSpace is younger than the quiet time. */
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
      // Unless the colleague has taken it back, or it shows a state that nobody knows.
      !world.hasMeddled(`${workspaceId} ${applicationId}`, answeredAt) &&
      (world.disguises.get(`${workspaceId} ${applicationId}`) ?? 0) < deploy.seenAt,
  );
  if (young)
    throw new Violation(
      `deployed ${deploy.time - young.answeredAt} ms after ${young.operation} of ${young.applicationId}`,
    );
}
