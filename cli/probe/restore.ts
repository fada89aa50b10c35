import { type Desk, leftOn, type View } from './desk';
import type { Beginning } from './journal';
import { type Role, seenIn } from './step';

/** Until what was written last can surely be read. */
const SETTLING = 60_000;

/** Puts the WorkSpace back as it was found, from what is there now. Returns what could not be undone, and how to undo it. */
export async function restore(desk: Desk, { state }: Beginning, mayHaveChanged: boolean): Promise<readonly string[]> {
  if (mayHaveChanged) await desk.asker.sleep(SETTLING);
  const before = await desk.awaitRest('restore');
  if (leftOn(before).length > 0 || (await isTagged(desk))) await clear(desk);
  const { state: now } = await desk.look('restore: cleared');
  if (state === 'STOPPED' && now !== 'STOPPED') await desk.turn('StopWorkspaces', 'STOPPED');
  if (state === 'AVAILABLE' && now === 'STOPPED') await desk.turn('StartWorkspaces', 'AVAILABLE');
  const after = await desk.look('restored');
  return leftBehind(after, await isTagged(desk), state);
}

async function clear(desk: Desk): Promise<void> {
  await desk.tidy('restore');
  await desk.available();
  if (!(await isTagged(desk))) return;
  await desk.learn('DeleteTags', 'restore: tag');
  await desk.awaitSight('restore: tag', ({ tagged }) => tagged === false, 'DescribeTags');
}

const isTagged = async (desk: Desk): Promise<boolean> =>
  seenIn(await desk.asker.ask('DescribeTags', 'restore: tags')).tagged === true;

/** In the result ids are placeholders; on the terminal they are filled in. */
export const PLACEHOLDERS: Readonly<Record<'workspace' | Role, string>> = {
  workspace: '<workspace>',
  application: '<application>',
  second: '<second application>',
  rival: '<rival application>',
  failing: '<failing application>',
};

function leftBehind(view: View, tagged: boolean, found: string): readonly string[] {
  const { workspace } = PLACEHOLDERS;
  const call = (name: string, rest = '') => `aws workspaces ${name} --workspace-id ${workspace}${rest}`;
  const applications = leftOn(view).map((role) => {
    const state = view.applications[role]?.state ?? '';
    const undo = `${call('disassociate-workspace-application', ` --application-id ${PLACEHOLDERS[role]}`)}, then ${call('deploy-workspace-applications', ' --force')}`;
    return `${PLACEHOLDERS[role]} is ${state}. What next: ${undo}`;
  });
  const start = found === 'STOPPED' ? 'stop' : 'start';
  return [
    ...applications,
    ...(tagged
      ? [`the tag is still there. What next: delete the tag cdk-workspaces-applications-probe of ${workspace}`]
      : []),
    ...(view.state === found
      ? []
      : [`the WorkSpace is ${view.state}, and was ${found}. What next: ${start} it in the console`]),
  ];
}
