import type { Desk } from '../desk';
import { isGone, isPendingInstall } from '../step';

/** For how long it is watched that Associate alone changes nothing. */
const ALONE = 60_000;

/** Registers an installation, registers it again, and takes it back, without a deployment. */
export async function register(desk: Desk): Promise<void> {
  await desk.available();
  await desk.asker.ask('DescribeWorkspacesConnectionStatus', 'connection');
  await desk.register('register', 'application');
  await desk.asker.sleep(ALONE);
  await desk.look('register: alone');
  await desk.learn('AssociateWorkspaceApplication', 'register once more', 'application');
  await desk.asker.ask('DisassociateWorkspaceApplication', 'revert', 'application');
  await desk.awaitAssociation('revert: shown', 'application', (one) => !isPendingInstall(one?.state));
  const { applications } = await desk.look('revert: after');
  if (isPendingInstall(applications.application?.state) && !isGone(applications.application?.state)) {
    await desk.unregister('revert once more', 'application');
  }
}
