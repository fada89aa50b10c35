import { stringify } from 'csv-stringify/sync';
import { formatSecond } from '../service/time';
import type { Desktop } from '../service/workspaces';
import type { Class, Verdict } from './classify';

/** One desktop in a report. */
export interface Line {
  readonly workspaceId: string;
  readonly userName: string;
  readonly computerName: string;
  readonly class: Class;
  readonly since?: string;
  readonly code?: string;
  readonly reason?: string;
}

/** What a run has found, or has come to. */
export interface Report {
  readonly fleet: string;
  readonly run: string;
  readonly writtenAt: string;
  /** Absent as long as the run goes on. */
  readonly ended?: { readonly ok: boolean; readonly why: string };
  readonly counts: Readonly<Record<Class, number>>;
  /** Rows of the list of WorkSpaces that match none. */
  readonly unmatched: readonly string[];
  /** Which version of the list was read. */
  readonly listVersion?: string;
  readonly desktops: readonly Line[];
}

export interface Judged {
  readonly desktop: Desktop;
  readonly verdict: Verdict;
}

export const lineOf = ({ desktop, verdict }: Judged): Line => ({
  workspaceId: desktop.workspaceId,
  userName: desktop.userName,
  computerName: desktop.computerName,
  class: verdict.class,
  ...(verdict.since !== undefined && { since: formatSecond(verdict.since) }),
  ...(verdict.code !== undefined && { code: verdict.code }),
  ...(verdict.reason !== undefined && { reason: verdict.reason }),
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

const COLUMNS = ['WorkspaceId', 'UserName', 'ComputerName', 'Class', 'Since', 'Code', 'Reason'] as const;

/** The desktops of a report as CSV. A list of targets can be made of it. */
export const toCsv = ({ desktops }: Pick<Report, 'desktops'>): string =>
  stringify(
    desktops.map((line) => [
      line.workspaceId,
      line.userName,
      line.computerName,
      line.class,
      line.since ?? '',
      line.code ?? '',
      line.reason ?? '',
    ]),
    // A spreadsheet would take a cell that begins with = for a formula.
    { header: true, columns: [...COLUMNS], escape_formulas: true },
  );
