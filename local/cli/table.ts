import type { WorkspacesSimulator } from '../workspaces';

/** The applications on a WorkSpace, as lines of text. What was removed is not on it. */
export function applicationTable(
  simulator: WorkspacesSimulator,
  workspaceId: string,
  names: ReadonlyMap<string, string>,
): string {
  const state = simulator.workspace(workspaceId)?.state ?? 'unknown here';
  const rows = simulator
    .associations(workspaceId)
    .filter((association) => association.state !== 'REMOVED')
    .map(({ applicationId, state: installed, reason }) => [
      applicationId,
      names.get(applicationId) ?? '',
      installed,
      reason ? `${reason.errorCode}` : '',
    ]);
  const outages = simulator.outagesOf(workspaceId).length;
  const ended = simulator.sessionsEnded(workspaceId);
  const title = `WorkSpace ${workspaceId} (${state}), outages: ${outages}, sessions ended: ${ended}`;
  if (rows.length === 0) return `${title}\n  no applications`;
  return [title, ...columns([['application', 'name', 'state', ''], ...rows]).map((line) => `  ${line}`)].join('\n');
}

/** Rows as lines, in columns as wide as their widest cell. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
