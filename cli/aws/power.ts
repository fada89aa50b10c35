import {
  DescribeWorkspacesCommand,
  type FailedWorkspaceChangeRequest,
  StartWorkspacesCommand,
  StopWorkspacesCommand,
  type WorkSpacesClient,
} from '@aws-sdk/client-workspaces';

/** Stops and starts the machine of a WorkSpace, which the handler never does. */
export class Power {
  constructor(private readonly client: WorkSpacesClient) {}

  /** Such as `AUTO_STOP`; undefined if there is no WorkSpace of this id, or the service does not say. */
  async findRunningMode(workspaceId: string): Promise<string | undefined> {
    const { Workspaces } = await this.client.send(new DescribeWorkspacesCommand({ WorkspaceIds: [workspaceId] }));
    return Workspaces?.[0]?.WorkspaceProperties?.RunningMode;
  }

  /** Begins to stop the WorkSpace, which ends the session of its user. */
  async stop(workspaceId: string): Promise<void> {
    const command = new StopWorkspacesCommand({ StopWorkspaceRequests: [{ WorkspaceId: workspaceId }] });
    throwRefusal((await this.client.send(command)).FailedRequests);
  }

  /** Begins to start a WorkSpace that is STOPPED. */
  async start(workspaceId: string): Promise<void> {
    const command = new StartWorkspacesCommand({ StartWorkspaceRequests: [{ WorkspaceId: workspaceId }] });
    throwRefusal((await this.client.send(command)).FailedRequests);
  }
}

/** A refusal in an answer that is a success otherwise; its codes are documented nowhere. */
function throwRefusal([refusal]: readonly FailedWorkspaceChangeRequest[] = []): void {
  if (!refusal) return;
  const message = [refusal.ErrorCode, refusal.ErrorMessage].filter(Boolean).join(': ');
  throw Object.assign(new Error(message), { name: 'OperationNotSupportedException' });
}
