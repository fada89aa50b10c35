import type { Application } from './catalogue';
import type { Desktop } from './desktop';
import { invalidParameterValues, ServiceError } from './errors';
import { flag, integer, listOf, oneOf, structure, text } from './members';
import type { Operation } from './operation';
import { PAGE_SIZE, pageOf } from './paging';
import type { Turn } from './power';
import { COMPUTE_TYPES, namesOf, OPERATING_SYSTEMS } from './states';
import { createTags, deleteTags, describeTags } from './tags';
import {
  applicationAssociationView,
  applicationView,
  connectionView,
  failedChangeView,
  type Wire,
  workspaceAssociationView,
  workspaceView,
} from './views';

export type OperationName =
  | 'AssociateWorkspaceApplication'
  | 'DisassociateWorkspaceApplication'
  | 'DeployWorkspaceApplications'
  | 'DescribeWorkspaceAssociations'
  | 'DescribeApplicationAssociations'
  | 'DescribeApplications'
  | 'DescribeWorkspaces'
  | 'DescribeWorkspacesConnectionStatus'
  | 'RebootWorkspaces'
  | 'StopWorkspaces'
  | 'StartWorkspaces'
  | 'DescribeTags'
  | 'CreateTags'
  | 'DeleteTags';

const WORKSPACE_ID = text({ pattern: /^ws-[0-9a-z]{8,63}$/ });
const APPLICATION_ID = text({ pattern: /^wsa-[0-9a-z]{8,63}$/ });
/** As the API model has it: 12 digits at the beginning, or AMAZON at the end. */
const OWNER = text({ pattern: /^\d{12}|AMAZON$/ });
const TOKEN = text({ max: 2048 });
const SIZE = integer(1, PAGE_SIZE);
/** The WorkSpaces of a call that asks something of several of them. */
export const REQUESTS = listOf(
  structure((members) => members.required('WorkspaceId', WORKSPACE_ID)),
  PAGE_SIZE,
);

const associate: Operation = (members, service, now, origin) => {
  const workspaceId = members.required('WorkspaceId', WORKSPACE_ID);
  const association = service.associate(workspaceId, members.required('ApplicationId', APPLICATION_ID), now, origin);
  return { Association: workspaceAssociationView(service.desktop(workspaceId), association, service.readings) };
};

const disassociate: Operation = (members, service, now, origin) => {
  const workspaceId = members.required('WorkspaceId', WORKSPACE_ID);
  const association = service.disassociate(workspaceId, members.required('ApplicationId', APPLICATION_ID), now, origin);
  return { Association: workspaceAssociationView(service.desktop(workspaceId), association, service.readings) };
};

const deploy: Operation = (members, service, now) => {
  const workspaceId = members.required('WorkspaceId', WORKSPACE_ID);
  const force = members.optional('Force', flag) ?? false;
  const desktop = service.visibleDesktop(workspaceId, now);
  const deployed = service.deployments.deploy(desktop, force, 'api', now);
  return {
    Deployment: { Associations: deployed.map((one) => workspaceAssociationView(desktop, one, service.readings)) },
  };
};

const describeWorkspaceAssociations: Operation = (members, service, now) => {
  const workspaceId = members.required('WorkspaceId', WORKSPACE_ID);
  members.required('AssociatedResourceTypes', listOf(oneOf(['APPLICATION'])));
  const desktop = service.visibleDesktop(workspaceId, now);
  return { Associations: desktop.seen(now).map((one) => workspaceAssociationView(desktop, one, service.readings)) };
};

const describeApplicationAssociations: Operation = (members, service, now) => {
  const applicationId = members.required('ApplicationId', APPLICATION_ID);
  const types = members.required('AssociatedResourceTypes', listOf(oneOf(['WORKSPACE', 'BUNDLE', 'IMAGE'])));
  const request = { size: members.optional('MaxResults', SIZE), token: members.optional('NextToken', TOKEN) };
  service.application(applicationId);
  // The world has no bundles and no images, so nothing is associated with one.
  const desktops = types.includes('WORKSPACE') ? service.visibleDesktops(now) : [];
  const found = desktops.flatMap((desktop) =>
    desktop.seen(now).flatMap((one) => (one.applicationId === applicationId ? [{ desktop, one }] : [])),
  );
  const listing = ['DescribeApplicationAssociations', applicationId, types];
  const { items, ...rest } = pageOf(found, ({ desktop }) => desktop.id, { ...request, listing });
  return {
    Associations: items.map(({ desktop, one }) => applicationAssociationView(desktop, one, service.readings)),
    ...rest,
  };
};

const describeApplications: Operation = (members, service) => {
  const ids = members.optional('ApplicationIds', listOf(APPLICATION_ID, PAGE_SIZE));
  const computes = members.optional('ComputeTypeNames', listOf(oneOf(namesOf(COMPUTE_TYPES))));
  const systems = members.optional('OperatingSystemNames', listOf(oneOf(namesOf(OPERATING_SYSTEMS))));
  const license = members.optional('LicenseType', oneOf(['LICENSED', 'UNLICENSED']));
  const owner = members.optional('Owner', OWNER);
  const request = { size: members.optional('MaxResults', SIZE), token: members.optional('NextToken', TOKEN) };
  for (const id of ids ?? []) service.application(id);
  const fits = (application: Application) =>
    (ids?.includes(application.applicationId) ?? true) &&
    (computes?.some((name) => application.computeTypes.includes(name)) ?? true) &&
    (systems?.some((name) => application.operatingSystems.includes(name)) ?? true) &&
    (license ?? application.licenseType) === application.licenseType &&
    (owner ?? application.owner) === application.owner;
  const listing = ['DescribeApplications', ids, computes, systems, license, owner];
  const found = [...service.applications.values()].filter(fits);
  const { items, ...rest } = pageOf(found, ({ applicationId }) => applicationId, { ...request, listing });
  return { Applications: items.map(applicationView), ...rest };
};

const describeWorkspaces: Operation = (members, service, now) => {
  const ids = members.optional('WorkspaceIds', listOf(WORKSPACE_ID, PAGE_SIZE));
  const directoryId = members.optional('DirectoryId', text({ pattern: /^(d-[0-9a-f]{8,63}$)|(wsd-[0-9a-z]{8,63}$)/ }));
  const bundleId = members.optional('BundleId', text({ pattern: /^wsb-[0-9a-z]{8,63}$/ }));
  const userName = members.optional('UserName', text({ max: 63 }));
  const workspaceName = members.optional('WorkspaceName', text());
  const request = { size: members.optional('Limit', SIZE), token: members.optional('NextToken', TOKEN) };
  if ([ids, directoryId, bundleId].filter((filter) => filter !== undefined).length > 1) {
    throw invalidParameterValues('Only one of WorkspaceIds, DirectoryId and BundleId can be specified.');
  }
  if (userName !== undefined && directoryId === undefined) {
    throw invalidParameterValues('UserName can only be specified together with DirectoryId.');
  }
  const fits = ({ id, spec }: Desktop) =>
    // Only WorkSpaces that belong to no user have a name, and this world has none.
    workspaceName === undefined &&
    (ids?.includes(id) ?? true) &&
    (directoryId ?? spec.directoryId) === spec.directoryId &&
    (bundleId ?? spec.bundleId) === spec.bundleId &&
    // User names in a directory are not case-sensitive.
    (userName ?? spec.userName).toLowerCase() === spec.userName.toLowerCase();
  const listing = ['DescribeWorkspaces', ids, directoryId, bundleId, userName];
  const { items, ...rest } = pageOf(service.visibleDesktops(now).filter(fits), ({ id }) => id, { ...request, listing });
  return { Workspaces: items.map((desktop) => workspaceView(desktop, now)), ...rest };
};

const describeWorkspacesConnectionStatus: Operation = (members, service, now) => {
  const ids = members.optional('WorkspaceIds', listOf(WORKSPACE_ID, PAGE_SIZE));
  const token = members.optional('NextToken', TOKEN);
  const found = service.visibleDesktops(now).filter((desktop) => ids?.includes(desktop.id) ?? true);
  const listing = ['DescribeWorkspacesConnectionStatus', ids];
  const { items, ...rest } = pageOf(found, ({ id }) => id, { token, listing });
  return { WorkspacesConnectionStatus: items.map((desktop) => connectionView(desktop, now)), ...rest };
};

/** Asks something of each WorkSpace: what refuses is in the answer, which is a success. */
function ofEach(ids: readonly string[], act: (id: string) => void): Wire {
  const failed = ids.flatMap((id): Wire[] => {
    try {
      act(id);
      return [];
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return [failedChangeView(id, error)];
    }
  });
  return { FailedRequests: failed };
}

const rebootWorkspaces: Operation = (members, service, now) =>
  ofEach(members.required('RebootWorkspaceRequests', REQUESTS), (id) => {
    service.reboots.reboot(service.visibleDesktop(id, now), 'api', now);
  });

const turn =
  (which: Turn, member: string): Operation =>
  (members, service, now) =>
    ofEach(members.required(member, REQUESTS), (id) => {
      service.power.turn(service.visibleDesktop(id, now), which, now);
    });

export const OPERATIONS: Record<OperationName, Operation> = {
  AssociateWorkspaceApplication: associate,
  DisassociateWorkspaceApplication: disassociate,
  DeployWorkspaceApplications: deploy,
  DescribeWorkspaceAssociations: describeWorkspaceAssociations,
  DescribeApplicationAssociations: describeApplicationAssociations,
  DescribeApplications: describeApplications,
  DescribeWorkspaces: describeWorkspaces,
  DescribeWorkspacesConnectionStatus: describeWorkspacesConnectionStatus,
  RebootWorkspaces: rebootWorkspaces,
  StopWorkspaces: turn('stop', 'StopWorkspaceRequests'),
  StartWorkspaces: turn('start', 'StartWorkspaceRequests'),
  DescribeTags: describeTags,
  CreateTags: createTags,
  DeleteTags: deleteTags,
};

export const isOperation = (name: string): name is OperationName => Object.hasOwn(OPERATIONS, name);
