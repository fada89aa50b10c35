import Table from 'cli-table3';
import stringWidth from 'string-width';

export type Row = readonly (string | undefined)[];

/** No column becomes narrower than this, so that an id is broken into few pieces. */
const NARROWEST = 13;
const GAP = 2;
const BORDERLESS = {
  ...Object.fromEntries(
    ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'].map((name) => [
      name,
      '',
    ]),
  ),
  ...Object.fromEntries(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'].map((name) => [name, ''])),
  middle: ' '.repeat(GAP),
};

/**
 * Lines of columns, the most important ones first. In a terminal, what does not fit a column is broken into several lines,
 * and columns for which there is no room are left out, which the last line says. What could move a cursor is left out.
 */
export function tableOf(head: readonly string[], rows: readonly Row[], width = Number.POSITIVE_INFINITY): string {
  const all = [head, ...rows].map((row) => head.map((_, column) => printable(row[column] ?? '')));
  const natural = head.map((_, column) => Math.max(...all.map((row) => stringWidth(row[column] ?? '')), 1));
  const widths = fitted(natural, width);
  const table = new Table({
    chars: BORDERLESS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: widths,
    wordWrap: true,
  });
  table.push(...all.map((row) => row.slice(0, widths.length)));
  const lines = table.toString().split('\n');
  const missing = head.length - widths.length;
  if (missing > 0) lines.push(`${missing} more column${missing > 1 ? 's' : ''} in a wider terminal, or with --json`);
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

/** A text of several lines, without what could move a cursor. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');

/** The widths of the columns that fit: those of their cells, less what the widest have too much. */
function fitted(natural: readonly number[], width: number): number[] {
  const least = natural.map((one) => Math.min(one, NARROWEST));
  const count = natural.filter((_, column) => lengthOf(least.slice(0, column + 1)) <= width).length;
  const widths = natural.slice(0, Math.max(count, 1));
  while (lengthOf(widths) > width && Math.max(...widths) > 1) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

const lengthOf = (widths: readonly number[]): number =>
  widths.reduce((total, one) => total + one, GAP * (widths.length - 1));
