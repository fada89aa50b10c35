import { unsupported } from './cloudformation/errors';
import type { FunctionHost } from './cloudformation/function-host';
import { type FunctionConfiguration, NoServices, type ResourceServices } from './cloudformation/services';
import type { LogStore } from './logs/log-store';
import { type JsonObject, objectAt, textAt } from './transport/json';
import { COMPUTE_TYPES, namesOf, type WorkspaceSpec, type WorkspacesSimulator } from './workspaces';

/** Where functions live that stacks make. */
export interface Functions extends FunctionHost {
  /** Makes a function, or changes it. */
  put(configuration: FunctionConfiguration): void;
  remove(name: string): void;
}

/** What the resource types of the engine do in this process. */
export class EmbeddedServices extends NoServices {
  private workspaces = 0;

  constructor(
    private readonly functions: Functions,
    override readonly aws: ResourceServices,
    private readonly simulator: WorkspacesSimulator,
    private readonly logs: LogStore,
  ) {
    super();
  }

  override putFunction(configuration: FunctionConfiguration): void {
    this.functions.put(configuration);
  }

  override removeFunction(name: string): void {
    this.functions.remove(name);
  }

  override putLogGroup(name: string, retentionInDays: number | undefined): void {
    this.logs.putGroup(name, retentionInDays);
  }

  override removeLogGroup(name: string): void {
    this.logs.removeGroup(name);
  }

  override templateAt(url: string): string | undefined {
    return this.aws.buckets.atUrl(url)?.content.toString();
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
