import {
  Compute,
  OperatingSystemName,
  type WorkSpaceApplication,
  type Workspace,
  type WorkspaceResourceAssociation,
} from '@aws-sdk/client-workspaces';
import type { Options } from './arguments';
import type { Catalogue } from './catalogue';
import { type Fit, fitOf } from './fit';
import { tableOf } from './table';

const COMPUTE_TYPES = [{ label: 'all', members: Object.values(Compute) }];
const SYSTEMS = Object.values(OperatingSystemName).filter((name) => name !== 'UNKNOWN');
const OPERATING_SYSTEMS = [
  { label: 'all Windows', members: SYSTEMS.filter((name) => name.startsWith('WINDOWS')) },
  { label: 'all', members: SYSTEMS },
];

/** The text that the command prints. */
export async function list(catalogue: Catalogue, { workspaceId, json }: Options): Promise<string> {
  if (workspaceId !== undefined) {
    const desktop = await lookAt(catalogue, workspaceId);
    return json ? toJson(desktopJson(desktop)) : desktopText(desktop);
  }
  const applications = await catalogue.applications();
  if (json) return toJson(applications.map(applicationJson));
  return applications.length > 0 ? catalogueText(applications) : 'No applications in this account and Region.\n';
}

const catalogueText = (applications: readonly WorkSpaceApplication[]): string =>
  tableOf(
    ['NAME', 'ID', 'OWNER', 'STATE', 'COMPUTE TYPES', 'OPERATING SYSTEMS'],
    applications.map((one) => [
      one.Name,
      one.ApplicationId,
      one.Owner,
      one.State,
      brief(one.SupportedComputeTypeNames, COMPUTE_TYPES),
      brief(one.SupportedOperatingSystemNames, OPERATING_SYSTEMS),
    ]),
  );

interface Family {
  readonly label: string;
  readonly members: readonly string[];
}

/** A long list by what is missing from it: most applications support most. */
export function brief(names: readonly string[] = [], families: readonly Family[] = []): string {
  const family = families.find(
    ({ members }) => names.length > members.length / 2 && names.every((name) => members.includes(name)),
  );
  if (!family) return names.join(', ');
  const missing = family.members.filter((name) => !names.includes(name));
  return missing.length > 0 ? `${family.label} but ${missing.join(', ')}` : family.label;
}

/** A WorkSpace, the applications on it, and all others of the catalogue. */
interface Desktop {
  readonly workspace: Workspace;
  readonly installed: readonly { association: WorkspaceResourceAssociation; application?: WorkSpaceApplication }[];
  readonly others: readonly { readonly application: WorkSpaceApplication; readonly fit: Fit }[];
}

async function lookAt(catalogue: Catalogue, workspaceId: string): Promise<Desktop> {
  const workspace = await catalogue.workspace(workspaceId);
  const associations = (await catalogue.associations(workspaceId)).filter(({ State: state }) => state !== 'REMOVED');
  const applications = await catalogue.applications();
  const ids = associations.map(({ AssociatedResourceId: id }) => id);
  return {
    workspace,
    installed: associations.map((association) => ({
      association,
      application: applications.find(({ ApplicationId: id }) => id === association.AssociatedResourceId),
    })),
    others: applications
      .filter(({ ApplicationId: id }) => !ids.includes(id))
      .map((application) => ({ application, fit: fitOf(application, workspace) })),
  };
}

function desktopText({ workspace, installed, others }: Desktop): string {
  const { WorkspaceId: id, UserName: user, State: state, WorkspaceProperties: properties } = workspace;
  const about = [user, state, properties?.ComputeTypeName, properties?.OperatingSystemName].filter(Boolean).join(', ');
  const onIt = tableOf(
    ['NAME', 'ID', 'STATE', 'SINCE', 'REASON'],
    installed.map(({ association: one, application }) => [
      application?.Name ?? '(not in the catalogue)',
      one.AssociatedResourceId,
      one.State,
      (one.LastUpdatedTime ?? one.Created)?.toISOString(),
      [one.StateReason?.ErrorCode, one.StateReason?.ErrorMessage].filter(Boolean).join(': '),
    ]),
  );
  const rest = tableOf(
    ['NAME', 'ID', 'OWNER', 'FITS'],
    others.map(({ application, fit }) => [
      application.Name,
      application.ApplicationId,
      application.Owner,
      verdict(fit),
    ]),
  );
  return [
    `WorkSpace ${id} (${about})\n`,
    installed.length > 0 ? `On it:\n${onIt}` : 'On it: no applications\n',
    others.length > 0 ? `Not on it:\n${rest}` : 'Not on it: nothing\n',
  ].join('\n');
}

const verdict = ({ fits, reasons }: Fit): string =>
  [fits === undefined ? 'unknown' : fits ? 'yes' : 'no', reasons.join(', ')].filter(Boolean).join(': ');

const toJson = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

const applicationJson = (one: WorkSpaceApplication) => ({
  applicationId: one.ApplicationId,
  name: one.Name,
  description: one.Description,
  owner: one.Owner,
  licenseType: one.LicenseType,
  state: one.State,
  created: one.Created,
  supportedComputeTypes: one.SupportedComputeTypeNames ?? [],
  supportedOperatingSystems: one.SupportedOperatingSystemNames ?? [],
});

const desktopJson = ({ workspace, installed, others }: Desktop) => ({
  workspaceId: workspace.WorkspaceId,
  userName: workspace.UserName,
  state: workspace.State,
  computeType: workspace.WorkspaceProperties?.ComputeTypeName,
  operatingSystem: workspace.WorkspaceProperties?.OperatingSystemName,
  installed: installed.map(({ association: one, application }) => ({
    applicationId: one.AssociatedResourceId,
    name: application?.Name,
    state: one.State,
    created: one.Created,
    lastUpdated: one.LastUpdatedTime,
    errorCode: one.StateReason?.ErrorCode,
    errorMessage: one.StateReason?.ErrorMessage,
  })),
  others: others.map(({ application, fit }) => ({
    ...applicationJson(application),
    fits: fit.fits ?? null,
    reasons: fit.reasons,
  })),
});
