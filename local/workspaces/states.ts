import type { AssociationState, Compute, OperatingSystemName, WorkspaceState } from '@aws-sdk/client-workspaces';

/** What is meant to happen to an application on a desktop. */
export type Aim = 'INSTALL' | 'UNINSTALL';

/**
 * What an association's state says: what is still pending, whether it is moving, and whether the application is on the
 * desktop.
 */
interface StateFacts {
  readonly pending?: Aim;
  readonly moving?: Aim;
  /** For ERROR the aim that failed decides; see `isOnDesktop`. */
  readonly onDesktop: boolean;
}

export const ASSOCIATION_STATES: Record<AssociationState, StateFacts> = {
  PENDING_INSTALL_DEPLOYMENT: { pending: 'INSTALL', onDesktop: false },
  PENDING_INSTALL: { pending: 'INSTALL', onDesktop: false },
  INSTALLING: { moving: 'INSTALL', onDesktop: false },
  COMPLETED: { onDesktop: true },
  PENDING_UNINSTALL_DEPLOYMENT: { pending: 'UNINSTALL', onDesktop: true },
  PENDING_UNINSTALL: { pending: 'UNINSTALL', onDesktop: true },
  UNINSTALLING: { moving: 'UNINSTALL', onDesktop: true },
  REMOVED: { onDesktop: false },
  ERROR: { onDesktop: false },
};

/**
 * What a WorkSpace in this state lets a caller do: `ready` all, `busy` later, `never` nothing until an administrator acts,
 * `gone` nothing ever.
 */
export type Readiness = 'ready' | 'stopped' | 'busy' | 'never' | 'gone';

export const WORKSPACE_STATES: Record<WorkspaceState, Readiness> = {
  AVAILABLE: 'ready',
  STOPPED: 'stopped',
  PENDING: 'busy',
  REBOOTING: 'busy',
  STARTING: 'busy',
  REBUILDING: 'busy',
  RESTORING: 'busy',
  MAINTENANCE: 'busy',
  ADMIN_MAINTENANCE: 'busy',
  UPDATING: 'busy',
  STOPPING: 'busy',
  IMPAIRED: 'busy',
  UNHEALTHY: 'busy',
  SUSPENDED: 'never',
  ERROR: 'never',
  TERMINATING: 'never',
  TERMINATED: 'gone',
};

interface ComputeFacts {
  readonly office: boolean;
  readonly visualStudio: boolean;
}

const BOTH: ComputeFacts = { office: true, visualStudio: true };
const NEITHER: ComputeFacts = { office: false, visualStudio: false };

/**
 * Which licensed suites a compute type can run: Visual Studio needs more than STANDARD; the oldest graphics types and
 * VALUE run none.
 */
export const COMPUTE_TYPES: Record<Compute, ComputeFacts> = {
  VALUE: NEITHER,
  STANDARD: { office: true, visualStudio: false },
  PERFORMANCE: BOTH,
  POWER: BOTH,
  POWERPRO: BOTH,
  GENERALPURPOSE_4XLARGE: BOTH,
  GENERALPURPOSE_8XLARGE: BOTH,
  GRAPHICS: NEITHER,
  GRAPHICSPRO: NEITHER,
  GRAPHICS_G4DN: BOTH,
  GRAPHICSPRO_G4DN: BOTH,
  GRAPHICS_G6_XLARGE: BOTH,
  GRAPHICS_G6_2XLARGE: BOTH,
  GRAPHICS_G6_4XLARGE: BOTH,
  GRAPHICS_G6_8XLARGE: BOTH,
  GRAPHICS_G6_16XLARGE: BOTH,
  GRAPHICS_GR6_4XLARGE: BOTH,
  GRAPHICS_GR6_8XLARGE: BOTH,
  GRAPHICS_G6F_LARGE: BOTH,
  GRAPHICS_G6F_XLARGE: BOTH,
  GRAPHICS_G6F_2XLARGE: BOTH,
  GRAPHICS_G6F_4XLARGE: BOTH,
  GRAPHICS_GR6F_4XLARGE: BOTH,
};

interface OperatingSystemFacts extends ComputeFacts {
  readonly windows: boolean;
}

const LINUX: OperatingSystemFacts = { windows: false, office: false, visualStudio: false };
/** Microsoft supports the 2021 and 2022 releases on neither. */
const OLD_WINDOWS: OperatingSystemFacts = { windows: true, office: false, visualStudio: false };
const WINDOWS: OperatingSystemFacts = { windows: true, office: true, visualStudio: true };

export const OPERATING_SYSTEMS: Record<OperatingSystemName, OperatingSystemFacts> = {
  WINDOWS_7: OLD_WINDOWS,
  WINDOWS_SERVER_2016: OLD_WINDOWS,
  WINDOWS_10: WINDOWS,
  WINDOWS_11: WINDOWS,
  WINDOWS_SERVER_2019: { windows: true, office: true, visualStudio: false },
  WINDOWS_SERVER_2022: WINDOWS,
  WINDOWS_SERVER_2025: WINDOWS,
  AMAZON_LINUX_2: LINUX,
  RHEL_8: LINUX,
  ROCKY_8: LINUX,
  UBUNTU_18_04: LINUX,
  UBUNTU_20_04: LINUX,
  UBUNTU_22_04: LINUX,
  UNKNOWN: LINUX,
};

/**
 * The keys of a table that is complete by type, with their type: `Object.keys` forgets it, and only a complete table
 * may be read so.
 */
export const namesOf = <K extends string>(table: Record<K, unknown>): K[] => Object.keys(table) as K[];
