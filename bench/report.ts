import type { Result } from './measure';

const COLUMNS = [
  ['subject', -18],
  ['WorkSpaces', 10],
  ['apps', 5],
  ['as', -13],
  ['failed', 7],
  ['outages', 8],
  ['calls/app', 10],
  ['throttled', 10],
  ['minutes', 8],
  ['ratio', 6],
  ['median s', 9],
  ['p99 s', 7],
  ['share', 6],
  ['$/app', 8],
] as const;

const row = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => {
      const width = COLUMNS[index]?.[1] ?? 0;
      return width < 0 ? cell.padEnd(-width) : cell.padStart(width);
    })
    .join('  ');

export const titleLine = (): string => row(COLUMNS.map(([name]) => name));

/** A result as one line of a table. */
export const lineOf = ({
  subject,
  scenario,
  failures,
  outages,
  calls,
  seconds,
  ratio,
  latency,
  cost,
}: Result): string =>
  row([
    subject,
    String(scenario.workspaces),
    String(scenario.applications),
    scenario.shape,
    String(failures),
    outages.most === outages.mean ? String(outages.most) : `${outages.mean}–${outages.most}`,
    String(calls.perApplication),
    String(calls.throttled),
    (seconds / 60).toFixed(1),
    ratio?.toFixed(2) ?? '-',
    String(latency.median),
    String(latency.p99),
    `${Math.round(calls.share.mean * 100)}%`,
    cost.perApplication.toFixed(4),
  ]);
