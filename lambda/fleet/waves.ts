import type { Wave } from '../contract/fleet';
import type { Class } from './classify';
import { hasAll } from './targets';

/** A desktop of the fleet, as far as waves depend on it. */
export interface Member {
  readonly workspaceId: string;
  readonly class: Class;
  readonly tags: ReadonlyMap<string, string>;
  /** Whether an installation of the present attempt is under way there, which no child of the run watches. */
  readonly isTried?: boolean;
}

/** What is remembered of the waves of an attempt: which desktops each has, and how those ended that have passed. */
export interface WaveMemory {
  /** Hash of the declaration that the fleet was divided for. */
  readonly division: string;
  /** The index of a desktop's wave. A desktop that is not in it belongs to the last wave. */
  readonly members: Readonly<Record<string, number>>;
  /** By the index of the wave. */
  readonly passed: Readonly<Record<string, PassedWave>>;
  /** How long one desktop took on average in the last run in which one was done, from its outage to its end. */
  readonly took?: number;
}

export interface PassedWave {
  readonly at: number;
  /** The desktops that had failed by then: they count in this wave, and in no later one. */
  readonly failed: readonly string[];
}

/** Desktops that cannot be tried: they are outside of every number and percentage. */
export const OUTSIDE: readonly Class[] = ['NOT_APPLICABLE', 'UNMANAGEABLE', 'CLAIMED'];

/** Divides the fleet into its waves, once for each attempt and division. A desktop belongs to the first wave that takes it. */
export function divide(members: readonly Member[], waves: readonly Wave[]): WaveMemory['members'] {
  const countable = members.filter((member) => !OUTSIDE.includes(member.class)).sort(byUse);
  const found: Record<string, number> = {};
  for (const [index, wave] of waves.entries()) {
    const free = countable.filter(({ workspaceId }) => found[workspaceId] === undefined);
    for (const { workspaceId } of takenBy(wave, free, countable.length)) found[workspaceId] = index;
  }
  return found;
}

function takenBy(wave: Wave, free: readonly Member[], total: number): readonly Member[] {
  switch (wave.kind) {
    case 'count':
      return free.slice(0, wave.count);
    case 'percentage':
      return free.slice(0, Math.ceil((total * wave.percentage) / 100));
    case 'tagged':
      return free.filter(({ tags }) => hasAll(tags, wave.tags));
    case 'rest':
      return free;
  }
}

/**
 * A wave of desktops on which there is nothing to do would try nothing: those with something to do come first. What has failed
 * comes last, in the largest wave.
 */
const byUse = (a: Member, b: Member): number => use(a) - use(b) || (a.workspaceId < b.workspaceId ? -1 : 1);
const use = (member: Member): number => (member.class === 'TODO' ? 0 : member.class === 'FAILED' ? 2 : 1);
