/** Lines of columns, the last one as long as it is. What could move a terminal's cursor is left out. */
export function tableOf(head: readonly string[], rows: readonly (readonly (string | undefined)[])[]): string {
  const cells = [head, ...rows].map((row) =>
    row.map((cell = '') => cell.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')),
  );
  const widths = head.map((_, column) => Math.max(...cells.map((row) => [...(row[column] ?? '')].length)));
  return cells
    .map(
      (row) =>
        `${row
          .map((cell, at) => padded(cell, widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

const padded = (cell: string, width: number): string => cell + ' '.repeat(width - [...cell].length);
