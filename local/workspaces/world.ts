import type {
  AssociationErrorCode,
  AssociationState,
  Compute,
  OperatingSystemName,
  WorkspaceState,
} from '@aws-sdk/client-workspaces';
import {
  type Application,
  CATALOGUE,
  COMPANY_PORTAL,
  OFFICE_PROFESSIONAL_2019,
  OFFICE_PROFESSIONAL_2021,
  OFFICE_STANDARD_2021,
} from './catalogue';
import type { Aim } from './states';

/** A WorkSpace as it is put into a world. */
export interface WorkspaceSpec {
  readonly workspaceId: string;
  readonly userName: string;
  /** @default 'AVAILABLE' */
  readonly state?: WorkspaceState;
  /** @default 'AUTO_STOP' */
  readonly runningMode?: 'AUTO_STOP' | 'ALWAYS_ON';
  /** @default 'PERFORMANCE' */
  readonly computeType?: Compute;
  /** @default 'WINDOWS_SERVER_2022' */
  readonly operatingSystem?: OperatingSystemName;
  /** @default 'd-906734e325' */
  readonly directoryId?: string;
  /** @default 'wsb-' and the compute type, in small letters, filled up with zeros */
  readonly bundleId?: string;
  /** Free space on the root volume, before any application of the simulator is installed. @default 40 */
  readonly freeDiskGib?: number;
  /** Size of the root volume. @default 80 */
  readonly rootVolumeSizeGib?: number;
  /** @default none */
  readonly tags?: Readonly<Record<string, string>>;
}

/** An association that is put into a world, by a test or by a colleague in the console. */
export interface PlantedAssociation {
  readonly workspaceId: string;
  readonly applicationId: string;
  /** A moving state that is planted stays as it is: no deployment belongs to it. */
  readonly state: AssociationState;
  /** @default now */
  readonly created?: Date | number;
  /** @default the time of `created` */
  readonly lastUpdated?: Date | number;
  /** For ERROR: why. @default 'DeploymentError.InternalServerError' */
  readonly reason?: AssociationErrorCode;
  /** For ERROR: what had failed, and what a forced deployment will try again. @default 'INSTALL' */
  readonly aim?: Aim;
}

export interface World {
  readonly workspaces: readonly WorkspaceSpec[];
  readonly applications: readonly Application[];
  readonly associations?: readonly PlantedAssociation[];
  /** Which applications a bundle brings, by its id. */
  readonly bundles?: Readonly<Record<string, readonly string[]>>;
}

/** The id that the project's examples use: an ordinary desktop with nothing on it. */
export const DESKTOP = 'ws-0abc12345';
export const STOPPED_DESKTOP = 'ws-1stopped01';
export const STANDARD_DESKTOP = 'ws-2standrd1';
export const VALUE_DESKTOP = 'ws-3value0001';
export const GRAPHICS_DESKTOP = 'ws-4graphics1';
export const SERVER_2019_DESKTOP = 'ws-5server19a';
export const LINUX_DESKTOP = 'ws-6linux0001';
export const SUSPENDED_DESKTOP = 'ws-7suspend01';
export const SMALL_DISK_DESKTOP = 'ws-8smalldisk';

/** A bundle that brings Office Professional Plus 2021. */
export const OFFICE_BUNDLE = 'wsb-0office21p';

const INSTALLED_LONG_AGO = Date.UTC(2024, 0, 15, 9, 30);

/** A small office: one of each kind of desktop for which the rules differ. */
export const SEED_WORLD: World = {
  applications: CATALOGUE,
  bundles: { [OFFICE_BUNDLE]: [OFFICE_PROFESSIONAL_2021] },
  workspaces: [
    { workspaceId: DESKTOP, userName: 'ana' },
    {
      workspaceId: STOPPED_DESKTOP,
      userName: 'ben',
      state: 'STOPPED',
      operatingSystem: 'WINDOWS_11',
      computeType: 'POWER',
    },
    { workspaceId: STANDARD_DESKTOP, userName: 'chloe', computeType: 'STANDARD', operatingSystem: 'WINDOWS_10' },
    { workspaceId: VALUE_DESKTOP, userName: 'dev', computeType: 'VALUE' },
    {
      workspaceId: GRAPHICS_DESKTOP,
      userName: 'eli',
      computeType: 'GRAPHICS_G4DN',
      rootVolumeSizeGib: 100,
      freeDiskGib: 60,
    },
    {
      workspaceId: SERVER_2019_DESKTOP,
      userName: 'fatima',
      computeType: 'POWER',
      operatingSystem: 'WINDOWS_SERVER_2019',
    },
    { workspaceId: LINUX_DESKTOP, userName: 'goran', computeType: 'STANDARD', operatingSystem: 'AMAZON_LINUX_2' },
    { workspaceId: SUSPENDED_DESKTOP, userName: 'hana', state: 'SUSPENDED' },
    { workspaceId: SMALL_DISK_DESKTOP, userName: 'ivo', freeDiskGib: 12 },
  ],
  associations: [
    { workspaceId: STOPPED_DESKTOP, applicationId: COMPANY_PORTAL, state: 'COMPLETED', created: INSTALLED_LONG_AGO },
    {
      workspaceId: STANDARD_DESKTOP,
      applicationId: OFFICE_STANDARD_2021,
      state: 'COMPLETED',
      created: INSTALLED_LONG_AGO,
    },
    {
      workspaceId: SERVER_2019_DESKTOP,
      applicationId: OFFICE_PROFESSIONAL_2019,
      state: 'COMPLETED',
      created: INSTALLED_LONG_AGO,
    },
  ],
};

/** `count` equal desktops, for a bench or for paging, with the ids `ws-bench` and a number. */
export function makeWorkspaces(count: number, overrides: Partial<WorkspaceSpec> = {}): WorkspaceSpec[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index).padStart(5, '0');
    return { workspaceId: `ws-bench${number}`, userName: `user${number}`, ...overrides };
  });
}

export const makeWorld = (count: number): World => ({ applications: CATALOGUE, workspaces: makeWorkspaces(count) });
