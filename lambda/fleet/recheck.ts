import type { Observation } from '../service/association';
import { type Refused, type Result, read } from '../service/calls';
import { marksOf } from '../service/marks';
import type { Connection } from '../service/workspaces';
import { classify, type Verdict } from './classify';
import { livingOf } from './living';
import { GONE, isClear } from './presence';
import type { Item, Run } from './run';
import type { Present } from './store';
import { isTargeted, valuesOf } from './targets';
import type { FleetTools } from './tools';

const EXCLUDED = 'the WorkSpace no longer belongs to the fleet';

interface Subject {
  readonly desktop: Item;
  readonly run: Run;
  readonly present: Present;
}

/** What a desktop is, and what was observed there. */
export interface Rechecked {
  readonly verdict: Verdict;
  readonly seen?: Observation;
}

/**
 * Judges a desktop anew, directly before something is changed there: what the survey knows of it may be hours old, and the
 * index of tags lags.
 */
export async function recheck(subject: Subject, tools: FleetTools): Promise<Rechecked | Refused> {
  const { desktop, run, present } = subject;
  const { workspaceId } = desktop;
  const { declaration, declaredAt } = present;
  const tags = await read(tools, 'DescribeTags', () => tools.workspaces.findTags(workspaceId));
  if (!tags.ok) return tags;
  if (!isTargeted(desktop, valuesOf(tags.value), declaration.targets))
    return { verdict: { class: 'COMPLIANT', installs: [], absents: [], code: 'Excluded', reason: EXCLUDED } };
  const connection = await connectionOf(subject, tools);
  if (!connection.ok) return connection;
  const state = await stateOf(desktop, connection.value.connection, tools);
  if (!state.ok) return state;
  // The last look, since the step begins with it.
  const seen = await read(tools, 'DescribeWorkspaceAssociations', () => tools.workspaces.findAssociations(workspaceId));
  if (!seen.ok) return seen;
  const failure = await tools.store.failure(run.attempt, workspaceId);
  const marks = marksOf(tags.value, workspaceId);
  const facts = {
    desktop: { ...desktop, state: state.value },
    marks,
    seen: seen.value,
    ...connection.value,
    ...(failure && { failure }),
  };
  const isLiving = await livingOf([facts], declaration.absentApplicationIds, tools);
  const { token } = tools.holder;
  const { unfit = [] } = desktop;
  const applicationIds = declaration.applicationIds.filter((id) => !unfit.includes(id));
  const criteria = {
    declaration: { ...declaration, applicationIds },
    declaredAt,
    token,
    attempt: run.attempt,
    catalogue: new Map(),
    isLiving,
  };
  return { verdict: classify(facts, criteria), seen: seen.value };
}

/** The state as it is now, where it says whether a user can be connected: the survey knows it as it was then. */
async function stateOf(
  { workspaceId, state }: Item,
  connection: Connection | undefined,
  tools: FleetTools,
): Promise<Result<string>> {
  if (isClear(connection)) return { ok: true, value: state };
  const found = await read(tools, 'DescribeWorkspaces', () => tools.workspaces.findState(workspaceId));
  return found.ok ? { ok: true, value: found.value ?? GONE } : found;
}

/** Whether the user is connected, where that matters. A desktop of which the service says nothing counts as in use. */
async function connectionOf(
  { desktop: { workspaceId }, present: { declaration } }: Subject,
  tools: FleetTools,
): Promise<Result<{ readonly connection?: Connection }>> {
  if (!declaration.waitForUser) return { ok: true, value: {} };
  const found = await read(tools, 'DescribeWorkspacesConnectionStatus', () =>
    tools.workspaces.findConnections([workspaceId]),
  );
  if (!found.ok) return found;
  return { ok: true, value: { connection: found.value.get(workspaceId) ?? { state: 'UNKNOWN' } } };
}
