import { assemble, forecastOf } from '../../../lambda/fleet/assemble';
import type { Class } from '../../../lambda/fleet/classify';
import type { Judged, Report } from '../../../lambda/fleet/report';
import { RUN_FORMAT } from '../../../lambda/fleet/run';
import { declared, NOW, surveyed } from './builders';

const HOUR = 3_600_000;

/** What a desktop was judged to be. */
export interface Told {
  readonly class: Class;
  readonly reason?: string;
  readonly code?: string;
}

export const judgedOf = (told: readonly Told[]): readonly Judged[] =>
  told.map((verdict, index) => ({
    desktop: {
      ...surveyed().desktop,
      workspaceId: `ws-desk${String(index).padStart(5, '0')}`,
      userName: `user${index}`,
    },
    verdict: { installs: [], absents: [], since: NOW, ...verdict },
    connected: verdict.class === 'IN_USE',
  }));

/** The report of a run that has judged these desktops, an hour after its window opened. */
export function reportOf(told: readonly Told[], more: Partial<Parameters<typeof assemble>[0]> = {}): Report {
  const judged = judgedOf(told);
  const members = judged.map(({ desktop: { workspaceId }, verdict }) => ({
    workspaceId,
    class: verdict.class,
    tags: new Map<string, string>(),
  }));
  const waves = Object.fromEntries(members.map(({ workspaceId }, index) => [workspaceId, index < 2 ? 0 : 1]));
  const found = {
    run: {
      format: RUN_FORMAT,
      id: 'night-1',
      startedAt: NOW,
      cutoff: NOW + 5 * HOUR,
      declaration: '',
      attempt: '',
      passes: 1,
    },
    declaration: declared({ waves: [{ kind: 'count', count: 2 }, { kind: 'rest' }] }),
    judged,
    members,
    memory: { division: '', members: waves, passed: {} },
    took: undefined,
    isStopped: false,
    now: NOW + HOUR,
    unmatched: [],
    listVersion: undefined,
    ...more,
  };
  return assemble(found, forecastOf(found));
}
