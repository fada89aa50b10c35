import type { Desk } from '../desk';
import { QUESTIONS } from './questions';

/** How long a change of an ERROR may take to show. */
const SHOWN = 60_000;

/** Deploys an application that fails, with another one behind it; by force once more; and registers its removal. */
export async function failing(desk: Desk): Promise<void> {
  await desk.tidy('before the failure');
  await desk.register('associate failing', 'failing');
  await desk.register('associate behind', 'application');
  const first = await desk.deploy('fail', QUESTIONS);
  if (first.view.applications.failing?.state !== 'ERROR') return void (await desk.tidy('after no failure'));
  const second = await desk.deploy('fail again', QUESTIONS, true);
  if (second.view.applications.failing?.state === 'ERROR') {
    await desk.learn('DisassociateWorkspaceApplication', 'disassociate failing', 'failing');
    await desk.asker.sleep(SHOWN);
    await desk.look('disassociate failing: after');
  }
  await desk.tidy('after the failure');
}
