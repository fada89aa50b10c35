import {
  AssociateWorkspaceApplicationCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DeployWorkspaceApplicationsCommand,
  DescribeApplicationAssociationsCommand,
  DescribeApplicationsCommand,
  DescribeTagsCommand,
  DescribeWorkspaceAssociationsCommand,
  DescribeWorkspacesCommand,
  DescribeWorkspacesConnectionStatusCommand,
  DisassociateWorkspaceApplicationCommand,
  RebootWorkspacesCommand,
  type WorkSpaceApplication,
  type WorkSpacesClient,
  type Workspace,
  type WorkspaceConnectionStatus,
  type WorkspaceResourceAssociation,
} from '@aws-sdk/client-workspaces';
import type { Association, Observation } from './association';
import type { Tag } from './marks';

/** An application that the account can see, in the service's words. */
export interface Application {
  readonly applicationId: string;
  readonly name: string;
  readonly owner: string;
  readonly licenseType: string;
  readonly state: string;
  readonly computeTypes: readonly string[];
  readonly operatingSystems: readonly string[];
}

/** A page of the catalogue, and where the next one is. */
interface ApplicationPage {
  readonly applications: readonly Application[];
  readonly next?: string;
}

/** Whether the user of a WorkSpace is connected, and the last time that one was. */
export interface Connection {
  readonly state: string;
  readonly since?: number;
}

/** What a WorkSpace is, as far as applications depend on it. */
export interface Machine {
  readonly compute?: string;
  readonly operatingSystem?: string;
}

/** A WorkSpace, as far as lists and reports show it. */
export interface Desktop extends Machine {
  readonly workspaceId: string;
  readonly directoryId: string;
  readonly userName: string;
  readonly computerName: string;
  readonly state: string;
}

/** Which WorkSpaces a page is of: those of a directory, or of at most 25 ids, not both. @default all */
export interface DesktopFilter {
  readonly directoryId?: string;
  readonly workspaceIds?: readonly string[];
}

/** An application on a WorkSpace, found by the application. */
export interface Installation extends Association {
  readonly workspaceId: string;
}

/** At most 25 of a list, and where the next page is. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** The WorkSpaces calls of the functions, and most of the command's. No other file of `lambda/` calls the service. */
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

  /** Registers the installation of an application. Returns the association as the service now describes it. */
  async associate(workspaceId: string, applicationId: string): Promise<Association> {
    const command = new AssociateWorkspaceApplicationCommand({
      WorkspaceId: workspaceId,
      ApplicationId: applicationId,
    });
    return toAssociation({ AssociatedResourceId: applicationId, ...(await this.client.send(command)).Association });
  }

  /** Registers the removal of an application. Returns the association as the service now describes it. */
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
    const workspace = await this.findWorkspace(workspaceId);
    return workspace && (workspace.State ?? 'of unknown state');
  }

  async findMachine(workspaceId: string): Promise<Machine | undefined> {
    const properties = (await this.findWorkspace(workspaceId))?.WorkspaceProperties;
    return properties && { compute: properties.ComputeTypeName, operatingSystem: properties.OperatingSystemName };
  }

  private async findWorkspace(workspaceId: string) {
    const command = new DescribeWorkspacesCommand({ WorkspaceIds: [workspaceId] });
    return (await this.client.send(command)).Workspaces?.[0];
  }

  /** At most 25 applications of the catalogue by their ids; what is in none is left out. */
  async findApplicationsById(applicationIds: readonly string[]): Promise<readonly Application[]> {
    const command = new DescribeApplicationsCommand({ ApplicationIds: [...applicationIds] });
    return ((await this.client.send(command)).Applications ?? []).map(toApplication);
  }

  /** One page of WorkSpaces. An id that does not exist is left out. */
  async findDesktops({ directoryId, workspaceIds }: DesktopFilter, token?: string): Promise<Page<Desktop>> {
    const command = new DescribeWorkspacesCommand({
      DirectoryId: directoryId,
      ...(workspaceIds && { WorkspaceIds: [...workspaceIds] }),
      NextToken: token,
    });
    const page = await this.client.send(command);
    return { items: (page.Workspaces ?? []).map(toDesktop), next: page.NextToken };
  }

  /** One page of the WorkSpaces that an application is on, or was on and is still listed. */
  async findInstallations(applicationId: string, token?: string): Promise<Page<Installation>> {
    const command = new DescribeApplicationAssociationsCommand({
      ApplicationId: applicationId,
      AssociatedResourceTypes: ['WORKSPACE'],
      NextToken: token,
    });
    const page = await this.client.send(command);
    const items = (page.Associations ?? []).map(({ AssociatedResourceId: workspaceId = '', ...association }) => ({
      ...toAssociation({ ...association, AssociatedResourceId: applicationId, AssociatedResourceType: 'APPLICATION' }),
      workspaceId,
    }));
    return { items, next: page.NextToken };
  }

  /** The connections of at most 25 WorkSpaces, by id. A new WorkSpace can be missing. */
  async findConnections(workspaceIds: readonly string[]): Promise<ReadonlyMap<string, Connection>> {
    const command = new DescribeWorkspacesConnectionStatusCommand({ WorkspaceIds: [...workspaceIds] });
    const { WorkspacesConnectionStatus: found = [] } = await this.client.send(command);
    return new Map(found.map((status) => [status.WorkspaceId ?? '', toConnection(status)]));
  }

  async findConnection(workspaceId: string): Promise<Connection> {
    const command = new DescribeWorkspacesConnectionStatusCommand({ WorkspaceIds: [workspaceId] });
    return toConnection((await this.client.send(command)).WorkspacesConnectionStatus?.[0]);
  }

  async findTags(workspaceId: string): Promise<readonly Tag[]> {
    const { TagList: tags = [] } = await this.client.send(new DescribeTagsCommand({ ResourceId: workspaceId }));
    return tags.map(({ Key: key = '', Value: value = '' }) => ({ key, value }));
  }

  /** Writes tags; those of the same keys are overwritten. */
  async tag(workspaceId: string, tags: readonly Tag[]): Promise<void> {
    const Tags = tags.map(({ key: Key, value: Value }) => ({ Key, Value }));
    await this.client.send(new CreateTagsCommand({ ResourceId: workspaceId, Tags }));
  }

  async untag(workspaceId: string, keys: readonly string[]): Promise<void> {
    await this.client.send(new DeleteTagsCommand({ ResourceId: workspaceId, TagKeys: [...keys] }));
  }

  /** Begins to reboot the WorkSpace, which ends the session of its user. */
  async reboot(workspaceId: string): Promise<void> {
    const command = new RebootWorkspacesCommand({ RebootWorkspaceRequests: [{ WorkspaceId: workspaceId }] });
    const refusal = (await this.client.send(command)).FailedRequests?.[0];
    if (!refusal) return;
    // A refusal in an answer that is a success otherwise; its codes are documented nowhere.
    const message = [refusal.ErrorCode, refusal.ErrorMessage].filter(Boolean).join(': ');
    throw Object.assign(new Error(message), { name: 'OperationNotSupportedException' });
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

const toConnection = (answer: WorkspaceConnectionStatus | undefined): Connection => ({
  state: answer?.ConnectionState ?? 'UNKNOWN',
  since: answer?.LastKnownUserConnectionTimestamp?.getTime(),
});

const toDesktop = (answer: Workspace): Desktop => ({
  workspaceId: answer.WorkspaceId ?? '',
  directoryId: answer.DirectoryId ?? '',
  userName: answer.UserName ?? '',
  computerName: answer.ComputerName ?? '',
  state: answer.State ?? 'of unknown state',
  compute: answer.WorkspaceProperties?.ComputeTypeName,
  operatingSystem: answer.WorkspaceProperties?.OperatingSystemName,
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
