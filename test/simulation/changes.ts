import type { Readings } from '../../local/workspaces';
import { Violation } from './violation';
import type { Change, SimulatedWorld } from './world';

/** A call may be answered, or time out, so long after the look at the stack. */
const CALL_TIME = 10_000;
const MOST_DEPLOYMENTS = 3;

/** What must hold of the changes of one operation, among all that were made so far. */
export function checkChanges(changes: readonly Change[], world: SimulatedWorld, readings: Partial<Readings>): void {
  const deployments = new Map<string, number>();
  for (const change of changes) {
    checkFence(change, world);
    if (!isDeployment(change)) continue;
    const count = (deployments.get(change.requestId) ?? 0) + 1;
    deployments.set(change.requestId, count);
    // A request that is delivered twice has two waiters, and neither knows what the other tried again.
    const waiters = world.injected.has('duplicate') ? 2 : 1;
    if (count > MOST_DEPLOYMENTS * waiters) throw new Violation(`one request deployed ${count} times`);
    checkQuiet(change, world, readings);
  }
}

export const isDeployment = ({ operation, wasEffective }: Change): boolean =>
  operation === 'DeployWorkspaceApplications' && wasEffective;

/** A request changes nothing once its operation is over: so its last look at the stack said, a moment ago. */
function checkFence({ requestType, requestId, operation, time, look }: Change, world: SimulatedWorld): void {
  if (!look || time - look.time > CALL_TIME)
    throw new Violation(`${operation} without a look at the stack just before`);
  if (requestType === 'Delete') {
    if (look.status.endsWith('_IN_PROGRESS') && look.status !== 'UPDATE_IN_PROGRESS') return;
    throw new Violation(`a delete makes ${operation} while the stack is in ${look.status}`);
  }
  if (world.generationOf(requestId) === look.generation) return;
  throw new Violation(`a waiter that outlived its operation makes ${operation} in ${look.status}`);
}

/** No deployment while somebody else's change on the WorkSpace is younger than the quiet time. */
function checkQuiet(deploy: Change, { changes }: SimulatedWorld, readings: Partial<Readings>): void {
  const { timestamps = 'both', describeLagSeconds = 0 } = readings;
  if (timestamps !== 'both' || describeLagSeconds > 0) return;
  const young = changes.find(
    ({ operation, wasEffective, workspaceId, invocation, answeredAt, state }) =>
      !operation.startsWith('Deploy') &&
      wasEffective &&
      workspaceId === deploy.workspaceId &&
      invocation !== deploy.invocation &&
      answeredAt <= deploy.seenAt &&
      deploy.time - answeredAt < deploy.invocation.quiet - 2000 &&
      state?.startsWith('PENDING_'),
  );
  if (young)
    throw new Violation(
      `deployed ${deploy.time - young.answeredAt} ms after ${young.operation} of ${young.applicationId}`,
    );
}
