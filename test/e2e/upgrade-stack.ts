import type { Stack } from 'aws-cdk-lib';
import { WorkspaceApplicationAssociation, WorkspaceApplicationSet } from '../../lib';
import { OFFICE_PROFESSIONAL_2021 as OFFICE, VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';

/** The stack whose assembly is stored in `test/e2e/upgrade`. */
export const upgraded =
  ({ workspaceId }: { readonly workspaceId: string }) =>
  (stack: Stack) => {
    new WorkspaceApplicationAssociation(stack, 'Visio', { workspaceId, applicationId: VISIO });
    new WorkspaceApplicationSet(stack, 'Desk', { workspaceId, applicationIds: [OFFICE] });
  };
