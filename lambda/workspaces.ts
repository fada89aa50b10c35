import {
  AssociateWorkspaceApplicationCommand,
  DeployWorkspaceApplicationsCommand,
  DescribeApplicationsCommand,
  DescribeWorkspaceAssociationsCommand,
  DescribeWorkspacesCommand,
  DisassociateWorkspaceApplicationCommand,
  type WorkSpaceApplication,
  type WorkSpacesClient,
  type WorkspaceResourceAssociation,
} from '@aws-sdk/client-workspaces';
import type { Association, Observation } from './association';
import type { Application } from './catalogue';

/** A page of the catalogue, and where the next one is. */
interface ApplicationPage {
  readonly applications: readonly Application[];
  readonly next?: string;
}

/** The WorkSpaces calls of the handler. No other file calls the service. */
export class Workspaces {
  constructor(private readonly client: WorkSpacesClient) {}

  async findAssociations(workspaceId: string): Promise<Observation> {
    const command = new DescribeWorkspaceAssociationsCommand({
      WorkspaceId: workspaceId,
      AssociatedResourceTypes: ['APPLICATION'],
    });
    const { Associations: associations = [] } = await this.client.send(command);
    return new Map(associations.map(toAssociation).map((association) => [association.applicationId, association]));
  }

  /** One page of the applications that the account can see, of one owner or of all. */
  async findApplications(owner: string | undefined, token?: string): Promise<ApplicationPage> {
    const page = await this.client.send(new DescribeApplicationsCommand({ Owner: owner, NextToken: token }));
    return { applications: (page.Applications ?? []).map(toApplication), next: page.NextToken };
  }

  /** Registers the wish to have the application installed. Returns the association, as far as the service tells. */
  async associate(workspaceId: string, applicationId: string): Promise<Association> {
    const command = new AssociateWorkspaceApplicationCommand({
      WorkspaceId: workspaceId,
      ApplicationId: applicationId,
    });
    return toAssociation({ AssociatedResourceId: applicationId, ...(await this.client.send(command)).Association });
  }

  /** Registers the wish to have the application gone. */
  async disassociate(workspaceId: string, applicationId: string): Promise<Association> {
    const command = new DisassociateWorkspaceApplicationCommand({
      WorkspaceId: workspaceId,
      ApplicationId: applicationId,
    });
    return toAssociation({ AssociatedResourceId: applicationId, ...(await this.client.send(command)).Association });
  }

  /** Carries out everything that is registered, and ends the session of the WorkSpace's user. */
  async deployApplications(workspaceId: string, force: boolean): Promise<void> {
    await this.client.send(
      new DeployWorkspaceApplicationsCommand({ WorkspaceId: workspaceId, ...(force && { Force: true }) }),
    );
  }

  /** The state of the WorkSpace itself; undefined if there is none of this id. */
  async findState(workspaceId: string): Promise<string | undefined> {
    const { Workspaces: workspaces } = await this.client.send(
      new DescribeWorkspacesCommand({ WorkspaceIds: [workspaceId] }),
    );
    const [workspace] = workspaces ?? [];
    return workspace && (workspace.State ?? 'of unknown state');
  }
}

const toApplication = (answer: WorkSpaceApplication): Application => ({
  applicationId: answer.ApplicationId ?? '',
  name: answer.Name ?? '',
  owner: answer.Owner ?? '',
  licenseType: answer.LicenseType ?? '',
  state: answer.State ?? '',
  computeTypes: answer.SupportedComputeTypeNames ?? [],
  operatingSystems: answer.SupportedOperatingSystemNames ?? [],
});

function toAssociation(answer: WorkspaceResourceAssociation): Association {
  return {
    applicationId: answer.AssociatedResourceId ?? '',
    state: answer.State ?? '',
    created: answer.Created?.getTime(),
    updated: answer.LastUpdatedTime?.getTime(),
    errorCode: answer.StateReason?.ErrorCode,
    errorMessage: answer.StateReason?.ErrorMessage,
  };
}
