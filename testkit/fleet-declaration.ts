import type { FleetDeclaration } from '../lambda/contract/fleet';

/** The defaults of the construct, in a window of six hours each night. */
const DEFAULTS: Omit<FleetDeclaration, 'name' | 'applicationIds'> = {
  targets: { withTags: {}, excludedIds: [], excludedTags: {} },
  absentApplicationIds: [],
  waitForUser: true,
  window: {
    durationSeconds: 21_600,
    cutoffSeconds: 3_600,
    timeZone: 'Europe/Berlin',
    start: '22:00',
    days: [],
    skipDates: [],
  },
  waves: [{ kind: 'count', count: 5 }, { kind: 'rest' }],
  bakeSeconds: 0,
  toleratedFailurePercentage: 5,
  maxConcurrency: 100,
  installationTimeoutSeconds: 7_200,
  rebootAfterInstallation: false,
  revision: '',
  enabled: true,
};

/** A fleet as the construct declares it, with more of its own. */
export const fleetDeclaration = (
  own: Pick<FleetDeclaration, 'name' | 'applicationIds'> & Partial<FleetDeclaration>,
): FleetDeclaration => ({ ...DEFAULTS, ...own });
