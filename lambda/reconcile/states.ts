import type { AssociationState, WorkspaceState } from '@aws-sdk/client-workspaces';

/** What the service says of an application on a WorkSpace; ABSENT where it says nothing. */
export type State = AssociationState | 'ABSENT';

/** What a state asks of whoever wants the application installed, or gone. */
export type Phase = 'settled' | 'associate' | 'disassociate' | 'deploy' | 'moving' | 'error';

export const INSTALL: Record<State, Phase> = {
  ABSENT: 'associate',
  REMOVED: 'associate',
  PENDING_INSTALL: 'deploy',
  PENDING_INSTALL_DEPLOYMENT: 'deploy',
  INSTALLING: 'moving',
  COMPLETED: 'settled',
  // Associate takes back an uninstall that was not deployed yet: no outage.
  PENDING_UNINSTALL: 'associate',
  PENDING_UNINSTALL_DEPLOYMENT: 'associate',
  UNINSTALLING: 'moving',
  ERROR: 'error',
};

export const REMOVAL: Record<State, Phase> = {
  ABSENT: 'settled',
  REMOVED: 'settled',
  // Disassociate takes back an install that was not deployed yet: no outage.
  PENDING_INSTALL: 'disassociate',
  PENDING_INSTALL_DEPLOYMENT: 'disassociate',
  INSTALLING: 'moving',
  COMPLETED: 'disassociate',
  PENDING_UNINSTALL: 'deploy',
  PENDING_UNINSTALL_DEPLOYMENT: 'deploy',
  UNINSTALLING: 'moving',
  ERROR: 'error',
};

export const isState = (text: string): text is State => Object.hasOwn(INSTALL, text);

/** Whether the state is a change that the next deployment of the WorkSpace carries out. */
export const isPending = (state: string): boolean => state.startsWith('PENDING_');

export const isMoving = (state: string): boolean => isState(state) && INSTALL[state] === 'moving';

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

/** A state that the service invents later is waited out, under its name, until the deadline. */
export const prospectOf = (state: string | undefined): Prospect =>
  state === undefined ? 'gone' : isWorkspaceState(state) ? PROSPECTS[state] : 'passing';
