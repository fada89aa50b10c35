import { type Stage, stageOf } from '../../lambda/reconcile/states';

/** What part an application has in the experiments. Results name applications by it, never by id. */
export const ROLES = ['application', 'second', 'rival', 'failing'] as const;
export type Role = (typeof ROLES)[number];

/** The calls that the experiments make, by their names in the API. A deployment by force is its own call. */
export const CALLS = {
  DescribeWorkspaces: 'read',
  DescribeWorkspaceAssociations: 'read',
  DescribeWorkspacesConnectionStatus: 'read',
  DescribeTags: 'read',
  AssociateWorkspaceApplication: 'change',
  DisassociateWorkspaceApplication: 'change',
  DeployWorkspaceApplications: 'change',
  'DeployWorkspaceApplications by force': 'change',
  CreateTags: 'change',
  DeleteTags: 'change',
  StopWorkspaces: 'change',
  StartWorkspaces: 'change',
} as const;
export type CallName = keyof typeof CALLS;

/** An application as the service describes it. Times are milliseconds since the epoch. */
export interface SeenApplication {
  readonly state: string;
  readonly created?: number;
  readonly updated?: number;
  readonly errorCode?: string;
}

/** What an answer says, without ids. */
export interface Seen {
  /** The state of the WorkSpace. */
  readonly state?: string;
  /** The applications of the experiments that are listed. */
  readonly applications?: Readonly<Partial<Record<Role, SeenApplication>>>;
  /** The states of applications that belong to no experiment, if a deployment would change them. */
  readonly others?: readonly string[];
  /** Whether the tag of the experiments is there. */
  readonly tagged?: boolean;
  readonly connection?: string;
}

/** `unknown`: the call was made, and no answer was read. */
export type Outcome =
  | { readonly kind: 'ok'; readonly seen?: Seen }
  | { readonly kind: 'refused'; readonly exception: string; readonly status?: number }
  | { readonly kind: 'unknown' };

/** One call of an experiment, and what came of it: all evidence is made of these. */
export interface Step {
  readonly experiment: string;
  /** What the call is for: the decision finds it by this. */
  readonly label: string;
  readonly call: CallName;
  readonly role?: Role;
  /** When the call was begun and answered, in milliseconds since the epoch. */
  readonly begun: number;
  readonly ended: number;
  readonly outcome: Outcome;
}

export const seenIn = ({ outcome }: Step): Seen => (outcome.kind === 'ok' ? (outcome.seen ?? {}) : {});

const stageIs = (state: string | undefined, stage: Stage): boolean => state !== undefined && stageOf(state) === stage;

/** States that a deployment carries out, or is carrying out. */
export const isPendingInstall = (state: string | undefined): boolean => stageIs(state, 'to install');
export const isPendingRemoval = (state: string | undefined): boolean => stageIs(state, 'to uninstall');
export const isMoving = (state: string | undefined): boolean =>
  stageIs(state, 'installing') || stageIs(state, 'uninstalling');
export const isGone = (state: string | undefined): boolean => state === undefined || stageIs(state, 'absent');
export const isAtRest = (state: string | undefined): boolean => state === 'AVAILABLE' || state === 'STOPPED';
