import { stringify } from 'csv-stringify/sync';
import { formatSecond } from '../service/time';
import type { Desktop } from '../service/workspaces';
import type { Class, Verdict } from './classify';
import type { WaveProgress } from './progress';

/** Rises if a member of the report goes, or changes its meaning. Members may be added. docs/fleet-report.schema.json describes it. */
export const REPORT_VERSION = 1;

/** One desktop in a report. */
export interface Line {
  readonly workspaceId: string;
  readonly userName: string;
  readonly computerName: string;
  readonly class: Class;
  /** From 1. Absent for a desktop that cannot be tried. */
  readonly wave?: number;
  readonly since?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly remedy?: string;
  /** Whether the user was connected, where the run has asked. */
  readonly connected?: boolean;
  /** When the outage of what is left can be expected to begin. */
  readonly expectedAt?: string;
}

/** What a run has found, or has come to. */
export interface Report {
  readonly version: typeof REPORT_VERSION;
  readonly fleet: string;
  readonly run: string;
  readonly startedAt: string;
  readonly writtenAt: string;
  /** Whether the run only looks: no desktop is touched, and nothing is remembered. */
  readonly dryRun: boolean;
  /** Absent as long as the run goes on. */
  readonly ended?: { readonly ok: boolean; readonly why: string; readonly code?: string };
  readonly window: ReportWindow;
  readonly applicationIds: readonly string[];
  readonly absentApplicationIds: readonly string[];
  /** Whether the session of a connected user is ended. */
  readonly whenUserConnected: 'WAIT' | 'DISCONNECT';
  readonly toleratedFailurePercentage: number;
  readonly maxConcurrency: number;
  readonly counts: Readonly<Record<Class, number>>;
  /** How many desktops there is still something to do on: TODO, IN_PROGRESS and IN_USE. */
  readonly left: number;
  /** In how many windows what is left can be expected to be done, and when. */
  readonly windowsLeft: number;
  readonly expectedEnd?: string;
  readonly waves: readonly WaveProgress[];
  /** Rows of the list of WorkSpaces that match none. */
  readonly unmatched: readonly string[];
  /** Which version of the list was read. */
  readonly listVersion?: string;
  readonly desktops: readonly Line[];
}

export interface ReportWindow {
  readonly timeZone: string;
  /** From then on the run starts nothing. Absent for one that was started by hand only to look. */
  readonly cutoff?: string;
  /** When the next window opens. Absent if it does not open again. */
  readonly nextOpensAt?: string;
}

export interface Judged {
  readonly desktop: Desktop;
  readonly verdict: Verdict;
  readonly connected?: boolean;
}

const REMEDY = '. What next: ';

/** A message of this library, apart in what happened and what to do about it. */
export function apart(message: string): { readonly reason: string; readonly remedy?: string } {
  const [reason = '', ...remedies] = message.split(REMEDY);
  return { reason, ...(remedies.length > 0 && { remedy: remedies.join(REMEDY) }) };
}

/** The remedies that a fleet shares with stacks end in a deployment. In a fleet, another one tries nothing again. */
const inFleet = (message: string): string =>
  message.replace(/\bdeploy again\b/, 'have it tried again, with --retry-failed or another revision');

export const lineOf = (
  { desktop, verdict, connected }: Judged,
  { wave, expectedAt }: { readonly wave?: number | undefined; readonly expectedAt?: number | undefined } = {},
): Line => ({
  workspaceId: desktop.workspaceId,
  userName: desktop.userName,
  computerName: desktop.computerName,
  class: verdict.class,
  ...(wave !== undefined && { wave: wave + 1 }),
  ...(verdict.since !== undefined && { since: formatSecond(verdict.since) }),
  ...(verdict.code !== undefined && { code: verdict.code }),
  ...(verdict.reason !== undefined && apart(inFleet(verdict.reason))),
  ...(connected !== undefined && { connected }),
  ...(expectedAt !== undefined && { expectedAt: formatSecond(expectedAt) }),
});

export function countsOf(judged: readonly Pick<Judged, 'verdict'>[]): Record<Class, number> {
  const counts = { ...NONE };
  for (const { verdict } of judged) counts[verdict.class] += 1;
  return counts;
}

const NONE: Record<Class, number> = {
  COMPLIANT: 0,
  TODO: 0,
  IN_PROGRESS: 0,
  FAILED: 0,
  IN_USE: 0,
  NOT_APPLICABLE: 0,
  UNMANAGEABLE: 0,
  CLAIMED: 0,
};

const COLUMNS = [
  'WorkspaceId',
  'UserName',
  'ComputerName',
  'Class',
  'Wave',
  'Since',
  'Code',
  'Reason',
  'Remedy',
  'Connected',
  'ExpectedAt',
] as const;

/** The desktops of a report as CSV. A list of targets can be made of it. */
export const toCsv = ({ desktops }: Pick<Report, 'desktops'>): string =>
  stringify(
    desktops.map((line) => [
      line.workspaceId,
      line.userName,
      line.computerName,
      line.class,
      line.wave ?? '',
      line.since ?? '',
      line.code ?? '',
      line.reason ?? '',
      line.remedy ?? '',
      line.connected === undefined ? '' : line.connected ? 'yes' : 'no',
      line.expectedAt ?? '',
    ]),
    // A spreadsheet would take a cell that begins with = for a formula.
    { header: true, columns: [...COLUMNS], escape_formulas: true },
  );
