import type { FleetDeclaration, Wave } from '../contract/fleet';
import { formatSecond } from '../service/time';
import type { Class } from './classify';
import { standingOf } from './plan';
import { type Member, OUTSIDE, type WaveMemory } from './waves';

/** How far one wave has come. What cannot be tried is in no wave. */
export interface WaveProgress {
  /** From 1. */
  readonly wave: number;
  /** Which desktops it has, in words, such as `Ring=pilot`. */
  readonly what: string;
  /** Passed: what could be tried was, and few enough failed. On: it is tried. Later: it waits for the waves before it. */
  readonly state: 'passed' | 'on' | 'later';
  readonly passedAt?: string;
  readonly desktops: number;
  readonly done: number;
  readonly inProgress: number;
  readonly failed: number;
  readonly inUse: number;
  readonly todo: number;
  /** How many may fail before no further desktop is tried. */
  readonly tolerated: number;
}

type Declared = Pick<FleetDeclaration, 'waves' | 'bakeSeconds' | 'toleratedFailurePercentage' | 'maxConcurrency'>;

/** In which wave a desktop is, from 0: undefined for one that cannot be tried. */
export function waveOf(
  { workspaceId, class: one }: Pick<Member, 'workspaceId' | 'class'>,
  memory: WaveMemory,
  waves: readonly Wave[],
): number | undefined {
  return OUTSIDE.includes(one) ? undefined : (memory.members[workspaceId] ?? waves.length - 1);
}

/** How far every wave has come. */
export function progressOf(
  members: readonly Member[],
  memory: WaveMemory,
  declaration: Declared,
): readonly WaveProgress[] {
  const { waves } = declaration;
  const open = waves.findIndex((_, index) => memory.passed[index] === undefined);
  return waves.map((wave, index) => {
    const own = members.filter((member) => waveOf(member, memory, waves) === index);
    const count = (one: Class): number => own.filter((member) => member.class === one).length;
    const [inProgress, inUse, todo] = [count('IN_PROGRESS'), count('IN_USE'), count('TODO')];
    const { allowed, failed } = standingOf(index, memory, { members, declaration });
    const passedAt = memory.passed[index]?.at;
    // Nothing follows the last wave, so that nothing has to be remembered of it.
    const isLastPassed =
      index === open && index === waves.length - 1 && inProgress + inUse + todo === 0 && failed.length <= allowed;
    const isPassed = passedAt !== undefined || isLastPassed;
    return {
      wave: index + 1,
      what: wordsOf(wave),
      state: isPassed ? 'passed' : index === open ? 'on' : 'later',
      ...(passedAt !== undefined && { passedAt: formatSecond(passedAt) }),
      desktops: own.length,
      done: count('COMPLIANT'),
      inProgress,
      failed: count('FAILED'),
      inUse,
      todo,
      tolerated: allowed,
    };
  });
}

function wordsOf(wave: Wave): string {
  switch (wave.kind) {
    case 'count':
      return `${wave.count} WorkSpace${wave.count === 1 ? '' : 's'}`;
    case 'percentage':
      return `${wave.percentage} %`;
    case 'tagged':
      return Object.entries(wave.tags)
        .map(([key, value]) => `${key}=${value}`)
        .join(', ');
    case 'rest':
      return 'the rest';
  }
}
