import {
  DescribeWorkspaceAssociationsCommand,
  DescribeWorkspacesCommand,
  paginateDescribeApplications,
  type WorkSpaceApplication,
  type WorkSpacesClient,
  type Workspace,
  type WorkspaceResourceAssociation,
} from '@aws-sdk/client-workspaces';
import { describe, EXIT, Failure } from './failures';

/** What the command asks the service. Throttled calls are tried again by the SDK. */
export class Catalogue {
  constructor(private readonly client: WorkSpacesClient) {}

  /** All applications, in the order of their names. */
  async applications(): Promise<readonly WorkSpaceApplication[]> {
    const found: WorkSpaceApplication[] = [];
    await calling('DescribeApplications', async () => {
      for await (const page of paginateDescribeApplications({ client: this.client }, {})) {
        found.push(...(page.Applications ?? []));
      }
    });
    return found.sort((a, b) => keyOf(a).localeCompare(keyOf(b), 'en'));
  }

  /** @throws Failure if there is none */
  async workspace(workspaceId: string): Promise<Workspace> {
    const { Workspaces: [workspace] = [] } = await calling('DescribeWorkspaces', () =>
      this.client.send(new DescribeWorkspacesCommand({ WorkspaceIds: [workspaceId] })),
    );
    if (workspace) return workspace;
    const region = await this.client.config.region();
    throw new Failure(
      `there is no WorkSpace ${workspaceId} in this account in ${region}. What next: check the id, AWS_REGION and the account`,
      EXIT.unknown,
    );
  }

  async associations(workspaceId: string): Promise<readonly WorkspaceResourceAssociation[]> {
    const { Associations: associations = [] } = await calling('DescribeWorkspaceAssociations', () =>
      this.client.send(
        new DescribeWorkspaceAssociationsCommand({
          WorkspaceId: workspaceId,
          AssociatedResourceTypes: ['APPLICATION'],
        }),
      ),
    );
    return associations;
  }
}

const keyOf = ({ Name: name = '', ApplicationId: id = '' }: WorkSpaceApplication): string => `${name} ${id}`;

async function calling<T>(operation: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw describe(error, operation);
  }
}
