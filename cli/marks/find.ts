import { type Mark, marksOf, type Tag } from '../../lambda/service/marks';
import type { Workspaces } from '../../lambda/service/workspaces';
import { CallFailure, type Calls } from '../aws/calls';
import type { Stacks } from '../aws/stacks';
import type { TagFilter, Tagging } from '../aws/tagging';
import { EXIT, Failure } from '../exit';

/** A WorkSpace with its tags. */
export interface Tagged {
  readonly workspaceId: string;
  readonly tags: readonly Tag[];
}

/** A mark, and whether its holder still declares the application; undefined if that cannot be found out. */
export interface MarkView extends Mark {
  readonly isLiving: boolean | undefined;
}

export const tagsOf = (tags: Readonly<Record<string, string>>): readonly Tag[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));

/** The tags of these WorkSpaces, as they are now. @throws Failure for a WorkSpace that does not exist */
export async function readTags(
  workspaces: Workspaces,
  calls: Calls,
  workspaceIds: readonly string[],
): Promise<readonly Tagged[]> {
  const found: Tagged[] = [];
  for (const workspaceId of workspaceIds) {
    found.push({ workspaceId, tags: await readTagsOf(workspaces, calls, workspaceId) });
  }
  return found;
}

async function readTagsOf(workspaces: Workspaces, calls: Calls, workspaceId: string): Promise<readonly Tag[]> {
  try {
    return await calls.make('DescribeTags', () => workspaces.findTags(workspaceId));
  } catch (error) {
    if (!(error instanceof CallFailure) || error.exception !== 'ResourceNotFoundException') throw error;
    throw new Failure(
      `there is no WorkSpace ${workspaceId} in this account and Region. What next: check the id, --region and the account`,
      EXIT.absent,
    );
  }
}

/** The tags of all WorkSpaces that match, by the tagging API, which may lag behind. */
export async function findTagged(
  tagging: Tagging,
  calls: Calls,
  filters: readonly TagFilter[],
): Promise<readonly Tagged[]> {
  const found: Tagged[] = [];
  let token: string | undefined;
  do {
    const page = await calls.make('GetResources', () => tagging.findTagged(filters, token));
    found.push(...page.items.map(({ workspaceId, tags }) => ({ workspaceId, tags: tagsOf(tags) })));
    token = page.next;
  } while (token !== undefined);
  return found;
}

const STACK = 'stack/';

/** Says which holders still declare what they hold: one look at each stack. */
export class Holders {
  private readonly known = new Map<string, ReadonlySet<string> | undefined>();

  constructor(private readonly stacks: Stacks) {}

  async viewsOf({ workspaceId, tags }: Tagged): Promise<readonly MarkView[]> {
    const views: MarkView[] = [];
    for (const mark of marksOf(tags, workspaceId)) views.push({ ...mark, isLiving: await this.isLiving(mark) });
    return views;
  }

  /** A stack's hold counts as long as the stack lists the resource. Of other holders nothing is known here. */
  async isLiving({ holder, workspaceId, token }: Mark): Promise<boolean | undefined> {
    if (!holder.startsWith(STACK)) return undefined;
    const name = holder.slice(STACK.length);
    if (!this.known.has(name)) this.known.set(name, await this.idsIn(name));
    return this.known.get(name)?.has(`${workspaceId}/${token}`);
  }

  /** The physical ids of a stack's resources; none if there is no such stack, undefined if it cannot be read. */
  private async idsIn(name: string): Promise<ReadonlySet<string> | undefined> {
    try {
      return new Set((await this.stacks.findResources(name)).map(({ physicalId }) => physicalId));
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      return error.exception === 'ValidationError' ? new Set() : undefined;
    }
  }
}
