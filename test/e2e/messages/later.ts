import { Duration } from 'aws-cdk-lib';
import {
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  VISIO_PROFESSIONAL_2021 as VISIO,
  type WorkspacesSimulator,
} from '../../../local/workspaces';
import { type Build, refuse, set } from './faults';

type Prepare = (simulator: WorkspacesSimulator, workspaceId: string) => void;

/** A stack that is created with Visio, and fails later. */
export interface Later {
  /** The name of the stack. */
  readonly name: string;
  /** What goes wrong from then on. */
  readonly prepare: Prepare;
  /** What it declares then; without it, it is destroyed. */
  readonly change?: Build;
}

const BRIEF = { timeout: Duration.minutes(15) };
const office = set([OFFICE], BRIEF);

const failing =
  (applicationId: string, aim: 'INSTALL' | 'UNINSTALL'): Prepare =>
  (simulator, workspaceId) =>
    simulator.failApplication(applicationId, 'DeploymentError.InternalServerError', { workspaceId, aim });

/** On the WorkSpace of another stack, which holds Visio. */
export const BESIDE: readonly { readonly name: string; readonly build: Build }[] = [
  { name: 'Held-by-another', build: set([VISIO]) },
  { name: 'Absent-but-held', build: set([], { absentApplicationIds: [VISIO] }) },
];

export const LATER: readonly Later[] = [
  { name: 'Update', prepare: failing(OFFICE, 'INSTALL'), change: office },
  {
    name: 'Rollback',
    prepare: (simulator, workspaceId) => {
      failing(OFFICE, 'INSTALL')(simulator, workspaceId);
      refuse('DisassociateWorkspaceApplication', 'AccessDeniedException')(simulator, workspaceId);
    },
    change: set([VISIO, OFFICE], BRIEF),
  },
  {
    name: 'Rollback-late',
    prepare: (simulator, workspaceId) => {
      failing(OFFICE, 'INSTALL')(simulator, workspaceId);
      refuse('DisassociateWorkspaceApplication', 'ResourceInUseException')(simulator, workspaceId);
    },
    change: set([VISIO, OFFICE], BRIEF),
  },
  { name: 'Delete', prepare: failing(VISIO, 'UNINSTALL') },
  { name: 'Delete-denied', prepare: refuse('DisassociateWorkspaceApplication', 'AccessDeniedException') },
  { name: 'Delete-tags', prepare: refuse('DescribeTags', 'AccessDeniedException') },
  { name: 'Delete-busy', prepare: refuse('DisassociateWorkspaceApplication', 'ResourceInUseException') },
  {
    name: 'Delete-suspended',
    prepare: (simulator, workspaceId) => simulator.setWorkspaceState(workspaceId, 'SUSPENDED'),
  },
];
