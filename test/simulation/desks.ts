import {
  CATALOGUE,
  companyApplication,
  VISIO_PROFESSIONAL_2021,
  VISIO_STANDARD_2021,
  type World,
} from '../../local/workspaces';

/** The desktops that are there from the start. */
export const DESKTOPS = ['ws-0desktop01', 'ws-0desktop02'] as const;

/** Where a resource wants its applications: on a desktop from the start, or on the WorkSpace that its own stack makes. */
export type Place = 0 | 1 | 'own';

/** On the first desktop from the start, and of interest to the stacks in some plans. */
export const EXISTING = 'wsa-0existing1';
/** On the second desktop from the start. The service installs it no more. */
export const OUTDATED = 'wsa-0outdated1';
/** On both desktops from the start; no stack ever names it. */
export const FOREIGN = 'wsa-0foreign01';
/** The bundle brings it to each WorkSpace. */
export const BUNDLED = 'wsa-0bundled01';
export const BUNDLE = 'wsb-0bundle001';
/** What the colleague in the console plays with. */
export const COLLEAGUES = 'wsa-0colleague';

export const OWN = {
  A: ['wsa-0aaaaaaa1', 'wsa-0aaaaaaa2'],
  B: ['wsa-0bbbbbbb1', 'wsa-0bbbbbbb2'],
  C: ['wsa-0ccccccc1'],
} as const;
export const EDITION = { none: [], Standard: [VISIO_STANDARD_2021], Professional: [VISIO_PROFESSIONAL_2021] } as const;
/** They do not go together. */
export const EDITIONS: readonly string[] = [VISIO_STANDARD_2021, VISIO_PROFESSIONAL_2021];

/** Every application that only the stacks install, and the colleague where things get out of hand. */
export const OURS: readonly string[] = [...OWN.A, ...OWN.B, ...OWN.C, ...EDITIONS];

/** Every application that something can happen to behind the stacks' back. */
export const KNOWN: readonly string[] = [COLLEAGUES, EXISTING, ...OURS];

const LONG_AGO = Date.UTC(2024, 0, 15);

const installed = (workspaceId: string, applicationId: string) =>
  ({ workspaceId, applicationId, state: 'COMPLETED', created: LONG_AGO }) as const;

export const WORLD: World = {
  applications: [
    ...CATALOGUE,
    companyApplication(OUTDATED, OUTDATED, { state: 'UNINSTALL_ONLY' }),
    ...[EXISTING, FOREIGN, BUNDLED, COLLEAGUES, ...OWN.A, ...OWN.B, ...OWN.C].map((id) => companyApplication(id, id)),
  ],
  bundles: { [BUNDLE]: [BUNDLED] },
  workspaces: DESKTOPS.map((workspaceId) => ({ workspaceId, userName: workspaceId, bundleId: BUNDLE })),
  associations: [
    installed(DESKTOPS[0], EXISTING),
    installed(DESKTOPS[1], OUTDATED),
    ...DESKTOPS.map((workspaceId) => installed(workspaceId, FOREIGN)),
  ],
};

/** An application on a desktop, as everything here names it. */
export const pairOf = (workspaceId: string, applicationId: string): string => `${workspaceId} ${applicationId}`;

export const desktopOf = (pair: string): string => pair.split(' ')[0] ?? '';

export const applicationOf = (pair: string): string => pair.split(' ')[1] ?? '';
