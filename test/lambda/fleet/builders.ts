import type { FleetDeclaration } from '../../../lambda/contract/fleet';
import type { Criteria, Surveyed } from '../../../lambda/fleet/classify';
import type { Association } from '../../../lambda/service/association';
import type { Mark } from '../../../lambda/service/marks';
import { fleetDeclaration } from '../../../testkit/fleet-declaration';

export const NOW = Date.UTC(2026, 0, 5, 22);
export const APP = 'wsa-0def67890';
export const OLD_APP = 'wsa-1old00000';
export const DESK = 'ws-0abc12345';

/** A fleet that wants one application everywhere. */
export const declared = (more: Partial<FleetDeclaration> = {}): FleetDeclaration =>
  fleetDeclaration({ name: 'Visio', applicationIds: [APP], ...more });

export const TOKEN = 'mine.fleet';

export const markBy = (more: Partial<Mark> = {}): Mark => ({
  applicationId: APP,
  token: TOKEN,
  kind: 'holds',
  workspaceId: DESK,
  writtenAt: NOW,
  attempt: 'now',
  operation: NOW,
  root: '',
  holder: 'fleet/Visio',
  ...more,
});

export const inState = (state: string, more: Partial<Association> = {}): Association => ({
  applicationId: APP,
  state,
  created: NOW,
  updated: NOW,
  ...more,
});

export const surveyed = (
  associations: readonly Association[] = [],
  marks: readonly Mark[] = [],
  more: Partial<Omit<Surveyed, 'desktop'>> & { readonly desktop?: Partial<Surveyed['desktop']> } = {},
): Surveyed => ({
  marks,
  seen: new Map(associations.map((association) => [association.applicationId, association])),
  connection: { state: 'DISCONNECTED' },
  ...more,
  desktop: {
    workspaceId: DESK,
    directoryId: 'd-906734e325',
    userName: 'jane',
    computerName: 'WSAMZN-1',
    state: 'AVAILABLE',
    compute: 'PERFORMANCE',
    operatingSystem: 'WINDOWS_SERVER_2022',
    ...more.desktop,
  },
});

export const criteria = (more: Partial<Criteria> = {}): Criteria => ({
  declaration: declared(),
  token: TOKEN,
  attempt: 'now',
  declaredAt: NOW,
  catalogue: new Map(),
  isLiving: () => true,
  ...more,
});
