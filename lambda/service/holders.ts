import { FLEET_PARAMETER_PREFIX, parseFleet } from '../contract/fleet';
import { type Caller, type Result, read } from './calls';
import { parseIdentity } from './identity';
import type { Mark } from './marks';
import type { Parameters } from './parameters';
import { directionOf, type Stacks } from './stacks';
import { MINUTE } from './time';

/** Finds out whether the holders of marks still exist. */
export interface Holders {
  isLiving(mark: Mark): Promise<Result<boolean>>;
}

/** Where is looked up whether a holder exists. */
export interface HolderSources {
  readonly stacks: Stacks;
  /** Absent: what a fleet has marked counts always. */
  readonly parameters?: Parameters | undefined;
}

const STACK = 'stack/';
const FLEET = 'fleet/';
const LIVING = { ok: true, value: true } as const;

/** A mark of a holder of another kind, which a later version of the library has written, counts always. */
export const holdersOf = (sources: HolderSources, caller: Caller): Holders => ({
  async isLiving(mark: Mark): Promise<Result<boolean>> {
    if (mark.holder.startsWith(STACK)) return isStackLiving(mark, sources, caller);
    return mark.holder.startsWith(FLEET) ? isFleetLiving(mark, sources, caller) : LIVING;
  },
});

/**
 * A stack's mark counts as long as CloudFormation lists the physical id `<WorkspaceId>/<token>`; what is being created is
 * not listed yet, so that a mark of an operation that is under way counts too. So does the mark of a resource that has moved to
 * another WorkSpace, until a rollback cannot bring it back any more. Retained resources and deleted stacks hold nothing.
 */
async function isStackLiving(
  { holder, workspaceId, token, writtenAt }: Mark,
  { stacks }: HolderSources,
  caller: Caller,
): Promise<Result<boolean>> {
  const isListed = () =>
    read(caller, 'DescribeStackResources', () => unlessMissing(() => stacks.hasResource(`${workspaceId}/${token}`)));
  const listed = await isListed();
  if (!listed.ok || listed.value) return listed;
  const name = holder.slice(STACK.length);
  const isComing = await read(caller, 'DescribeStacks', () =>
    unlessMissing(async () => {
      const { status, stackUpdatedAt } = await stacks.findStack(name);
      if (mayCreate(status) && writtenAt >= stackUpdatedAt - MINUTE) return true;
      return canRollBack(status) && (await stacks.hasOurs(name, (id) => parseIdentity(id)?.token === token));
    }),
  );
  // Between the two answers the resource may have come to be.
  return !isComing.ok || isComing.value ? isComing : isListed();
}

/** Whether the stack may have a resource that it does not list yet. While it only deletes, LastUpdatedTime is that of the operation before. */
const mayCreate = (status: string): boolean => ['forward', 'rollback'].includes(directionOf(status));

/** Whether a resource of the stack can come back to the WorkSpace that it has moved from. A nested stack can after its cleanup began, too. */
const canRollBack = (status: string): boolean =>
  status.startsWith('UPDATE_') && (directionOf(status) !== 'rest' || status.endsWith('FAILED'));

/** A fleet's mark counts as long as its parameter exists and lists the application. */
async function isFleetLiving(
  { holder, applicationId }: Mark,
  { parameters }: HolderSources,
  caller: Caller,
): Promise<Result<boolean>> {
  if (!parameters) return LIVING;
  return read(caller, 'GetParameter', async () => {
    const found = await parameters.findParameter(`${FLEET_PARAMETER_PREFIX}${holder.slice(FLEET.length)}`);
    return found !== undefined && lists(found.value, applicationId);
  });
}

/** A declaration of another version counts. */
function lists(value: string, applicationId: string): boolean {
  try {
    return parseFleet(value).applicationIds.includes(applicationId);
  } catch {
    return true;
  }
}

/** CloudFormation refuses to describe what does not exist: that is an answer, and no refusal to log. */
async function unlessMissing(ask: () => Promise<boolean>): Promise<boolean> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return false;
    throw error;
  }
}
