import type { Holder } from '../reconcile/goal';
import type { Tools } from '../reconcile/outcome';
import { stageOf } from '../reconcile/states';
import type { Association } from '../service/association';
import { change, read } from '../service/calls';
import { isHold, keyOf, type Mark, marksOf } from '../service/marks';

/**
 * Takes back what the fleet has registered on a desktop and not deployed, so that no deployment of another caller carries it
 * out. This is always allowed. What cannot be taken back now, the next survey takes back.
 */
export async function takeBack(workspaceId: string, holder: Pick<Holder, 'token'>, tools: Tools): Promise<void> {
  const observed = await read(tools, 'DescribeWorkspaceAssociations', () =>
    tools.workspaces.findAssociations(workspaceId),
  );
  if (!observed.ok) return;
  const tags = await read(tools, 'DescribeTags', () => tools.workspaces.findTags(workspaceId));
  if (!tags.ok) return;
  const marks = marksOf(tags.value, workspaceId);
  const own = marks.filter(({ token }) => token === holder.token);
  for (const applicationId of new Set(own.map((mark) => mark.applicationId))) {
    const association = observed.value.get(applicationId) ?? { applicationId, state: 'ABSENT' };
    await takeBackOne(workspaceId, association, marks, holder, tools);
  }
}

async function takeBackOne(
  workspaceId: string,
  { applicationId, state }: Association,
  marks: readonly Mark[],
  { token }: Pick<Holder, 'token'>,
  tools: Tools,
): Promise<void> {
  const about = marks.filter((mark) => mark.applicationId === applicationId);
  const own = about.filter((mark) => mark.token === token);
  if (own.length === 0) return;
  const others = about.filter((mark) => mark.token !== token && isHold(mark));
  const undo = undoOf(state, await isAnyLiving(others, tools));
  if (undo === undefined) return;
  const isDone = undo === 'nothing' || (await register(undo, workspaceId, applicationId, tools));
  // A removal that is taken back leaves the application installed, and held if it was.
  const stale = undo === 'associate' ? own.filter((mark) => !isHold(mark)) : own;
  if (!isDone || stale.length === 0) return;
  await change(
    tools,
    'DeleteTags',
    async () => undefined,
    () => tools.workspaces.untag(workspaceId, stale.map(keyOf)),
  );
}

/** Whether one of these holders still exists. What cannot be found out counts as living. */
async function isAnyLiving(marks: readonly Mark[], { holders }: Tools): Promise<boolean> {
  for (const mark of marks) {
    const found = await holders.isLiving(mark);
    if (!found.ok || found.value) return true;
  }
  return false;
}

/** What takes a pending change back; undefined if nothing is pending. */
function undoOf(state: string, isHeldByOthers: boolean): 'associate' | 'disassociate' | 'nothing' | undefined {
  switch (stageOf(state)) {
    case 'to install':
      return isHeldByOthers ? 'nothing' : 'disassociate';
    case 'to uninstall':
      return 'associate';
    case 'absent':
      return 'nothing';
    case 'installing':
    case 'installed':
    case 'uninstalling':
    case 'error':
    case undefined:
      return undefined;
  }
}

async function register(
  kind: 'associate' | 'disassociate',
  workspaceId: string,
  applicationId: string,
  tools: Tools,
): Promise<boolean> {
  const operation = kind === 'associate' ? 'AssociateWorkspaceApplication' : 'DisassociateWorkspaceApplication';
  const result = await change(
    tools,
    operation,
    async () => undefined,
    async () => {
      if (kind === 'associate') await tools.workspaces.associate(workspaceId, applicationId);
      else await tools.workspaces.disassociate(workspaceId, applicationId);
    },
  );
  if (!result.ok)
    tools.log('WARN', 'a pending change could not be taken back', {
      workspace: workspaceId,
      application: applicationId,
      exception: result.fault.exception,
    });
  return result.ok || result.fault.kind === 'gone' || result.fault.kind === 'existing';
}
