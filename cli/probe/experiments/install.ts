import type { Desk } from '../desk';
import { isGone, isPendingRemoval } from '../step';
import { askToRegister, QUESTIONS } from './questions';

/** How long after a removal it is looked again whether its record stays. */
const LATER = 5 * 60_000;

/** Installs the application, and with it the second one, removes both, one of them while STOPPED, and registers it anew. */
export async function install(desk: Desk): Promise<void> {
  await desk.available();
  await desk.register('associate', 'application');
  if (desk.has('second')) await desk.register('associate second', 'second');
  await desk.deploy('install', QUESTIONS);
  if (desk.has('second')) {
    await desk.unregister('disassociate second', 'second');
    await desk.deploy('remove second', [...QUESTIONS, askToRegister]);
  }
  if (desk.canStop) await stop(desk);
  await remove(desk);
  await desk.asker.sleep(LATER);
  await desk.look('removed: later');
  await desk.available();
  await desk.register('associate anew', 'application');
  await desk.unregister('revert anew', 'application');
}

/** Stops the WorkSpace, and asks what it takes then. */
async function stop(desk: Desk): Promise<void> {
  await desk.available();
  if (!(await desk.turn('StopWorkspaces', 'STOPPED'))) return;
  await desk.asker.ask('DescribeWorkspacesConnectionStatus', 'connection while STOPPED');
  const { outcome } = await desk.learn('CreateTags', 'tag while STOPPED');
  if (outcome.kind !== 'refused') await desk.learn('DeleteTags', 'untag while STOPPED');
  await registerRemoval(desk, 'disassociate while STOPPED');
  const { state, applications } = await desk.look('stopped');
  if (state !== 'STOPPED' || !isPendingRemoval(applications.application?.state)) return;
  const answer = await desk.tryDeploy('deploy while STOPPED');
  if (answer !== 'ok') await desk.available();
}

async function remove(desk: Desk): Promise<void> {
  const { applications } = await desk.look('before the removal');
  if (isGone(applications.application?.state)) return;
  await desk.available();
  await registerRemoval(desk, 'disassociate');
  await desk.deploy('remove', QUESTIONS);
}

async function registerRemoval(desk: Desk, label: string): Promise<void> {
  const { applications } = await desk.look(`${label}: before`);
  if (!isPendingRemoval(applications.application?.state)) await desk.unregister(label, 'application');
}
