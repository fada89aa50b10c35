import type { Readings } from '../../local/workspaces';
import { desktopOf } from './desks';
import { type Answer, type Change, wholeSecond } from './records';
import { isForward, propertiesOf } from './requests';
import { Violation } from './violation';
import type { SimulatedWorld } from './world';

const SECOND = 1000;
/** A look at the user keeps no longer: to the deployment, before which a mark is written, and to the reboot, before which it is read again, too. */
const LOOK_TIME = { DeployWorkspaceApplications: 35 * SECOND, RebootWorkspaces: 60 * SECOND };

/** A sibling's reboot that is younger may not have been seen. */
const SIGHT_TIME = 15 * SECOND;

/** What must hold of the times at which the desktops could not be used, of one operation. */
export function checkOutages(
  changes: readonly Change[],
  world: SimulatedWorld,
  { describeLagSeconds = 0 }: Partial<Readings>,
  began: number,
): void {
  const lag = describeLagSeconds * SECOND;
  for (const change of changes) {
    if (change.operation === 'DeployWorkspaceApplications') checkUser(change, LOOK_TIME[change.operation]);
    if (change.operation !== 'RebootWorkspaces') continue;
    checkUser(change, LOOK_TIME[change.operation]);
    checkReboot(change, lag, began);
  }
  const reboots = changes.filter(isReboot);
  for (const { requestId, workspaceId } of reboots) {
    const count = reboots.filter((other) => other.requestId === requestId).length;
    if (count > 1) throw new Violation(`one request reboots ${count} times`);
    const own = reboots.filter((other) => other.workspaceId === workspaceId).length;
    // Times are whole seconds: what was installed in the one in which the operation began may be its own.
    const from = wholeSecond(began);
    const deployments = world.simulator.deploymentsOf(workspaceId).filter(({ end = 0 }) => end >= from).length;
    // What has lost its mark seems to be adopted, so that a removal that is taken back counts as an installation. So does a colleague's.
    const isLikeNew = [...world.desktops.picture().keys()].some(
      (pair) =>
        desktopOf(pair) === workspaceId &&
        (world.desktops.book.hasLost(pair) || world.desktops.hasMeddled(pair, began)),
    );
    if (own > deployments && !isLikeNew)
      throw new Violation(`${own} reboots of ${workspaceId} for ${deployments} deployments`);
  }
}

export const isReboot = ({ operation, wasEffective }: Change): boolean =>
  operation === 'RebootWorkspaces' && wasEffective;

/** Who is told to wait for the user ends no session that a look just before could have shown. */
function checkUser({ look, invocation, ...change }: Change, lookTime: number): void {
  const isUndoing = look?.status.includes('ROLLBACK') ?? false;
  const waits =
    propertiesOf(invocation.event).waitForUser ||
    (isUndoing && propertiesOf(invocation.event, 'OldResourceProperties').waitForUser);
  if (!waits || !change.workspace) return;
  const { operation, time, workspaceId, connectionSeenAt, connectedSince } = change;
  if (time - connectionSeenAt > lookTime)
    throw new Violation(`${operation} without a look at the user of ${workspaceId}`);
  const { connection } = change.workspace;
  if (connection === 'DISCONNECTED' || connectedSince > connectionSeenAt) return;
  throw new Violation(`${operation} of ${workspaceId}, whose user is ${connection} and was to be waited for`);
}

/** A reboot follows an installation of just this operation, and interrupts none. */
function checkReboot(change: Change, lag: number, began: number): void {
  const { invocation, look, workspaceId, before, seenAt, deployingSince } = change;
  const { rebootAfterInstallation, installed } = propertiesOf(invocation.event);
  if (!rebootAfterInstallation || !isForward(look?.status ?? ''))
    throw new Violation(`${workspaceId} is rebooted without a request, in ${look?.status}`);
  const floor = wholeSecond(began);
  if (!installed.some((pair) => (before.get(pair)?.lastUpdated ?? 0) >= floor))
    throw new Violation(`${workspaceId} is rebooted, although nothing was installed`);
  if (deployingSince !== undefined && deployingSince < seenAt - lag)
    throw new Violation(`${workspaceId} is rebooted in the middle of a deployment`);
}

/** What was to be rebooted has been when success is answered. */
export function checkRebooted({ event, time, picture, generation }: Answer, world: SimulatedWorld): void {
  const { rebootAfterInstallation, installed, timeout } = propertiesOf(event);
  // The time of a request begins when CloudFormation sends it.
  const { sent, delivered } = world.timesOf(String(event.RequestId));
  const [workspaceId = ''] = installed[0]?.split(' ') ?? [];
  // Another reboot may be the one that is seen to be over, a WorkSpace that goes is not waited for, and who is
  // not allowed to look does not know.
  const excuses = ['WorkSpace REBOOTING', 'end of a WorkSpace', 'AccessDeniedException'];
  if (excuses.some((kind) => world.hasMet(kind))) return;
  if (!rebootAfterInstallation || time - sent > timeout * SECOND) return;
  // One reboot does for all siblings that have installed something: each waits for it.
  const floor = wholeSecond(delivered);
  // What a deployment from before the operation has installed, another stack reboots.
  const began = wholeSecond(world.beganAt(String(event.StackId), generation));
  const isNew = installed.some((pair) => {
    const { lastUpdated = 0 } = picture.get(pair) ?? {};
    const deployments = world.simulator.deploymentsOf(workspaceId).filter(({ begin }) => begin <= lastUpdated);
    return lastUpdated >= floor && (deployments.at(-1)?.begin ?? 0) >= began;
  });
  const reboots = world.changes.filter(
    (change) =>
      isReboot(change) &&
      change.workspaceId === workspaceId &&
      (change.requestId === event.RequestId || (isNew && change.time < time - SIGHT_TIME)),
  );
  const isUnderWay = world.simulator
    .outagesOf(workspaceId)
    .some(
      ({ begin, end = Number.POSITIVE_INFINITY }) =>
        end > time && reboots.some((reboot) => begin >= reboot.time && begin <= reboot.answeredAt),
    );
  if (isUnderWay) throw new Violation(`success is answered while ${workspaceId} reboots`);
}
