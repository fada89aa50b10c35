import type { FleetDeclaration } from '../contract/fleet';
import { MINUTE, SECOND } from '../service/time';
import { divisionHash } from './hashes';
import { divide, type Member, OUTSIDE, type PassedWave, type WaveMemory } from './waves';

/** How often users who are connected are looked for again. */
export const USER_INTERVAL = 15 * MINUTE;

/**
 * A pass has up to this many times `maxConcurrency` desktops. A pass ends with the last of them, which costs some minutes in
 * which places are free; users who disconnect meanwhile are found after it.
 */
const ROUNDS = 8;

export interface PlanInput {
  readonly members: readonly Member[];
  /** Undefined if the attempt was never planned. */
  readonly memory: WaveMemory | undefined;
  readonly declaration: Pick<
    FleetDeclaration,
    'targets' | 'waves' | 'bakeSeconds' | 'toleratedFailurePercentage' | 'maxConcurrency'
  >;
  readonly now: number;
  /** From then on nothing starts. */
  readonly cutoff: number;
}

/** What the run does next. */
export type Next =
  /** Tries these desktops. More failures than `tolerated` end the pass. */
  | {
      readonly kind: 'wave';
      readonly wave: number;
      readonly workspaceIds: readonly string[];
      readonly tolerated: number;
    }
  | { readonly kind: 'wait'; readonly seconds: number; readonly why: string }
  | { readonly kind: 'done'; readonly why: string }
  | { readonly kind: 'failed'; readonly code: string; readonly why: string };

export interface Plan {
  readonly next: Next;
  readonly memory: WaveMemory;
  /** Whether the wave that is on has to wait until bake time is over. */
  readonly isBaking: boolean;
}

/** One wave as it stands. */
interface Standing {
  readonly index: number;
  readonly todo: readonly string[];
  readonly failed: readonly string[];
  readonly allowed: number;
  /** Whether it is not known yet how some of it ends. */
  readonly isUnderWay: boolean;
}

/** Decides what a run does next. Pure: the same desktops, memory and time give the same plan. */
export function plan(input: PlanInput): Plan {
  const { members, declaration, now } = input;
  const last = declaration.waves.length - 1;
  const division = divisionHash(declaration);
  let memory =
    input.memory?.division === division
      ? input.memory
      : { division, members: divide(members, declaration.waves), passed: {} };
  for (let index = 0; index <= last; index += 1) {
    if (memory.passed[index] && index < last) continue;
    const standing = standingOf(index, memory, input);
    if (standing.failed.length > standing.allowed) return { memory, next: tooMany(standing), isBaking: false };
    const started = startOf(index, memory, input);
    const isOpen = standing.todo.length > 0 || standing.isUnderWay || started > now;
    if (index === last || isOpen) {
      const next = nextOf(standing, memory, input, started);
      return { memory, next, isBaking: started > now };
    }
    memory = { ...memory, passed: { ...memory.passed, [index]: passed(standing, memory, now) } };
  }
  return { memory, next: { kind: 'done', why: 'there are no waves' }, isBaking: false };
}

const passed = ({ failed }: Standing, memory: WaveMemory, at: number): PassedWave => ({
  at,
  failed: [...failed, ...Object.values(memory.passed).flatMap((wave) => wave.failed)],
});

/** When the wave may begin: some time after the one before it has passed. */
function startOf(index: number, { passed: done }: WaveMemory, { declaration }: PlanInput): number {
  const before = done[index - 1];
  return before ? before.at + declaration.bakeSeconds * SECOND : 0;
}

/** Failures among leftovers of passed waves count in the wave that is on. */
export function standingOf(
  index: number,
  memory: WaveMemory,
  {
    members,
    declaration,
  }: Pick<PlanInput, 'members'> & {
    readonly declaration: Pick<FleetDeclaration, 'waves' | 'toleratedFailurePercentage'>;
  },
): Standing {
  const last = declaration.waves.length - 1;
  const waveOf = ({ workspaceId }: Member): number => memory.members[workspaceId] ?? last;
  const counted = new Set(Object.values(memory.passed).flatMap((wave) => wave.failed));
  const own = members.filter((member) => waveOf(member) === index);
  const failed = members.filter(
    (member) => member.class === 'FAILED' && waveOf(member) <= index && !counted.has(member.workspaceId),
  );
  const countable = own.filter((member) => !OUTSIDE.includes(member.class)).length;
  const percentage = declaration.toleratedFailurePercentage;
  const allowed = percentage === 0 ? 0 : Math.max(1, Math.floor((countable * percentage) / 100));
  const isUnderWay = own.some(({ isTried }) => isTried);
  return { index, todo: idsOf(own, 'TODO'), failed: failed.map(({ workspaceId }) => workspaceId), allowed, isUnderWay };
}

export const idsOf = (members: readonly Member[], one: Member['class']): readonly string[] =>
  members.filter((member) => member.class === one).map(({ workspaceId }) => workspaceId);

function nextOf(standing: Standing, memory: WaveMemory, input: PlanInput, started: number): Next {
  const { members, declaration, now, cutoff } = input;
  const left = idsOf(members, 'TODO').length + idsOf(members, 'IN_USE').length + idsOf(members, 'IN_PROGRESS').length;
  if (now >= cutoff) return { kind: 'done', why: `window closed, ${left} left` };
  const last = declaration.waves.length - 1;
  const leftovers = members.filter(
    (member) => member.class === 'TODO' && (memory.members[member.workspaceId] ?? last) < standing.index,
  );
  const items = [...leftovers.map(({ workspaceId }) => workspaceId), ...(started > now ? [] : standing.todo)];
  if (items.length > 0) {
    const workspaceIds = items.slice(0, ROUNDS * declaration.maxConcurrency);
    return { kind: 'wave', wave: standing.index, workspaceIds, tolerated: standing.allowed - standing.failed.length };
  }
  return idle(input, left, started);
}

/** Nothing can be started now: whether it is worth it to wait. */
function idle({ now, cutoff }: PlanInput, left: number, started: number): Next {
  if (left === 0) return { kind: 'done', why: '0 left' };
  const due = started > now ? Math.min(started, now + USER_INTERVAL) : now + USER_INTERVAL;
  if (due >= cutoff) return { kind: 'done', why: `nothing more can start before the window closes, ${left} left` };
  const why = started > now ? 'the next wave is waited for' : 'users are connected, or WorkSpaces are busy';
  return { kind: 'wait', seconds: Math.ceil((due - now) / SECOND), why };
}

const tooMany = ({ index, failed, allowed }: Standing): Next => ({
  kind: 'failed',
  code: 'TooManyFailures',
  why:
    `${failed.length === 1 ? '1 WorkSpace has' : `${failed.length} WorkSpaces have`} failed, and wave ${index + 1} tolerates ${allowed}: no further one is tried. What next: read the ` +
    'reasons in the report, remove the cause, then try them again with --retry-failed or another revision; or exclude them, or raise toleratedFailurePercentage',
});
