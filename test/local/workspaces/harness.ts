import {
  AssociateWorkspaceApplicationCommand,
  DeployWorkspaceApplicationsCommand,
  DescribeWorkspaceAssociationsCommand,
  DisassociateWorkspaceApplicationCommand,
  type WorkSpacesClient,
  type WorkspaceResourceAssociation,
} from '@aws-sdk/client-workspaces';
import { ManualClock } from '../../../local/clock';
import {
  DESKTOP,
  inProcessRequestHandler,
  type SimulatorOptions,
  WorkspacesSimulator,
} from '../../../local/workspaces';
import { workspacesClient } from '../../../testkit/clients';

export const NOON = Date.UTC(2025, 5, 2, 12);
export const MINUTE = 60_000;

/** A world with its clock at noon, and the real SDK client that talks to it, once per call. */
export function startOffice(options: Partial<SimulatorOptions> = {}) {
  const clock = new ManualClock(NOON);
  const simulator = new WorkspacesSimulator({ clock, ...options });
  const client = workspacesClient(inProcessRequestHandler(simulator).handle);
  return { clock, simulator, client, ...callsThrough(client) };
}

/** The four application calls as sentences. Without a WorkSpace they mean the ordinary desktop. */
function callsThrough(client: WorkSpacesClient) {
  return {
    associate: async (ApplicationId: string, WorkspaceId = DESKTOP): Promise<WorkspaceResourceAssociation> =>
      (await client.send(new AssociateWorkspaceApplicationCommand({ WorkspaceId, ApplicationId }))).Association ?? {},
    disassociate: async (ApplicationId: string, WorkspaceId = DESKTOP): Promise<WorkspaceResourceAssociation> =>
      (await client.send(new DisassociateWorkspaceApplicationCommand({ WorkspaceId, ApplicationId }))).Association ??
      {},
    deploy: async (options: { WorkspaceId?: string; Force?: boolean } = {}): Promise<WorkspaceResourceAssociation[]> =>
      (await client.send(new DeployWorkspaceApplicationsCommand({ WorkspaceId: DESKTOP, ...options }))).Deployment
        ?.Associations ?? [],
    describe: async (WorkspaceId = DESKTOP): Promise<WorkspaceResourceAssociation[]> => {
      const request = { WorkspaceId, AssociatedResourceTypes: ['APPLICATION' as const] };
      return (await client.send(new DescribeWorkspaceAssociationsCommand(request))).Associations ?? [];
    },
  };
}

/** The name of the error that a call ends in, or 'ok'. */
export const outcomeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'ok',
    (error: Error) => error.name,
  );
