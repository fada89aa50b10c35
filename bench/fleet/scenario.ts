import type { FleetDeclaration } from '../../lambda/contract/fleet';
import { HOUR, SECOND } from '../../lambda/service/time';
import {
  OFFICE_PROFESSIONAL_2021,
  PROJECT_PROFESSIONAL_2021,
  VISIO_PROFESSIONAL_2021,
  type WorkspaceSpec,
} from '../../local/workspaces';
import { fleetDeclaration } from '../../testkit/fleet-declaration';

/** A fleet, and how many nights of it are lived. */
export interface FleetScenario {
  readonly desktops: number;
  /** `maxConcurrency`. */
  readonly inFlight: number;
  readonly applications: 1 | 3;
  /** Whether the installations of one deployment take their time one after the other. */
  readonly addsUp: boolean;
  /** @default 6 */
  readonly windowHours?: number;
  /** How many fleets of this size share the account and the window. @default 1 */
  readonly fleets?: 1 | 2;
  /** Nights that are lived at most. The rest is reckoned at the pace of the last one. */
  readonly nights: number;
}

const APPLICATIONS = [VISIO_PROFESSIONAL_2021, PROJECT_PROFESSIONAL_2021, OFFICE_PROFESSIONAL_2021];

export const applicationIdsOf = ({ applications }: FleetScenario): readonly string[] =>
  APPLICATIONS.slice(0, applications);

/** The directories of the fleets: each has desktops of its own. */
export const directoryOf = (fleet: number): string => `d-90670000${fleet}0`;

export const desktopsOf = ({ desktops, fleets = 1 }: FleetScenario): readonly WorkspaceSpec[] =>
  Array.from({ length: fleets }, (_, fleet) =>
    Array.from({ length: desktops }, (_one, index) => ({
      workspaceId: `ws-${fleet}${String(index).padStart(8, '0')}`,
      directoryId: directoryOf(fleet),
      userName: `user${index}`,
    })),
  ).flat();

/** The declaration of a fleet with the defaults of the construct. */
export function declarationOf(scenario: FleetScenario, fleet: number): FleetDeclaration {
  const declaration = fleetDeclaration({
    name: `Fleet${fleet}`,
    targets: { directoryId: directoryOf(fleet), withTags: {}, excludedIds: [], excludedTags: {} },
    applicationIds: applicationIdsOf(scenario),
    maxConcurrency: scenario.inFlight,
  });
  const { windowHours } = scenario;
  if (windowHours === undefined) return declaration;
  return { ...declaration, window: { ...declaration.window, durationSeconds: (windowHours * HOUR) / SECOND } };
}
