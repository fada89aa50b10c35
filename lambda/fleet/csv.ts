import { CsvError, parse } from 'csv-parse/sync';
import { isWorkspaceId } from '../contract/ids';
import { show } from '../contract/properties';

/** One row of a list of WorkSpaces. */
export type Row =
  | { readonly line: number; readonly workspaceId: string }
  | { readonly line: number; readonly directoryId: string; readonly userName: string };

/** A list that cannot be read: nothing may be touched. The message says which line, what it holds and what is expected. */
export class ListError extends Error {
  override readonly name = 'TargetListUnreadable';
}

/**
 * Reads a list of WorkSpaces: CSV whose first line names the columns `WorkspaceId`, or `DirectoryId` and `UserName`. Other
 * columns are ignored, and a row that comes twice counts once. Throws {@link ListError}.
 */
export function parseList(text: string): readonly Row[] {
  const records = recordsOf(text);
  const rows = new Map<string, Row>();
  for (const [index, record] of records.entries()) {
    const row = rowOf(record, index + 2);
    const key = 'workspaceId' in row ? row.workspaceId : `${row.directoryId} ${row.userName.toLowerCase()}`;
    if (!rows.has(key)) rows.set(key, row);
  }
  return [...rows.values()];
}

function recordsOf(text: string): readonly Readonly<Record<string, string>>[] {
  let records: readonly Readonly<Record<string, string>>[];
  try {
    records = parse<Record<string, string>>(text, { columns: true, bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ListError(`the list of WorkSpaces is no CSV: ${error.message}`);
  }
  const [first] = records;
  if (first === undefined) throw new ListError('the list of WorkSpaces has no rows: name at least one WorkSpace in it');
  const isKnown = 'WorkspaceId' in first || ('DirectoryId' in first && 'UserName' in first);
  if (isKnown) return records;
  throw new ListError(
    `the list of WorkSpaces has the columns ${Object.keys(first).map(show).join(', ')}: its first line must name WorkspaceId, or DirectoryId and UserName`,
  );
}

function rowOf(record: Readonly<Record<string, string>>, line: number): Row {
  const { WorkspaceId: workspaceId = '', DirectoryId: directoryId = '', UserName: userName = '' } = record;
  if (isWorkspaceId(workspaceId)) return { line, workspaceId };
  if (workspaceId !== '')
    throw new ListError(
      `line ${line} of the list of WorkSpaces has the WorkspaceId ${show(workspaceId)}: it must look like 'ws-0abc12345'`,
    );
  if (/^d-[0-9a-f]{8,63}$/.test(directoryId) && userName !== '') return { line, directoryId, userName };
  throw new ListError(
    `line ${line} of the list of WorkSpaces has the DirectoryId ${show(directoryId)} and the UserName ${show(userName)}: it must have a WorkspaceId, or a DirectoryId that looks like 'd-906734e325' and a UserName`,
  );
}
