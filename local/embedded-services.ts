import { unsupported } from './cloudformation/errors';
import type { FunctionConfiguration } from './cloudformation/services';
import { NoServices } from './cloudformation/services';
import type { LambdaHost } from './lambda/lambda-host';
import type { LogStore } from './logs/log-store';
import type { ObjectStore } from './s3/object-store';
import type { Waiter } from './stepfunctions/waiter';
import { type Json, type JsonObject, objectAt, textAt } from './transport/json';
import { COMPUTE_TYPES, namesOf, type WorkspaceSpec, type WorkspacesSimulator } from './workspaces';

/** What the resource types of the engine do in this process. */
export class EmbeddedServices extends NoServices {
  private workspaces = 0;

  constructor(
    private readonly host: LambdaHost,
    private readonly waiter: Waiter,
    private readonly store: ObjectStore,
    private readonly simulator: WorkspacesSimulator,
    private readonly logs: LogStore,
  ) {
    super();
  }

  override putFunction(configuration: FunctionConfiguration): void {
    this.host.put(configuration);
  }

  override removeFunction(name: string): void {
    this.host.remove(name);
  }

  override putLogGroup(name: string, retentionInDays: number | undefined): void {
    this.logs.putGroup(name, retentionInDays);
  }

  override removeLogGroup(name: string): void {
    this.logs.removeGroup(name);
  }

  override putStateMachine(arn: string, definition: Json): void {
    this.waiter.define(arn, definition);
  }

  override removeStateMachine(arn: string): void {
    this.waiter.remove(arn);
  }

  override templateAt(url: string): string | undefined {
    return this.store.atUrl(url)?.toString();
  }

  override async createWorkspace(properties: JsonObject, tags: Readonly<Record<string, string>>): Promise<string> {
    this.workspaces += 1;
    const workspaceId = `ws-stack${String(this.workspaces).padStart(4, '0')}`;
    const [directoryId, bundleId] = [textAt(properties, 'DirectoryId'), textAt(properties, 'BundleId')];
    const machine = machineOf(objectAt(properties, 'WorkspaceProperties'));
    this.simulator.addWorkspace({
      workspaceId,
      userName: textAt(properties, 'UserName') ?? 'user',
      tags,
      ...machine,
      ...(directoryId !== undefined && { directoryId }),
      ...(bundleId !== undefined && { bundleId }),
    });
    return workspaceId;
  }

  override tagWorkspace(id: string, tags: Readonly<Record<string, string>>, instead?: readonly string[]): void {
    const kept = Object.entries(this.simulator.tags(id)).filter(([key]) => instead && !instead.includes(key));
    this.simulator.setTags(id, { ...Object.fromEntries(kept), ...tags });
  }

  override async removeWorkspace(id: string): Promise<void> {
    if (this.simulator.workspace(id)) this.simulator.terminate(id);
  }
}

/** Properties of which nothing can be seen here. */
const UNSEEN = ['RunningMode', 'RunningModeAutoStopTimeoutInMinutes', 'UserVolumeSizeGib'];

function machineOf(properties: JsonObject): Pick<WorkspaceSpec, 'computeType' | 'rootVolumeSizeGib'> {
  const { ComputeTypeName: name, RootVolumeSizeGib: root, ...more } = properties;
  const other = Object.keys(more).find((key) => !UNSEEN.includes(key));
  if (other !== undefined) throw unsupported(`the property WorkspaceProperties.${other} of AWS::WorkSpaces::Workspace`);
  const computeType = namesOf(COMPUTE_TYPES).find((known) => known === name);
  if (name !== undefined && !computeType) throw unsupported(`the compute type ${String(name)}`);
  return { ...(computeType && { computeType }), ...(root !== undefined && { rootVolumeSizeGib: Number(root) }) };
}
