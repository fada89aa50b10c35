import { SECOND } from '../../../lambda/service/time';
import type { Desk } from '../desk';

/** How often a tag is written and deleted: each time shows how late a reading is. */
const ROUNDS = [1, 2, 3];
/** The documented rate lets five calls through at once, and two more a second: this many are just more than that. */
const BURST = 10;

/** Writes a tag, and looks each second until it shows; deletes it, and looks until it is gone. */
export async function tags(desk: Desk): Promise<void> {
  await desk.available();
  for (const round of ROUNDS) {
    const written = await desk.learn('CreateTags', `write tag ${round}`);
    if (written.outcome.kind === 'refused') return;
    await desk.awaitSight(`write tag ${round}: shown`, ({ tagged }) => tagged === true, 'DescribeTags');
    await desk.learn('DeleteTags', `delete tag ${round}`);
    await desk.awaitSight(`delete tag ${round}: shown`, ({ tagged }) => tagged === false, 'DescribeTags');
  }
}

/** Deploys although nothing is pending. */
export async function emptyDeployment(desk: Desk): Promise<void> {
  const { others } = await desk.available();
  if (others.length > 0) return;
  await desk.learn('DeployWorkspaceApplications', 'deploy nothing');
  for (let looks = 0; looks < 4; looks += 1) {
    await desk.asker.sleep(10 * SECOND);
    await desk.look('deploy nothing: after');
  }
  await desk.awaitRest('deploy nothing: at rest');
}

/** Makes as many calls at once as the documented rate just does not let through. */
export async function throttle(desk: Desk): Promise<void> {
  await desk.asker.sleep(5 * SECOND);
  await desk.asker.burst('DescribeWorkspaces', 'burst', BURST);
}
