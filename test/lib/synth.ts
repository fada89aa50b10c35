import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack, type StackProps, TimeZone } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import {
  FleetTargets,
  MaintenanceWindow,
  type NightlyWindowOptions,
  WorkspaceApplicationAssociation,
  WorkspaceApplicationFleet,
  type WorkspaceApplicationFleetProps,
  type WorkspaceApplicationOptions,
  WorkspaceApplicationSet,
} from '../../lib';

export const WORKSPACE = 'ws-0abc12345';
export const OFFICE = 'wsa-0office2021';
export const VISIO = 'wsa-0visio2021';
export const OFFICE_2016 = 'wsa-0office2016';

const folder = mkdtempSync(join(tmpdir(), 'cdk-workspaces-applications-'));
let apps = 0;

// Every App writes an assembly when it is synthesized; without this they would pile up in the temporary folder.
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export function newApp(context: Readonly<Record<string, unknown>> = {}): App {
  apps += 1;
  return new App({
    outdir: join(folder, String(apps)),
    context: { 'aws:cdk:disable-asset-staging': true, ...context },
  });
}

export function newStack(props: StackProps = {}): Stack {
  return new Stack(newApp(), 'Stack', props);
}

type AssociationOverrides = WorkspaceApplicationOptions & { workspaceId?: string; applicationId?: string };

export function associate(scope: Construct, id: string, overrides: AssociationOverrides = {}) {
  return new WorkspaceApplicationAssociation(scope, id, {
    workspaceId: WORKSPACE,
    applicationId: OFFICE,
    ...overrides,
  });
}

type SetOverrides = WorkspaceApplicationOptions & {
  workspaceId?: string;
  applicationIds?: string[];
  absentApplicationIds?: string[];
};

export function declareSet(scope: Construct, id: string, overrides: SetOverrides = {}) {
  return new WorkspaceApplicationSet(scope, id, { workspaceId: WORKSPACE, ...overrides });
}

/** Associations of the same application on as many WorkSpaces. */
export function associateMany(scope: Construct, count: number, overrides: AssociationOverrides = {}): void {
  for (let i = 0; i < count; i += 1) {
    associate(scope, `Desktop${i}`, { workspaceId: `ws-${String(i).padStart(9, '0')}`, ...overrides });
  }
}

export const NIGHT: NightlyWindowOptions = {
  start: '22:00',
  duration: Duration.hours(6),
  timeZone: TimeZone.EUROPE_BERLIN,
};

export function declareFleet(
  scope: Construct,
  overrides: Partial<WorkspaceApplicationFleetProps> = {},
  id = 'Fleet',
): WorkspaceApplicationFleet {
  return new WorkspaceApplicationFleet(scope, id, {
    targets: FleetTargets.all(),
    applicationIds: [VISIO],
    maintenanceWindow: MaintenanceWindow.nightly(NIGHT),
    ...overrides,
  });
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export function resourcesOf(stack: Stack, type?: string): Readonly<Record<string, Resource>> {
  const resources: Record<string, Resource> = Template.fromStack(stack).toJSON().Resources ?? {};
  return Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => type === undefined || Type === type));
}

/** The only resource of a type; fails if there are none or several. */
export function onlyResource(stack: Stack, type: string): Resource {
  const [resource, ...others] = Object.values(resourcesOf(stack, type));
  if (resource === undefined || others.length > 0) throw new Error(`${others.length + (resource ? 1 : 0)} of ${type}`);
  return resource;
}

/** A resource and all that is created before it, by logical id. */
export function withDependencies(
  id: string,
  resources: Readonly<Record<string, Resource>>,
  seen = new Set<string>(),
): ReadonlySet<string> {
  const resource = resources[id];
  if (resource === undefined || seen.has(id)) return seen;
  seen.add(id);
  const text = JSON.stringify(resource);
  for (const other of Object.keys(resources)) if (text.includes(`"${other}"`)) withDependencies(other, resources, seen);
  return seen;
}
