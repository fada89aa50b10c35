import type { Desk } from '../desk';
import { isPendingInstall } from '../step';
import { QUESTIONS } from './questions';

/** Installs the application, and asks for its rival beside it, then in its place. */
export async function rival(desk: Desk): Promise<void> {
  await desk.tidy('before the rival');
  await desk.register('associate for the rival', 'application');
  await desk.deploy('install for the rival', QUESTIONS);
  await beside(desk);
  await instead(desk);
  await desk.tidy('after the rival');
}

async function beside(desk: Desk): Promise<void> {
  await desk.available();
  await desk.register('associate rival beside', 'rival');
  if (!(await isRegistered(desk, 'rival beside: registered'))) return;
  await desk.deploy('deploy rival beside');
  if (await isRegistered(desk, 'rival beside: left')) await desk.unregister('revert rival beside', 'rival');
}

async function instead(desk: Desk): Promise<void> {
  await desk.available();
  await desk.unregister('disassociate for the rival', 'application');
  await desk.register('associate rival instead', 'rival');
  if (!(await isRegistered(desk, 'rival instead: registered'))) return;
  const { answer } = await desk.deploy('deploy rival instead', QUESTIONS);
  if (answer !== 'ok') await desk.unregister('revert rival instead', 'rival');
}

async function isRegistered(desk: Desk, label: string): Promise<boolean> {
  return isPendingInstall((await desk.look(label)).applications.rival?.state);
}
