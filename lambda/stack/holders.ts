import type { Holders } from '../reconcile/outcome';
import { type Caller, type Result, read } from '../service/calls';
import { parseIdentity } from '../service/identity';
import type { Mark } from '../service/marks';
import { MINUTE } from '../service/time';
import { directionOf } from './operation';
import type { Stacks } from './stacks';

const STACK = 'stack/';

/**
 * A stack's mark counts as long as CloudFormation lists the physical id `<WorkspaceId>/<token>`; what is being created is
 * not listed yet, so that a mark of an operation that is under way counts too. So does the mark of a resource that has moved to
 * another WorkSpace, until a rollback cannot bring it back any more. Retained resources and deleted stacks hold nothing. A mark of
 * another kind of holder counts.
 */
export const holdersOf = (stacks: Stacks, caller: Caller): Holders => ({
  async isLiving({ holder, workspaceId, token, writtenAt }: Mark): Promise<Result<boolean>> {
    if (!holder.startsWith(STACK)) return { ok: true, value: true };
    const listed = await unlessMissing(
      read(caller, 'DescribeStackResources', () => stacks.hasResource(`${workspaceId}/${token}`)),
    );
    if (!listed.ok || listed.value) return listed;
    const name = holder.slice(STACK.length);
    return unlessMissing(
      read(caller, 'DescribeStacks', async () => {
        const { status, stackUpdatedAt } = await stacks.findStack(name);
        if (directionOf(status) !== 'rest' && writtenAt >= stackUpdatedAt - MINUTE) return true;
        return canRollBack(status) && (await stacks.hasOurs(name, (id) => parseIdentity(id)?.token === token));
      }),
    );
  },
});

/** Whether a resource of the stack can come back to the WorkSpace that it has moved from. A nested stack can after its cleanup began, too. */
const canRollBack = (status: string): boolean =>
  status.startsWith('UPDATE_') && (directionOf(status) !== 'rest' || status.endsWith('FAILED'));

/** CloudFormation refuses to describe what does not exist. */
async function unlessMissing(call: Promise<Result<boolean>>): Promise<Result<boolean>> {
  const result = await call;
  const isMissing = !result.ok && result.fault.exception === 'ValidationError';
  return isMissing ? { ok: true, value: false } : result;
}
