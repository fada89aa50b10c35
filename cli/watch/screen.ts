import cliTruncate from 'cli-truncate';
import { counted } from '../terminal/print';
import { printable } from '../terminal/table';
import type { Colors } from '../terminal/terminal';
import type { Desktop, Phase } from './desktop';
import type { Picture } from './picture';
import { applicationWords, minutesOf } from './words';

/** Where a picture is drawn. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly colors: Colors;
  /** Seconds since the operation began. */
  readonly seconds: number;
  /** What else there is to say. */
  readonly notices: readonly string[];
}

const NAMES: Record<Phase, string> = {
  outage: 'in an outage',
  working: 'under way',
  waiting: 'not looked at yet',
  failed: 'failed',
  done: 'done',
};
/** What wants attention comes first. */
const ORDER: readonly Phase[] = ['failed', 'outage', 'working', 'waiting', 'done'];

/** The picture as lines that fit the frame: a bar for each desktop, or a summary if there is no room for that. */
export function screenOf(picture: Picture, frame: Frame): string {
  const { width, height, colors, notices } = frame;
  const desktops = [...picture.desktops.values()].sort((a, b) => rank(a) - rank(b));
  const failures = [...desktops.flatMap(failuresOf), ...picture.failures];
  const room = Math.max(3, height - 4 - notices.length - Math.min(failures.length, 3));
  const lines = [
    header(picture, frame),
    ...(desktops.length <= room ? desktops.map((one) => barOf(one, frame)) : summaryOf(desktops, room, frame)),
    ...failures.slice(0, 3).map((failure) => colors.red(printable(failure))),
    ...(failures.length > 3 ? [colors.red(`and ${counted(failures.length - 3, 'more failure')}`)] : []),
    ...notices.map((notice) => colors.yellow(printable(notice))),
  ];
  return lines.map((line) => cliTruncate(line, width)).join('\n');
}

const rank = ({ phase }: Desktop): number => ORDER.indexOf(phase);

const failuresOf = ({ workspaceId, failures }: Desktop): readonly string[] =>
  [...failures].map((failure) => `${workspaceId}: ${failure}`);

function header({ stack, begun, ended, desktops }: Picture, { seconds, colors }: Frame): string {
  const paint = /FAILED|ROLLBACK/.test(stack.status) ? colors.red : colors.bold;
  return `${colors.bold(stack.name)}  ${paint(stack.status)}  ${minutesOf(seconds)} min  ${counted(desktops.size, 'desktop')}, ${ended} of ${begun} resources`;
}

function barOf(desktop: Desktop, frame: Frame): string {
  const { workspaceId, elapsed, limit, phase } = desktop;
  const size = Math.max(5, Math.min(20, Math.floor((frame.width - 50) / 2)));
  const share = phase === 'done' ? 1 : (elapsed ?? 0) / limit;
  const time = elapsed === undefined ? '' : `${minutesOf(elapsed)}/${minutesOf(limit)} min`;
  return `${workspaceId.padEnd(12)} ${painted(phase, bar(share, size), frame)} ${time.padEnd(9)} ${printable(stateWords(desktop))}`;
}

function stateWords(desktop: Desktop): string {
  const { phase, outageSeconds = 0, why } = desktop;
  const applications = applicationWords(desktop);
  switch (phase) {
    case 'outage':
      return `outage ${minutesOf(outageSeconds)} min, ${applications}`;
    case 'working':
      return [why, applications].filter(Boolean).join('; ');
    default:
      return [NAMES[phase], applications].filter(Boolean).join(', ');
  }
}

/** How many desktops are how far, and which ones take longest. */
function summaryOf(desktops: readonly Desktop[], room: number, frame: Frame): readonly string[] {
  const counts = ORDER.map((phase) => ({ phase, count: desktops.filter((one) => one.phase === phase).length }));
  const size = Math.max(5, Math.min(40, frame.width - 30));
  const rows = counts
    .filter(({ count }) => count > 0)
    .map(
      ({ phase, count }) =>
        `${painted(phase, bar(count / desktops.length, size), frame)} ${String(count).padStart(5)} ${NAMES[phase]}`,
    );
  const longest = desktops
    .filter(({ phase }) => phase === 'outage' || phase === 'working')
    .sort((a, b) => (b.elapsed ?? 0) - (a.elapsed ?? 0))
    .slice(0, Math.max(0, Math.min(3, room - rows.length)));
  return [...rows, ...longest.map((one) => barOf(one, frame))];
}

const bar = (share: number, size: number): string => {
  const full = Math.round(Math.min(1, Math.max(0, share)) * size);
  return '█'.repeat(full) + '░'.repeat(size - full);
};

function painted(phase: Phase, text: string, { colors }: Frame): string {
  const paints: Record<Phase, (text: string) => string> = {
    outage: colors.yellow,
    working: colors.cyan,
    waiting: colors.dim,
    failed: colors.red,
    done: colors.green,
  };
  return paints[phase](text);
}
