import { apart, type Line, type Report } from '../../lambda/fleet/report';
import { counted, isoOf, type Print, toJson } from '../terminal/print';
import { printable, tableOf } from '../terminal/table';
import type { Picture, WavePicture } from './picture';

/** A fleet for a person, or as JSON. */
export function printPicture(picture: Picture, reportUrl: string, { json, width }: Print): string {
  if (json) return toJson(jsonOf(picture, reportUrl));
  const { report } = picture;
  const head = `${headOf(picture).join('\n')}\n`;
  if (!report) return head;
  return [
    `${head}\n`,
    wavesTable(picture.waves, width),
    `\n${tailOf(picture, report).join('\n')}\n`,
    desktopsTable('Failed', 'WHAT NEXT', failedIn(report), width),
    desktopsTable('Connected', 'OUTAGE (UTC)', connectedIn(report), width),
    `\nReport: ${reportUrl}.html\n`,
  ].join('');
}

const jsonOf = ({ name, isPaused, running, report, waves, expectedEnd, nextOpening }: Picture, reportUrl: string) => ({
  fleet: name,
  paused: isPaused,
  ...(running && { running: { arn: running.arn, startedAt: isoOf(running.startedAt) } }),
  waves,
  expectedEnd: isoOf(expectedEnd),
  nextOpensAt: isoOf(nextOpening),
  reportUrl: `${reportUrl}.json`,
  ...(report && { report }),
});

/** A time in the time zone of the fleet's window. */
export function timeIn(timeZone: string, time: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(time);
}

function headOf({ name, isPaused, running, report }: Picture): readonly string[] {
  const paused = isPaused ? ['It is paused: nothing begins.'] : [];
  if (!report) {
    return [
      `Fleet ${name}: ${running ? 'a run has begun, and finds out how the desktops are' : 'no run yet'}.`,
      ...paused,
    ];
  }
  const zone = report.window.timeZone;
  const began = timeIn(zone, Date.parse(report.startedAt));
  const { cutoff } = report.window;
  const until = cutoff === undefined ? 'only looks' : `starts nothing after ${timeIn(zone, Date.parse(cutoff))}`;
  if (running) return [`Fleet ${name}: a run is on since ${began}, and ${until} (${zone}).`, ...paused];
  const { ended, dryRun } = report;
  const what = dryRun ? 'what a run would do' : 'the last run';
  // Of a dry run the rest says what would be done, if anything would.
  const isTold = ended !== undefined && !(dryRun && report.windowsLeft > 0);
  return [
    `Fleet ${name}: ${what}, of ${began} (${zone}).`,
    ...(dryRun ? ['No desktop was touched.'] : []),
    ...(isTold ? [endOf(ended, dryRun)] : []),
    ...paused,
  ];
}

function endOf({ ok, why }: NonNullable<Report['ended']>, dryRun: boolean): string {
  const { reason, remedy } = apart(why);
  return printable(
    `${dryRun ? 'Result' : ok ? 'Ended' : 'Stopped'}: ${reason}.${remedy === undefined ? '' : ` What next: ${remedy}.`}`,
  );
}

function wavesTable(waves: readonly WavePicture[], width: number | undefined): string {
  const rows = waves.map((one) => [
    `${one.wave}`,
    printable(one.what),
    ...[one.inFlight, one.done, one.failed, one.left, one.inUse].map(String),
  ]);
  return tableOf(['WAVE', 'OF', 'IN FLIGHT', 'DONE', 'FAILED', 'LEFT', 'IN USE'], rows, width);
}

function tailOf({ expectedEnd, nextOpening, running }: Picture, report: Report): readonly string[] {
  const zone = report.window.timeZone;
  const { left, counts, unmatched, windowsLeft } = report;
  const when =
    expectedEnd === undefined
      ? ''
      : `, expected to be done ${timeIn(zone, expectedEnd)}${windowsLeft > 1 ? `, in ${counted(windowsLeft, 'window')}` : ''}`;
  const outside = counts.NOT_APPLICABLE + counts.UNMANAGEABLE + counts.CLAIMED;
  return [
    `${left} left${when}.`,
    ...(outside > 0 ? [`${counted(outside, 'WorkSpace')} cannot be tried: the report says why.`] : []),
    ...(unmatched.length > 0 ? [`${counted(unmatched.length, 'row')} of the list match no WorkSpace.`] : []),
    ...(running || nextOpening === undefined ? [] : [`Next window: ${timeIn(zone, nextOpening)}.`]),
  ];
}

const failedIn = ({ desktops }: Report): readonly Line[] => desktops.filter((line) => line.class === 'FAILED');

/** Of a dry run: whose sessions a run would end, or for whom it would wait. */
const connectedIn = ({ desktops, dryRun }: Report): readonly Line[] =>
  desktops.filter((line) => dryRun && line.connected);

/** More than these the report shows. */
const MOST = 20;

type Last = 'WHAT NEXT' | 'OUTAGE (UTC)';

const LAST: Record<Last, (line: Line) => string> = {
  // What has failed in the pass that is on is looked at after it.
  'WHAT NEXT': ({ code, remedy }) => remedy ?? (code === undefined ? 'known after this pass' : ''),
  'OUTAGE (UTC)': ({ expectedAt }) => expectedAt?.slice(0, 16) ?? '',
};

function desktopsTable(title: string, last: Last, lines: readonly Line[], width: number | undefined): string {
  if (lines.length === 0) return '';
  const rows = lines.slice(0, MOST).map((line) => [line.userName, line.workspaceId, line.code ?? '', LAST[last](line)]);
  const more = lines.length > MOST ? `and ${lines.length - MOST} more: see the report\n` : '';
  return `\n${title}:\n${tableOf(['USER', 'WORKSPACE', 'CODE', last], rows, width)}${more}`;
}

/** One wave in one line, for pipes. */
export const lineOfWave = (one: WavePicture): string =>
  `wave ${one.wave} (${printable(one.what)}): ${one.inFlight} in flight, ${one.done} done, ${one.failed} failed, ${one.left} left, ${one.inUse} in use`;
