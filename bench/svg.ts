/** Plots as SVG, drawn by hand: readable on a light and on a dark page, with nothing to install. */

export interface Series {
  readonly name: string;
  readonly color: string;
  readonly points: readonly (readonly [number, number])[];
  readonly dashed?: boolean;
}

export interface Plot {
  readonly title: string;
  readonly x: { readonly label: string; readonly ticks: readonly number[]; readonly log?: boolean };
  readonly y: { readonly label: string; readonly ticks: readonly number[] };
  readonly series: readonly Series[];
}

export const COLORS = { ours: '#2e7d32', bound: '#808080', plain: '#c62828', limit: '#ef6c00' } as const;

const WIDTH = 720;
const HEIGHT = 360;
const LEFT = 64;
const RIGHT = 20;
const TOP = 64;
const BOTTOM = 52;

/** A plot with lines. */
export function lines({ title, x, y, series }: Plot): string {
  const scaleX = scale(x.ticks, LEFT, WIDTH - RIGHT, x.log);
  const scaleY = scale(y.ticks, HEIGHT - BOTTOM, TOP);
  const body = series.flatMap(({ color, points, dashed }) => {
    const path = points.map(([a, b]) => `${scaleX(a).toFixed(1)},${scaleY(b).toFixed(1)}`).join(' ');
    const dash = dashed ? ' stroke-dasharray="6 4"' : '';
    const dots = points.length > 12 ? [] : points.map(([a, b]) => dot(scaleX(a), scaleY(b), color));
    return [`<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2"${dash}/>`, ...dots];
  });
  return frame(title, [...axisX(x, scaleX), ...axisY(y, scaleY), ...body, ...legend(series)]);
}

export interface Bars {
  readonly title: string;
  readonly y: { readonly label: string; readonly ticks: readonly number[] };
  readonly groups: readonly string[];
  readonly series: readonly { readonly name: string; readonly color: string; readonly values: readonly number[] }[];
}

/** A plot with groups of bars, each with its value above it. */
export function bars({ title, y, groups, series }: Bars): string {
  const scaleY = scale(y.ticks, HEIGHT - BOTTOM, TOP);
  const room = (WIDTH - LEFT - RIGHT) / groups.length;
  const width = Math.min(60, (room * 0.8) / series.length);
  const body = groups.flatMap((group, index) => {
    const middle = LEFT + room * (index + 0.5);
    const columns = series.flatMap(({ color, values }, position) => {
      const left = middle + (position - series.length / 2) * width;
      const top = scaleY(values[index] ?? 0);
      const height = (HEIGHT - BOTTOM - top).toFixed(1);
      return [
        `<rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${(width - 4).toFixed(1)}" height="${height}" fill="${color}"/>`,
        label(left + width / 2 - 2, top - 5, String(values[index] ?? 0), 'middle'),
      ];
    });
    return [...columns, label(middle, HEIGHT - BOTTOM + 18, group, 'middle')];
  });
  return frame(title, [...axisY(y, scaleY), ...body, ...legend(series)]);
}

function scale(ticks: readonly number[], from: number, to: number, log = false): (value: number) => number {
  const of = (value: number) => (log ? Math.log10(value) : value);
  const [low, high] = [of(Math.min(...ticks)), of(Math.max(...ticks))];
  return (value) => from + ((of(value) - low) / (high - low)) * (to - from);
}

const axisX = ({ label: text, ticks }: Plot['x'], at: (value: number) => number): string[] => [
  ...ticks.map((tick) => label(at(tick), HEIGHT - BOTTOM + 18, String(tick), 'middle')),
  label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, text, 'middle'),
];

const axisY = ({ label: text, ticks }: Plot['y'], at: (value: number) => number): string[] => [
  ...ticks.flatMap((tick) => [
    `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(tick).toFixed(1)}" y2="${at(tick).toFixed(1)}" stroke="#808080" stroke-opacity="0.3"/>`,
    label(LEFT - 8, at(tick) + 4, String(tick), 'end'),
  ]),
  `<text x="16" y="${(TOP + HEIGHT - BOTTOM) / 2}" text-anchor="middle" transform="rotate(-90 16 ${(TOP + HEIGHT - BOTTOM) / 2})">${text}</text>`,
];

const legend = (series: readonly { readonly name: string; readonly color: string }[]): string[] =>
  series.flatMap(({ name, color }, index) => {
    const left = LEFT + (index * (WIDTH - LEFT - RIGHT)) / series.length;
    return [`<rect x="${left}" y="36" width="12" height="12" fill="${color}"/>`, label(left + 18, 46, name, 'start')];
  });

const dot = (x: number, y: number, color: string): string =>
  `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3.5" fill="${color}"/>`;

const label = (x: number, y: number, text: string, anchor: string): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${text}</text>`;

const frame = (title: string, body: readonly string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    '<g font-family="system-ui, sans-serif" font-size="12" fill="#303030">',
    `<text x="${LEFT}" y="20" font-size="14" font-weight="bold">${title}</text>`,
    ...body,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
