// Draws what a terminal shows as SVG: nothing but its text, colours and bold.

const CELL = { width: 8.4, height: 18 };
const MARGIN = 14;
const BAR = 30;
const FRONT = '#d7dde6';
/** The colours of a terminal that programs choose by number. */
const PALETTE = [
  '#5c6370',
  '#ff8a8a',
  '#7fd88f',
  '#f0c674',
  '#86b5ff',
  '#d6a2f2',
  '#7fd6d6',
  FRONT,
  '#8b93a1',
  '#ff9f9f',
  '#9be7a8',
  '#ffd98c',
  '#a3c8ff',
  '#e3baff',
  '#9be7e7',
  '#ffffff',
];

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Neighbouring cells of a line that look alike. */
function piecesOf(line, columns) {
  const pieces = [];
  for (let column = 0; column < columns; column += 1) {
    const cell = line.getCell(column);
    const text = cell?.getChars() || ' ';
    const fill = cell?.isFgPalette() ? (PALETTE[cell.getFgColor()] ?? FRONT) : FRONT;
    const style = { fill: cell?.isDim() ? PALETTE[8] : fill, bold: Boolean(cell?.isBold()) };
    const last = pieces.at(-1);
    if (last && last.fill === style.fill && last.bold === style.bold) last.text += text;
    else pieces.push({ column, text, ...style });
  }
  return pieces.filter(({ text }) => text.trim() !== '');
}

/** @param title what was typed */
export function svgOf(terminal, title) {
  const { active } = terminal.buffer;
  const all = Array.from({ length: active.length }, (_, row) => active.getLine(row));
  const used = all.findLastIndex((line) => line?.translateToString(true).trim()) + 1;
  const [width, height] = [terminal.cols * CELL.width + 2 * MARGIN, used * CELL.height + BAR + MARGIN];
  const rows = all.slice(0, used).map((line, row) => {
    const y = BAR + (row + 0.8) * CELL.height;
    const spans = piecesOf(line, terminal.cols).map(({ column, text, fill, bold }) => {
      const weight = bold ? ' font-weight="bold"' : '';
      return `<tspan x="${(MARGIN + column * CELL.width).toFixed(1)}" fill="${fill}"${weight}>${escaped(text.trimEnd())}</tspan>`;
    });
    return spans.length > 0 ? `  <text y="${y.toFixed(1)}" xml:space="preserve">${spans.join('')}</text>` : undefined;
  });
  const words = all
    .slice(0, used)
    .map((line) => line.translateToString(true))
    .join('\n');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width.toFixed(0)}" height="${height.toFixed(0)}" viewBox="0 0 ${width.toFixed(0)} ${height.toFixed(0)}" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" role="img">`,
    `  <title>${escaped(title)}</title>`,
    `  <desc>${escaped(words)}</desc>`,
    `  <rect width="100%" height="100%" rx="8" fill="#1b2029"/>`,
    `  <text x="${MARGIN}" y="20" fill="#8b93a1">$ ${escaped(title)}</text>`,
    ...rows.filter((row) => row !== undefined),
    '</svg>',
    '',
  ].join('\n');
}
