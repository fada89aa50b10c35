import type { Goal } from './goal';

/** What a caller declares of one WorkSpace. */
export interface Wanted {
  readonly workspaceId: string;
  readonly applicationIds: readonly string[];
  readonly absentApplicationIds: readonly string[];
}

/** Nothing is wanted of the WorkSpace. */
export const nothingOn = (workspaceId: string): Goal => ({
  workspaceId,
  installs: [],
  leaves: [],
  absents: [],
  restores: [],
});

/** Of what was not declared on the WorkSpace before, everything is wanted. */
export const goalOfCreation = ({ workspaceId, applicationIds, absentApplicationIds }: Wanted): Goal => ({
  ...nothingOn(workspaceId),
  installs: installsOf(applicationIds, []),
  absents: absentApplicationIds,
});

/** What is declared on the WorkSpace no longer is left. */
export const goalOfRemoval = ({ workspaceId, applicationIds, absentApplicationIds }: Wanted): Goal => ({
  ...nothingOn(workspaceId),
  leaves: applicationIds,
  restores: absentApplicationIds,
  keeps: [],
});

/** How a declaration changes. */
export interface Change {
  /** Whether what did not change is checked too. */
  readonly everything: boolean;
  /** Whether the change takes back an earlier one. */
  readonly undoing: boolean;
}

/** Of a declaration that changes on its WorkSpace, what differs is wanted. */
export function goalOfChange(
  { workspaceId, applicationIds, absentApplicationIds }: Wanted,
  old: Omit<Wanted, 'workspaceId'>,
  { everything, undoing }: Change,
): Goal {
  const keeps = [...applicationIds, ...absentApplicationIds];
  const installs = everything ? applicationIds : without(applicationIds, old.applicationIds);
  const leaves = without(old.applicationIds, keeps);
  const absents = everything ? absentApplicationIds : without(absentApplicationIds, old.absentApplicationIds);
  const restores = undoing ? without(old.absentApplicationIds, keeps) : [];
  const isIdle = installs.length + leaves.length + absents.length + restores.length === 0;
  return {
    workspaceId,
    installs: installsOf(installs, undoing ? applicationIds : old.applicationIds),
    leaves,
    absents,
    restores,
    ...((undoing || !isIdle) && { keeps }),
  };
}

const installsOf = (ids: readonly string[], known: readonly string[]): Goal['installs'] =>
  ids.map((applicationId) => ({ applicationId, known: known.includes(applicationId) }));

const without = (ids: readonly string[], others: readonly string[]): readonly string[] =>
  ids.filter((id) => !others.includes(id));
