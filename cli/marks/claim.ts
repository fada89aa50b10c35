import { stageOf } from '../../lambda/reconcile/states';
import { parseIdentity, rootOf } from '../../lambda/service/identity';
import { isAbout, isHold, type Mark, marksOf, toTag } from '../../lambda/service/marks';
import type { Workspaces } from '../../lambda/service/workspaces';
import type { Calls } from '../aws/calls';
import { EXIT, Failure } from '../exit';
import type { DeployedStack } from '../template/deployed';
import { readTags } from './find';

/** How many tags a WorkSpace can have. */
const MOST_TAGS = 50;

/** What a claim is to write, and what it has to leave out. */
export interface ClaimPlan {
  readonly marks: readonly Mark[];
  /** Why some resources are not claimed for. */
  readonly skipped: readonly string[];
}

/** An application that a resource of a stack declares. */
interface Wanted {
  readonly workspaceId: string;
  readonly applicationId: string;
  readonly token: string;
  readonly stack: DeployedStack;
}

/** Finds the marks that the resources of these stacks should have and lack: of what they declare, and what is there. */
export async function planClaim(
  stacks: readonly DeployedStack[],
  only: readonly string[],
  workspaces: Workspaces,
  calls: Calls,
): Promise<ClaimPlan> {
  const skipped: string[] = [];
  const wanted = stacks
    .flatMap((stack) => wantedOf(stack, skipped))
    .filter(({ workspaceId }) => only.length === 0 || only.includes(workspaceId));
  const marks: Mark[] = [];
  for (const workspaceId of new Set(wanted.map((one) => one.workspaceId))) {
    const here = wanted.filter((one) => one.workspaceId === workspaceId);
    marks.push(...(await missingOn(workspaceId, here, workspaces, calls)));
  }
  return { marks, skipped };
}

function wantedOf(stack: DeployedStack, skipped: string[]): readonly Wanted[] {
  return stack.declared.flatMap(({ logicalId, declaration, unknown, refused }) => {
    const identity = parseIdentity(stack.facts.physicalIds.get(logicalId));
    if (identity && declaration) {
      const { workspaceId, token } = identity;
      return declaration.applicationIds.map((applicationId) => ({ workspaceId, applicationId, token, stack }));
    }
    const why = identity ? `${unknown ?? refused ?? ''} is not known` : 'it has not been deployed by this version';
    skipped.push(`${logicalId} of ${stack.view.name}: ${why}`);
    return [];
  });
}

/** The marks that are missing on a WorkSpace. @throws Failure if they would be too many */
async function missingOn(
  workspaceId: string,
  wanted: readonly Wanted[],
  workspaces: Workspaces,
  calls: Calls,
): Promise<readonly Mark[]> {
  const seen = await calls.make('DescribeWorkspaceAssociations', () => workspaces.findAssociations(workspaceId));
  const there = wanted.filter(({ applicationId }) => isThere(seen.get(applicationId)?.state));
  if (there.length === 0) return [];
  const tags = (await readTags(workspaces, calls, [workspaceId]))[0]?.tags ?? [];
  const marks = marksOf(tags, workspaceId);
  const missing = there
    .filter(
      ({ applicationId, token }) =>
        !marks.some(
          (mark) =>
            mark.applicationId === applicationId &&
            mark.token === token &&
            isHold(mark) &&
            isAbout(mark, seen.get(applicationId)?.created),
        ),
    )
    .map(markFor);
  const keys = new Set([...tags.map(({ key }) => key), ...missing.map((mark) => toTag(mark).key)]);
  if (keys.size <= MOST_TAGS) return missing;
  throw new Failure(
    `WorkSpace ${workspaceId} would have ${keys.size} tags, and can have ${MOST_TAGS}. What next: delete tags that are not needed there`,
    EXIT.failed,
  );
}

/** Whether there is something to hold: what is being uninstalled is not claimed. */
function isThere(state: string | undefined): boolean {
  const stage = stageOf(state ?? 'ABSENT');
  return stage !== undefined && stage !== 'absent' && stage !== 'to uninstall' && stage !== 'uninstalling';
}

function markFor({ applicationId, token, workspaceId, stack }: Wanted): Mark {
  const now = Date.now();
  return {
    applicationId,
    token,
    kind: 'holds',
    workspaceId,
    writtenAt: now,
    attempt: '',
    operation: now,
    root: rootOf(stack.view.rootId),
    holder: `stack/${stack.view.name}`,
  };
}
