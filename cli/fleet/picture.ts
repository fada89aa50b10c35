import type { Class } from '../../lambda/fleet/classify';
import { forecast, USUAL } from '../../lambda/fleet/forecast';
import { nextOpening } from '../../lambda/fleet/opening';
import type { Line, Report } from '../../lambda/fleet/report';
import { onlyLooks } from '../../lambda/fleet/run';
import { SECOND } from '../../lambda/service/time';
import type { ExecutionView } from '../aws/executions';
import type { Control, Fleet } from './fleet';

/** How far one wave has come, by now. */
export interface WavePicture {
  readonly wave: number;
  readonly what: string;
  readonly inFlight: number;
  readonly done: number;
  readonly failed: number;
  readonly inUse: number;
  readonly left: number;
}

/** A fleet as it is now. */
export interface Picture {
  readonly name: string;
  readonly isPaused: boolean;
  /** The run that is on. */
  readonly running?: ExecutionView;
  /** What that run has reported, or the last one, with what has happened since. Absent if there is none yet. */
  readonly report?: Report;
  readonly waves: readonly WavePicture[];
  /** When what is left can be expected to be done. Absent if nothing is left, or if nothing is tried until a person acts. */
  readonly expectedEnd?: number;
  readonly nextOpening?: number;
}

/** Whether an execution is a run that desktops can be changed by. */
export const isRun = ({ input }: ExecutionView): boolean => !onlyLooks(input);

/** Draws a fleet: its running run, or else the last one. */
export async function pictureOf(fleet: Fleet, of?: ExecutionView): Promise<Picture> {
  const control = await fleet.control();
  const running = of ?? (await fleet.running()).find(isRun);
  const report = await reportOf(fleet, running);
  const overlaid = running && report ? await overlay(fleet, control, report) : { report, took: undefined };
  const now = nowOf(fleet, overlaid.report);
  const opening = nextOpening(fleet.declaration.window, now);
  const end = overlaid.report && expectedEnd(fleet, overlaid.report, overlaid.took, now);
  return {
    name: fleet.name,
    isPaused: control.paused === true || !fleet.declaration.enabled,
    ...(running && { running }),
    ...(overlaid.report && { report: overlaid.report }),
    waves: overlaid.report ? wavesOf(overlaid.report) : [],
    ...(end !== undefined && { expectedEnd: end }),
    ...(opening !== undefined && { nextOpening: opening }),
  };
}

/** The clock of a person can be behind that of the service. */
const nowOf = ({ clock }: Fleet, report: Report | undefined): number =>
  Math.max(clock.now(), report === undefined ? 0 : Date.parse(report.writtenAt));

/** What our own functions have written. */
async function reportOf(fleet: Fleet, running: ExecutionView | undefined): Promise<Report | undefined> {
  const { keys } = fleet;
  const text = await fleet.read(`${running ? keys.report(running.name) : keys.latest}.json`);
  return text === undefined ? undefined : (JSON.parse(text) as Report);
}

/** A report is written before and after each pass. What happened since is noted desktop by desktop. */
async function overlay(
  fleet: Fleet,
  control: Control,
  report: Report,
): Promise<{ readonly report: Report; readonly took: number | undefined }> {
  const { keys } = fleet;
  const since = Date.parse(report.startedAt);
  const notes = {
    begun: await fleet.listed(keys.noted(report.run, 'begun')),
    done: await fleet.listed(keys.noted(report.run, 'done')),
    left: await fleet.listed(keys.noted(report.run, 'left')),
    failed: await fleet.listed(keys.failures(fleet.attempt(control))),
  };
  const classOf = ({ workspaceId, class: known }: Line): Class => {
    const at = (what: keyof typeof notes): number => notes[what].get(workspaceId) ?? 0;
    if (at('failed') >= since) return 'FAILED';
    if (at('done') > 0) return 'COMPLIANT';
    return at('begun') > at('left') ? 'IN_PROGRESS' : known;
  };
  const desktops = report.desktops.map((line) => {
    const one = classOf(line);
    return one === line.class ? line : { ...line, class: one };
  });
  const times = [...notes.done].flatMap(([id, at]) => {
    const from = notes.begun.get(id);
    return from === undefined ? [] : at - from;
  });
  const took = times.length === 0 ? undefined : times.reduce((sum, one) => sum + one, 0) / times.length;
  const left = desktops.filter(({ class: one }) => isLeft(one)).length;
  const counts = { ...report.counts };
  for (const name of CLASSES) counts[name] = desktops.filter((line) => line.class === name).length;
  return { report: { ...report, counts, left, desktops }, took };
}

const CLASSES: readonly Class[] = [
  'COMPLIANT',
  'TODO',
  'IN_PROGRESS',
  'FAILED',
  'IN_USE',
  'NOT_APPLICABLE',
  'UNMANAGEABLE',
  'CLAIMED',
];

const isLeft = (one: Class): boolean => one === 'TODO' || one === 'IN_PROGRESS' || one === 'IN_USE';

function wavesOf({ waves, desktops }: Report): readonly WavePicture[] {
  return waves.map(({ wave, what }) => {
    const own = desktops.filter((line) => line.wave === wave);
    const count = (one: Class): number => own.filter((line) => line.class === one).length;
    return {
      wave,
      what,
      inFlight: count('IN_PROGRESS'),
      done: count('COMPLIANT'),
      failed: count('FAILED'),
      inUse: count('IN_USE'),
      left: count('TODO'),
    };
  });
}

function expectedEnd(
  { declaration: { window, maxConcurrency, bakeSeconds } }: Fleet,
  report: Report,
  took = USUAL,
  now: number,
): number | undefined {
  if (report.windowsLeft === 0) return undefined;
  const { cutoff } = report.window;
  return forecast({
    waves: report.waves.map(({ wave }) =>
      report.desktops.filter((line) => line.wave === wave && isLeft(line.class)).map(({ workspaceId }) => workspaceId),
    ),
    maxConcurrency,
    took,
    bake: bakeSeconds * SECOND,
    now,
    cutoff: cutoff === undefined || report.ended ? 0 : Date.parse(cutoff),
    openSpan: (window.durationSeconds - window.cutoffSeconds) * SECOND,
    nextOpening: (after) => nextOpening(window, after),
  }).end;
}
