import type { AssociationState, WorkspaceState } from '@aws-sdk/client-workspaces';
import type { Observation } from '../service/association';

/** How far an application is on a WorkSpace. Everything that depends on a state follows from its stage. */
export type Stage = 'absent' | 'to install' | 'installing' | 'installed' | 'to uninstall' | 'uninstalling' | 'error';

/** One row for each state of the service, and ABSENT where the service lists no association. */
export const STAGES: Record<AssociationState | 'ABSENT', Stage> = {
  ABSENT: 'absent',
  REMOVED: 'absent',
  PENDING_INSTALL: 'to install',
  PENDING_INSTALL_DEPLOYMENT: 'to install',
  INSTALLING: 'installing',
  COMPLETED: 'installed',
  PENDING_UNINSTALL: 'to uninstall',
  PENDING_UNINSTALL_DEPLOYMENT: 'to uninstall',
  UNINSTALLING: 'uninstalling',
  ERROR: 'error',
};

const isKnown = (state: string): state is keyof typeof STAGES => Object.hasOwn(STAGES, state);

/** Undefined for a state that this version does not know. */
export const stageOf = (state: string): Stage | undefined => (isKnown(state) ? STAGES[state] : undefined);

/** How far an application is where this was observed. */
export const stageIn = (seen: Observation, applicationId: string): Stage | undefined =>
  stageOf(seen.get(applicationId)?.state ?? 'ABSENT');

/**
 * Whether the state is a change that the next deployment of the WorkSpace carries out. A state that this version does not
 * know counts as one if its name says so: a deployment then waits until it has been quiet.
 */
export function isPending(state: string): boolean {
  const stage = stageOf(state);
  return stage === undefined ? state.startsWith('PENDING_') : stage === 'to install' || stage === 'to uninstall';
}

/** Whether a deployment of the application is under way. */
export function isMoving(state: string): boolean {
  const stage = stageOf(state);
  return stage === 'installing' || stage === 'uninstalling';
}

/** Whether anything is being deployed where this was observed. */
export const isMovingIn = (seen: Observation): boolean => [...seen.values()].some(({ state }) => isMoving(state));

/** What a WorkSpace's state says about a call that it refused. */
export type Prospect = 'ready' | 'stopped' | 'passing' | 'stuck' | 'gone';

const PROSPECTS: Record<WorkspaceState, Prospect> = {
  AVAILABLE: 'ready',
  STOPPED: 'stopped',
  PENDING: 'passing',
  REBOOTING: 'passing',
  STARTING: 'passing',
  REBUILDING: 'passing',
  RESTORING: 'passing',
  MAINTENANCE: 'passing',
  ADMIN_MAINTENANCE: 'passing',
  UPDATING: 'passing',
  STOPPING: 'passing',
  IMPAIRED: 'passing',
  UNHEALTHY: 'passing',
  SUSPENDED: 'stuck',
  ERROR: 'stuck',
  TERMINATING: 'gone',
  TERMINATED: 'gone',
};

const isWorkspaceState = (text: string): text is WorkspaceState => Object.hasOwn(PROSPECTS, text);

/** Undefined stands for a WorkSpace that does not exist. A state that this version does not know may pass. */
export const prospectOf = (state: string | undefined): Prospect =>
  state === undefined ? 'gone' : isWorkspaceState(state) ? PROSPECTS[state] : 'passing';
