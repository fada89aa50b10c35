import type {
  Compute,
  OperatingSystemName,
  WorkSpaceApplicationLicenseType,
  WorkSpaceApplicationState,
} from '@aws-sdk/client-workspaces';
import { COMPUTE_TYPES, namesOf, OPERATING_SYSTEMS } from './states';

/** An application of the catalogue, as the simulator knows it. */
export interface Application {
  readonly applicationId: string;
  readonly name: string;
  readonly description: string;
  /** AMAZON, or the account whose own application it is. */
  readonly owner: string;
  readonly licenseType: WorkSpaceApplicationLicenseType;
  readonly state: WorkSpaceApplicationState;
  readonly computeTypes: readonly Compute[];
  readonly operatingSystems: readonly OperatingSystemName[];
  readonly diskGib: number;
  /** Applications of one line tolerate each other only in the same edition and the same release. */
  readonly line?: { readonly name: 'Office' | 'Visual Studio'; readonly edition: string; readonly release: number };
}

export const OFFICE_PROFESSIONAL_2021 = 'wsa-1office21p';
export const OFFICE_STANDARD_2021 = 'wsa-1office21s';
/** The id that the project's examples use. */
export const VISIO_PROFESSIONAL_2021 = 'wsa-0def67890';
export const VISIO_STANDARD_2021 = 'wsa-2visio021s';
export const PROJECT_PROFESSIONAL_2021 = 'wsa-3projt21p';
export const PROJECT_STANDARD_2021 = 'wsa-3projt21s';
export const VISUAL_STUDIO_PROFESSIONAL_2022 = 'wsa-4vstud22p';
export const VISUAL_STUDIO_ENTERPRISE_2022 = 'wsa-4vstud22e';
export const OFFICE_PROFESSIONAL_2019 = 'wsa-5office19p';
export const OFFICE_PROFESSIONAL_2016 = 'wsa-5office16p';
export const COMPANY_PORTAL = 'wsa-6portal01';
export const COMPANY_VPN = 'wsa-6vpn00001';
/** In the catalogue, but not yet, or no longer, fit to be installed. */
export const COMPANY_PENDING = 'wsa-6pending1';

/** The account whose desktops these are; it owns the company's applications. */
export const ACCOUNT = '111122223333';

const OFFICE_DISK_GIB = 4;
const VISUAL_STUDIO_DISK_GIB = 18;

const computesFor = (suite: 'office' | 'visualStudio') =>
  namesOf(COMPUTE_TYPES).filter((name) => COMPUTE_TYPES[name][suite]);
const systemsFor = (suite: 'windows' | 'office' | 'visualStudio') =>
  namesOf(OPERATING_SYSTEMS).filter((name) => OPERATING_SYSTEMS[name][suite]);

function officeLine(
  applicationId: string,
  name: string,
  edition: 'Standard' | 'Professional',
  release: number,
): Application {
  return {
    applicationId,
    name,
    description: `${name}, licensed through AWS`,
    owner: 'AMAZON',
    licenseType: 'LICENSED',
    // The releases before 2021 are out of support: what is installed may be removed, nothing may be added.
    state: release < 2021 ? 'UNINSTALL_ONLY' : 'AVAILABLE',
    computeTypes: computesFor('office'),
    operatingSystems: systemsFor(release < 2021 ? 'windows' : 'office'),
    diskGib: OFFICE_DISK_GIB,
    line: { name: 'Office', edition, release },
  };
}

function visualStudio(applicationId: string, edition: 'Professional' | 'Enterprise'): Application {
  const name = `Microsoft Visual Studio ${edition} 2022`;
  return {
    applicationId,
    name,
    description: `${name}, licensed through AWS`,
    owner: 'AMAZON',
    licenseType: 'LICENSED',
    state: 'AVAILABLE',
    computeTypes: computesFor('visualStudio'),
    operatingSystems: systemsFor('visualStudio'),
    diskGib: VISUAL_STUDIO_DISK_GIB,
    line: { name: 'Visual Studio', edition, release: 2022 },
  };
}

/** An application of the customer's own: any compute type, any Windows, no licence of AWS, no rival. */
export function companyApplication(
  applicationId: string,
  name: string,
  overrides: Partial<Application> = {},
): Application {
  return {
    applicationId,
    name,
    description: `${name}, packaged by the company`,
    owner: ACCOUNT,
    licenseType: 'UNLICENSED',
    state: 'AVAILABLE',
    computeTypes: namesOf(COMPUTE_TYPES),
    operatingSystems: systemsFor('windows'),
    diskGib: 1,
    ...overrides,
  };
}

/** The documented applications, and a few of the company's own. */
export const CATALOGUE: readonly Application[] = [
  officeLine(OFFICE_PROFESSIONAL_2021, 'Microsoft Office LTSC Professional Plus 2021', 'Professional', 2021),
  officeLine(OFFICE_STANDARD_2021, 'Microsoft Office LTSC Standard 2021', 'Standard', 2021),
  officeLine(VISIO_PROFESSIONAL_2021, 'Microsoft Visio LTSC Professional 2021', 'Professional', 2021),
  officeLine(VISIO_STANDARD_2021, 'Microsoft Visio LTSC Standard 2021', 'Standard', 2021),
  officeLine(PROJECT_PROFESSIONAL_2021, 'Microsoft Project Professional 2021', 'Professional', 2021),
  officeLine(PROJECT_STANDARD_2021, 'Microsoft Project Standard 2021', 'Standard', 2021),
  visualStudio(VISUAL_STUDIO_PROFESSIONAL_2022, 'Professional'),
  visualStudio(VISUAL_STUDIO_ENTERPRISE_2022, 'Enterprise'),
  officeLine(OFFICE_PROFESSIONAL_2019, 'Microsoft Office Professional Plus 2019', 'Professional', 2019),
  officeLine(OFFICE_PROFESSIONAL_2016, 'Microsoft Office Professional Plus 2016', 'Professional', 2016),
  companyApplication(COMPANY_PORTAL, 'Company Portal'),
  companyApplication(COMPANY_VPN, 'Company VPN'),
  companyApplication(COMPANY_PENDING, 'Company Timesheets', { state: 'PENDING' }),
];

/** `count` applications of the company's own, for catalogues of more than a page. */
export function makeApplications(count: number): Application[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index).padStart(8, '0');
    return companyApplication(`wsa-9${number}`, `Company Application ${number}`);
  });
}
