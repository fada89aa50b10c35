import type { WorkSpaceApplication, Workspace } from '@aws-sdk/client-workspaces';

/** Whether an application could be installed on a WorkSpace, as far as the service says what that needs. */
export interface Fit {
  /** Undefined if the service does not say enough about the WorkSpace. */
  readonly fits?: boolean;
  /** Why not, or why it is not known. */
  readonly reasons: readonly string[];
}

export function fitOf(application: WorkSpaceApplication, { WorkspaceProperties: properties }: Workspace): Fit {
  const reasons = [
    ...stateReason(application),
    ...lacking('compute type', properties?.ComputeTypeName, application.SupportedComputeTypeNames),
    ...lacking('operating system', properties?.OperatingSystemName, application.SupportedOperatingSystemNames),
  ];
  if (reasons.length > 0) return { fits: false, reasons };
  const untold = [
    ...(properties?.ComputeTypeName ? [] : ['compute type']),
    ...(properties?.OperatingSystemName ? [] : ['operating system']),
  ];
  if (untold.length === 0) return { fits: true, reasons };
  return { reasons: untold.map((what) => `the service does not tell the ${what} of the WorkSpace`) };
}

function stateReason({ State: state }: WorkSpaceApplication): readonly string[] {
  if (state === 'AVAILABLE') return [];
  return [state === 'UNINSTALL_ONLY' ? 'can only be uninstalled' : `is ${state ?? 'of unknown state'}`];
}

function lacking(what: string, actual: string | undefined, supported: readonly string[] = []): readonly string[] {
  return actual === undefined || supported.includes(actual) ? [] : [`does not support ${what} ${actual}`];
}
