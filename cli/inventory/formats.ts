import { stringify } from 'csv-stringify/sync';
import { toJson } from '../terminal/print';
import { printable, tableOf } from '../terminal/table';
import type { Row } from './rows';

export const FORMATS = ['table', 'csv', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** The columns of the CSV; an import of targets reads WorkspaceId, or DirectoryId and UserName. */
const COLUMNS: readonly (readonly [string, (row: Row) => string | undefined])[] = [
  ['WorkspaceId', (row) => row.workspaceId],
  ['DirectoryId', (row) => row.directoryId],
  ['UserName', (row) => row.userName],
  ['ComputerName', (row) => row.computerName],
  ['State', (row) => row.state],
  ['ApplicationId', (row) => row.applicationId],
  ['ApplicationName', (row) => row.applicationName],
  ['ApplicationState', (row) => row.applicationState],
  ['Since', (row) => row.since],
  ['ErrorCode', (row) => row.errorCode],
  ['Holders', (row) => row.holders.join('; ')],
];

export function formatted(rows: readonly Row[], format: Format, width: number | undefined): string {
  if (format === 'json') return toJson(rows);
  if (format === 'csv') return csvOf(rows);
  if (rows.length === 0) return 'No WorkSpaces match.\n';
  const cells = rows.map((row) => [
    row.userName,
    row.workspaceId,
    row.applicationName ?? row.applicationId ?? '-',
    [row.applicationState, row.errorCode].filter(Boolean).join(' '),
    row.holders.join('; '),
    row.state,
    row.since?.slice(0, 16),
    row.applicationId,
  ]);
  return tableOf(
    ['USER', 'WORKSPACE', 'APPLICATION', 'APPLICATION STATE', 'HOLDERS', 'STATE', 'SINCE (UTC)', 'ID'],
    cells,
    width,
  );
}

/** A cell that a spreadsheet would take for a formula begins with an apostrophe. What could move a cursor is left out. */
const csvOf = (rows: readonly Row[]): string =>
  stringify(
    [COLUMNS.map(([name]) => name), ...rows.map((row) => COLUMNS.map(([, cellOf]) => printable(cellOf(row) ?? '')))],
    { escape_formulas: true },
  );
