import { holderOf } from '../../lambda/fleet/hashes';
import { isHold, type Mark, marksOf, toTag } from '../../lambda/service/marks';
import { EXIT, Failure } from '../exit';
import { findTagged, readTags } from '../marks/find';
import type { MarkTools } from '../marks/tools';
import type { Fleet } from './fleet';
import { isRun } from './picture';

/** What marks are read and written with. */
export type AdoptTools = Pick<MarkTools, 'workspaces' | 'calls' | 'tagging' | 'taggingCalls'>;

/** A mark of a former fleet of the same name. */
export interface Adopted {
  readonly mark: Mark;
  /** Whether the fleet of today has a mark of its own there. */
  readonly isHeld: boolean;
}

/**
 * Makes what a former fleet of the same name holds the fleet's own. Its new mark is written before the old one is deleted, so that
 * no application is without a holder meanwhile.
 *
 * @throws Failure while a run is on
 */
export async function adopt(fleet: Fleet, tools: AdoptTools, dryRun: boolean): Promise<readonly Adopted[]> {
  if ((await fleet.running()).some(isRun)) {
    throw new Failure(`a run of fleet ${fleet.name} is on. What next: wait until it has ended`, EXIT.failed);
  }
  const own = holderOf(fleet.name, fleet.place.stackId);
  const adopted: Adopted[] = [];
  for (const workspaceId of await workspacesOf(own.name, tools)) {
    const [{ tags } = { tags: [] }] = await readTags(tools.workspaces, tools.calls, [workspaceId]);
    const marks = marksOf(tags, workspaceId);
    const foreign = marks.filter((mark) => mark.holder === own.name && mark.token !== own.token && isHold(mark));
    for (const mark of foreign) {
      const isHeld = marks.some((one) => one.token === own.token && one.applicationId === mark.applicationId);
      adopted.push({ mark, isHeld });
      if (!dryRun) await moveMark({ mark, isHeld }, own.token, tools);
    }
  }
  return adopted;
}

/** By the tagging API, which may lag behind. */
async function workspacesOf(holder: string, { tagging, taggingCalls }: AdoptTools): Promise<readonly string[]> {
  const tagged = await findTagged(tagging, taggingCalls, []);
  return tagged
    .filter(({ workspaceId, tags }) => marksOf(tags, workspaceId).some((mark) => mark.holder === holder))
    .map(({ workspaceId }) => workspaceId);
}

async function moveMark({ mark, isHeld }: Adopted, token: string, { workspaces, calls }: AdoptTools): Promise<void> {
  const { workspaceId } = mark;
  if (!isHeld) {
    const kept = toTag({ ...mark, token, kind: 'holds' });
    await calls.make('CreateTags', () => workspaces.tag(workspaceId, [kept]));
  }
  await calls.make('DeleteTags', () => workspaces.untag(workspaceId, [toTag(mark).key]));
}
