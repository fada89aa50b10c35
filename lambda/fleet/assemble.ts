import type { FleetDeclaration } from '../contract/fleet';
import { formatSecond, SECOND } from '../service/time';
import { type Forecast, forecast, USUAL } from './forecast';
import { nextOpening } from './opening';
import { progressOf, waveOf } from './progress';
import { countsOf, type Judged, lineOf, REPORT_VERSION, type Report } from './report';
import type { Run } from './run';
import type { Member, WaveMemory } from './waves';

/** What a report is made of. */
export interface Found {
  readonly run: Run;
  readonly declaration: FleetDeclaration;
  readonly judged: readonly Judged[];
  readonly members: readonly Member[];
  readonly memory: WaveMemory;
  /** How long one desktop took so far, if one is done. */
  readonly took: number | undefined;
  /** Whether nothing is tried until a person acts. */
  readonly isStopped: boolean;
  readonly now: number;
  readonly unmatched: readonly string[];
  readonly listVersion: string | undefined;
}

const OPEN = ['IN_PROGRESS', 'TODO', 'IN_USE'] as const;

/** When what is left can be expected to be done. */
export function forecastOf(found: Found): Forecast {
  const { run, declaration, members, memory, took = USUAL, isStopped, now } = found;
  if (isStopped) return { begins: new Map(), windows: 0 };
  const { waves, window, maxConcurrency, bakeSeconds } = declaration;
  const first = waves.findIndex((_, index) => memory.passed[index] === undefined);
  // Leftovers of passed waves come first.
  const queueOf = (index: number): readonly string[] =>
    OPEN.flatMap((one) =>
      members
        .filter((member) => member.class === one)
        .filter((member) => Math.max(waveOf(member, memory, waves) ?? 0, first) === index)
        .map(({ workspaceId }) => workspaceId),
    );
  return forecast({
    waves: waves.map((_, index) => queueOf(index)),
    maxConcurrency,
    took,
    bake: bakeSeconds * SECOND,
    now,
    cutoff: run.cutoff,
    openSpan: (window.durationSeconds - window.cutoffSeconds) * SECOND,
    nextOpening: (after) => nextOpening(window, after),
  });
}

/** The report of a run that goes on. */
export function assemble(found: Found, { begins, windows, end }: Forecast): Report {
  const { run, declaration, judged, members, memory, now, unmatched, listVersion } = found;
  const { window } = declaration;
  const opening = nextOpening(window, now);
  const counts = countsOf(judged);
  const waveById = new Map(members.map((member) => [member.workspaceId, waveOf(member, memory, declaration.waves)]));
  return {
    version: REPORT_VERSION,
    fleet: declaration.name,
    run: run.id,
    startedAt: formatSecond(run.startedAt),
    writtenAt: formatSecond(now),
    dryRun: run.dryRun === true,
    window: {
      timeZone: window.timeZone,
      ...(run.cutoff > 0 && { cutoff: formatSecond(run.cutoff) }),
      ...(opening !== undefined && { nextOpensAt: formatSecond(opening) }),
    },
    applicationIds: declaration.applicationIds,
    absentApplicationIds: declaration.absentApplicationIds,
    whenUserConnected: declaration.waitForUser ? 'WAIT' : 'DISCONNECT',
    toleratedFailurePercentage: declaration.toleratedFailurePercentage,
    maxConcurrency: declaration.maxConcurrency,
    counts,
    left: OPEN.reduce((sum, one) => sum + counts[one], 0),
    windowsLeft: windows,
    ...(end !== undefined && { expectedEnd: formatSecond(end) }),
    waves: progressOf(members, memory, declaration),
    unmatched,
    ...(listVersion !== undefined && { listVersion }),
    desktops: judged.map((one) => {
      const { workspaceId } = one.desktop;
      return lineOf(one, { wave: waveById.get(workspaceId), expectedAt: begins.get(workspaceId) });
    }),
  };
}
