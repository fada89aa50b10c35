import type { Application } from './catalogue';
import type { Association, Desktop } from './desktop';
import type { ServiceError } from './errors';
import type { Readings } from './readings';

/** A response of the service: members as they are on the wire, times in seconds since the epoch. */
export type Wire = Readonly<Record<string, unknown>>;

const seconds = (milliseconds: number): number => milliseconds / 1000;

const TIMESTAMPS: Record<Readings['timestamps'], { readonly created: boolean; readonly lastUpdated: boolean }> = {
  both: { created: true, lastUpdated: true },
  'no Created': { created: false, lastUpdated: true },
  'no LastUpdatedTime': { created: true, lastUpdated: false },
  none: { created: false, lastUpdated: false },
};

function recordView({ state, created, lastUpdated, reason }: Association, timestamps: Readings['timestamps']): Wire {
  const shown = TIMESTAMPS[timestamps];
  return {
    State: state,
    ...(shown.created && { Created: seconds(created) }),
    ...(shown.lastUpdated && { LastUpdatedTime: seconds(lastUpdated) }),
    ...(reason && { StateReason: { ErrorCode: reason.errorCode, ErrorMessage: reason.errorMessage } }),
  };
}

/** An association seen from the WorkSpace. */
export const workspaceAssociationView = (
  desktop: Desktop,
  association: Association,
  { timestamps }: Readings,
): Wire => ({
  WorkspaceId: desktop.id,
  AssociatedResourceId: association.applicationId,
  AssociatedResourceType: 'APPLICATION',
  ...recordView(association, timestamps),
});

/** An association seen from the application. */
export const applicationAssociationView = (
  desktop: Desktop,
  association: Association,
  { timestamps }: Readings,
): Wire => ({
  ApplicationId: association.applicationId,
  AssociatedResourceId: desktop.id,
  AssociatedResourceType: 'WORKSPACE',
  ...recordView(association, timestamps),
});

/** When the catalogue's applications were made; nothing depends on it. */
const CATALOGUE_CREATED = Date.UTC(2023, 10, 15);

export const applicationView = (application: Application): Wire => ({
  ApplicationId: application.applicationId,
  Name: application.name,
  Description: application.description,
  Owner: application.owner,
  LicenseType: application.licenseType,
  State: application.state,
  Created: seconds(CATALOGUE_CREATED),
  SupportedComputeTypeNames: application.computeTypes,
  SupportedOperatingSystemNames: application.operatingSystems,
});

export const workspaceView = (desktop: Desktop, now: number): Wire => ({
  WorkspaceId: desktop.id,
  DirectoryId: desktop.spec.directoryId,
  UserName: desktop.spec.userName,
  State: desktop.state.seen(now),
  BundleId: desktop.spec.bundleId,
  ComputerName: `WSAMZN-${desktop.id.slice(3, 11).toUpperCase()}`,
  WorkspaceProperties: {
    RunningMode: desktop.spec.runningMode,
    ...(desktop.spec.runningMode === 'AUTO_STOP' && { RunningModeAutoStopTimeoutInMinutes: 60 }),
    RootVolumeSizeGib: desktop.spec.rootVolumeSizeGib,
    UserVolumeSizeGib: 50,
    ComputeTypeName: desktop.spec.computeType,
    OperatingSystemName: desktop.spec.operatingSystem,
    Protocols: ['WSP'],
  },
});

export const connectionView = (desktop: Desktop, now: number): Wire => ({
  WorkspaceId: desktop.id,
  // The service does not know the connection of a WorkSpace that is not running.
  ConnectionState: desktop.state.seen(now) === 'STOPPED' ? 'UNKNOWN' : desktop.connectionAt(now),
  ConnectionStateCheckTimestamp: seconds(now),
  ...(desktop.lastConnected !== undefined && { LastKnownUserConnectionTimestamp: seconds(desktop.lastConnected) }),
});

/** The codes are not documented: they are made up like those of CreateWorkspaces. */
export const failedChangeView = (workspaceId: string, { exception, members }: ServiceError): Wire => ({
  WorkspaceId: workspaceId,
  ErrorCode: exception === 'ResourceNotFoundException' ? 'ResourceNotFound.Workspace' : 'OperationNotSupported',
  ErrorMessage: members.reason ?? members.message,
});
