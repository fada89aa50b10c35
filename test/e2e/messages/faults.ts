import type { AssociationErrorCode, AssociationState, WorkspaceState } from '@aws-sdk/client-workspaces';
import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib';
import {
  WhenUserConnected,
  WorkspaceApplication,
  type WorkspaceApplicationNameOptions,
  type WorkspaceApplicationProvider,
  WorkspaceApplicationSet,
  type WorkspaceApplicationSetProps,
} from '../../../lib';
import {
  COMPANY_PENDING,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  OFFICE_PROFESSIONAL_2019 as OFFICE_2019,
  OFFICE_STANDARD_2021 as OFFICE_STANDARD,
  type OperationName,
  PROJECT_PROFESSIONAL_2021 as PROJECT,
  VISIO_PROFESSIONAL_2021 as VISIO,
  VISUAL_STUDIO_PROFESSIONAL_2022 as VISUAL_STUDIO,
  type WorkspaceSpec,
  type WorkspacesSimulator,
} from '../../../local/workspaces';

/** What a stack declares, with a provider that it is given. */
export type Build = (stack: Stack, provider: WorkspaceApplicationProvider, workspaceId: string) => void;

/** A stack whose creation fails, and what is wrong. */
export interface Fault {
  /** The name of the stack. */
  readonly name: string;
  readonly desktop?: Partial<WorkspaceSpec>;
  readonly prepare?: (simulator: WorkspacesSimulator, workspaceId: string) => void;
  /** @default a set of Visio */
  readonly build?: Build;
}

const ALWAYS = 100_000;
const LONG_AGO = Date.UTC(2024, 0, 15);
/** An installation of this application takes an hour. */
export const SLOW = PROJECT;

/** A timeout of one's own. */
const SHORT = Duration.minutes(15);

export const set =
  (applicationIds: string[], more: Partial<WorkspaceApplicationSetProps> = {}): Build =>
  (stack, provider, workspaceId) => {
    new WorkspaceApplicationSet(stack, 'Desk', { provider, workspaceId, applicationIds, ...more });
  };

const brief = set([VISIO], { timeout: SHORT });

const ends = (code: AssociationErrorCode): Fault => ({
  name: code.replace(/.*\./, ''),
  prepare: (simulator, workspaceId) => simulator.failApplication(VISIO, code, { workspaceId }),
});

export const refuse =
  (operation: OperationName, exception: string) => (simulator: WorkspacesSimulator, workspaceId: string) =>
    simulator.failOperation(operation, { exception, times: ALWAYS, workspaceId });

const refuses = (operation: OperationName, exception: string, build: Build = set([VISIO])): Fault => ({
  name: `${operation.replace(/Workspaces?|Applications?/g, '')}-${exception.replace('Exception', '')}`,
  prepare: refuse(operation, exception),
  build,
});

const has =
  (state: AssociationState, applicationId = VISIO) =>
  (simulator: WorkspacesSimulator, workspaceId: string) =>
    simulator.put({ workspaceId, applicationId, state, created: LONG_AGO });

const isIn = (state: WorkspaceState, build = brief): Fault => ({
  name: state.replace('_', '-'),
  desktop: { state },
  build,
});

const isInUse = (name: string, connection: 'CONNECTED' | 'UNKNOWN', build: Build): Fault => ({
  name,
  prepare: (simulator, workspaceId) => simulator.setConnection(workspaceId, connection),
  build,
});

/** The WorkSpace by a parameter: no check at synthesis can know it. */
const desktopNamed =
  (workspaceId: string): Build =>
  (stack, provider) =>
    set([VISIO])(stack, provider, new CfnParameter(stack, 'Id', { default: workspaceId }).valueAsString);

const listed =
  (present: string, absent: string): Build =>
  (stack, provider, workspaceId) => {
    const list = (id: string, value: string) =>
      new CfnParameter(stack, id, { type: 'CommaDelimitedList', default: value }).valueAsList;
    set(list('Ids', present), { absentApplicationIds: list('Absent', absent) })(stack, provider, workspaceId);
  };

const named =
  (name: string, options: WorkspaceApplicationNameOptions = {}): Build =>
  (stack, provider, workspaceId) => {
    const { applicationId } = WorkspaceApplication.fromName(stack, 'Application', name, { ...options, provider });
    set([applicationId])(stack, provider, workspaceId);
  };

const MANY = Array.from({ length: 21 }, (_, index) => `wsa-many${String(index).padStart(4, '0')}`).join(',');

/** What fails by the state of a deployment, by a refused call, by what is there, by time, and by what a template holds. */
export const FAULTS: readonly Fault[] = [
  ends('ValidationError.InsufficientDiskSpace'),
  ends('ValidationError.InsufficientMemory'),
  ends('ValidationError.UnsupportedOperatingSystem'),
  ends('ValidationError.ApplicationOldVersionExists'),
  ends('DeploymentError.InternalServerError'),
  ends('DeploymentError.WorkspaceUnreachable'),
  refuses('AssociateWorkspaceApplication', 'AccessDeniedException'),
  refuses('DeployWorkspaceApplications', 'AccessDeniedException'),
  refuses('DescribeWorkspaceAssociations', 'AccessDeniedException'),
  refuses('AssociateWorkspaceApplication', 'InvalidParameterValuesException'),
  refuses('AssociateWorkspaceApplication', 'OperationNotSupportedException'),
  refuses('AssociateWorkspaceApplication', 'ResourceAlreadyExistsException', brief),
  refuses('AssociateWorkspaceApplication', 'ResourceInUseException', brief),
  refuses('AssociateWorkspaceApplication', 'ThrottlingException', brief),
  refuses('AssociateWorkspaceApplication', 'InternalServerError', brief),
  refuses('DescribeWorkspaceAssociations', 'ThrottlingException', brief),
  { name: 'Not-found', build: set(['wsa-0nosuchapp']) },
  { name: 'Compute', desktop: { computeType: 'VALUE' } },
  {
    name: 'System',
    desktop: { operatingSystem: 'WINDOWS_SERVER_2019', freeDiskGib: 60 },
    build: set([VISUAL_STUDIO]),
  },
  { name: 'Linux', desktop: { operatingSystem: 'AMAZON_LINUX_2' } },
  { name: 'Uninstall-only', build: set([OFFICE_2019]) },
  { name: 'Not-available', build: set([COMPANY_PENDING]) },
  { name: 'Incompatible', prepare: has('COMPLETED', OFFICE_STANDARD), build: set([OFFICE]) },
  refuses('CreateTags', 'AccessDeniedException'),
  refuses('CreateTags', 'ResourceLimitExceededException'),
  {
    name: 'DescribeTags-AccessDenied',
    prepare: (simulator, workspaceId) => {
      has('COMPLETED')(simulator, workspaceId);
      refuse('DescribeTags', 'AccessDeniedException')(simulator, workspaceId);
    },
  },
  { name: 'Unmarked', prepare: has('COMPLETED') },
  { name: 'Being-uninstalled', prepare: has('PENDING_UNINSTALL_DEPLOYMENT') },
  isIn('SUSPENDED'),
  isIn('ERROR'),
  isIn('TERMINATING'),
  { name: 'No-such-desktop', build: desktopNamed('ws-0nosuchdesk') },
  isIn('ADMIN_MAINTENANCE'),
  isIn('UNHEALTHY'),
  isIn('MAINTENANCE'),
  isIn('STARTING', set([VISIO])),
  { name: 'Slow', build: set([SLOW], { timeout: SHORT }) },
  { name: 'Slow-by-default', build: set([SLOW]) },
  isInUse('Connected', 'CONNECTED', set([VISIO], { whenUserConnected: WhenUserConnected.WAIT, timeout: SHORT })),
  isInUse('Connection-unknown', 'UNKNOWN', set([VISIO], { whenUserConnected: WhenUserConnected.WAIT })),
  { name: 'User-name', build: desktopNamed('jane') },
  { name: 'Swapped', build: desktopNamed(VISIO) },
  { name: 'Empty-lists', build: listed('', '') },
  { name: 'Bad-list', build: listed(`${VISIO},Visio`, '') },
  { name: 'Present-and-absent', build: listed(VISIO, VISIO) },
  { name: 'Too-many', build: listed(MANY, '') },
  { name: 'Name-none', build: named('Microsoft Vision LTSC Professional 2021') },
  { name: 'Name-unlike', build: named('xyzzy') },
  { name: 'Name-owner', build: named('Microsoft Visio LTSC Professional 2021', { owner: '999999999999' }) },
  { name: 'Name-uninstall-only', build: named('Microsoft Office Professional Plus 2019') },
];
