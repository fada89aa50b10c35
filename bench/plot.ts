import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** Colours that people with any kind of colour blindness tell apart (Okabe and Ito), each with the meaning that it has in every plot. */
export const COLORS = {
  ours: '#0072B2',
  other: '#D55E00',
  third: '#009E73',
  bound: '#777777',
  limit: '#000000',
} as const;

export interface Axis {
  /** What is measured, and its unit. A logarithmic axis says that it is one. */
  readonly label: string;
  readonly ticks: readonly number[];
  readonly log?: boolean;
}

export interface Line {
  /** Written beside the end of the line. May have several lines of text. */
  readonly name: string;
  readonly color: string;
  readonly points: readonly Point[];
  readonly dashed?: boolean;
}

export interface Point {
  readonly x: number;
  readonly y: number;
  /** Drawn hollow: what stands at this point did not succeed. */
  readonly failed?: boolean;
}

export interface Chart {
  /** The title: what the plot shows, as a sentence. */
  readonly finding: string;
  /** How the values came about. */
  readonly caption: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  /** A value of y that nothing can exceed, such as the 55 minutes that a resource has. */
  readonly limit?: { readonly name: string; readonly y: number };
}

const INK = '#222222';
const WIDTH = 760;
const HEIGHT = 460;
const PADDING = 12;
const MARGIN = { top: 98, right: 200, bottom: 92, left: 56 } as const;
const FONT = 13;
const LINE_HEIGHT = 1.25;

/** A plot with lines, each with its name at its end, as a file that looks the same on a light and on a dark page. */
export function lines(chart: Chart): string {
  const { document } = parseHTML('<html><body></body></html>');
  const svg = Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    style: { fontSize: `${FONT}px`, color: INK },
    ariaLabel: chart.finding.replaceAll('\n', ' '),
    ariaDescription: chart.caption.replaceAll('\n', ' '),
    x: scaleOf(chart.x, [MARGIN.left, WIDTH - MARGIN.right]),
    y: scaleOf(chart.y, [HEIGHT - MARGIN.bottom, MARGIN.top]),
    marks: [
      background,
      ...axes(chart),
      ...limitOf(chart),
      ...chart.lines.flatMap(lineOf),
      ...names(chart),
      ...texts(chart),
    ],
  });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('role', 'img');
  return `${svg.outerHTML}\n`;
}

const scaleOf = ({ ticks, log }: Axis, range: [number, number]): Plot.ScaleOptions => ({
  type: log ? 'log' : 'linear',
  domain: [Math.min(...ticks), Math.max(...ticks)],
  range,
});

/** A colour of its own: a page may be dark. */
const background: Plot.Markish = (_index, _scales, _values, { width, height }, { document }) => {
  const rectangle = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of Object.entries({ width, height, fill: 'white' })) {
    rectangle.setAttribute(name, String(value));
  }
  return rectangle;
};

const labelOf = ({ label, log }: Axis): string => (log ? `${label} (logarithmic)` : label);

const axes = ({ x, y }: Chart): Plot.Markish[] => [
  Plot.gridY(y.ticks, { stroke: '#bbbbbb', strokeOpacity: 0.5 }),
  Plot.axisY(y.ticks, { text: String, label: null, tickSize: 0, fontSize: FONT }),
  Plot.axisX(x.ticks, {
    text: String,
    label: labelOf(x),
    labelAnchor: 'center',
    labelArrow: 'none',
    tickPadding: 7,
    labelOffset: 42,
    fontSize: FONT,
  }),
  Plot.ruleY([Math.min(...y.ticks)], { stroke: INK }),
];

const limitOf = ({ limit }: Chart): Plot.Markish[] =>
  limit ? [Plot.ruleY([limit.y], { stroke: COLORS.limit, strokeDasharray: '6 4' })] : [];

const lineOf = ({ points, color, dashed }: Line): Plot.Markish[] => [
  Plot.lineY(points, { x: 'x', y: 'y', stroke: color, strokeWidth: 2.5, ...(dashed && { strokeDasharray: '3 4' }) }),
  // Where there are many points, dots would hide the line.
  ...(points.length > 12
    ? []
    : [
        Plot.dot(points, {
          x: 'x',
          y: 'y',
          r: 4,
          stroke: color,
          strokeWidth: 2,
          fill: ({ failed }: Point) => (failed ? 'white' : color),
        }),
      ]),
];

/** The names at the right, beside the ends of their lines, as near to them as they can stand without covering each other. */
function names({ x, y, lines: all, limit }: Chart): Plot.Markish[] {
  const scale = Plot.scale({ y: scaleOf(y, [HEIGHT - MARGIN.bottom, MARGIN.top]) });
  const right = Math.max(...x.ticks);
  const wanted = [
    ...all.map(({ name, color, points }) => ({
      name,
      color,
      at: Number(scale.apply(points.at(-1)?.y)),
    })),
    ...(limit ? [{ name: limit.name, color: COLORS.limit, at: Number(scale.apply(limit.y)) }] : []),
  ];
  return spread(wanted).map(({ name, color, at }) =>
    Plot.text([name], {
      x: right,
      y: scale.invert?.(at),
      dx: 12,
      fill: darker(color),
      fontWeight: 'bold',
      textAnchor: 'start',
      lineHeight: LINE_HEIGHT,
    }),
  );
}

/** Letters need more contrast than lines do. */
const darker = (color: string): string =>
  color.replace(/[0-9a-f]{2}/gi, (part) =>
    Math.round(Number.parseInt(part, 16) * 0.8)
      .toString(16)
      .padStart(2, '0'),
  );

interface Label {
  readonly name: string;
  /** The height of its middle in the plot, in pixels. */
  at: number;
}

const heightOf = ({ name }: Label): number => name.split('\n').length * FONT * LINE_HEIGHT + 4;

const ROUNDS = 100;

/** Moves labels that would cover each other apart, each as far as the other, until none does. */
function spread<T extends Label>(labels: readonly T[]): readonly T[] {
  const sorted = labels.map((label) => ({ ...label })).sort((a, b) => a.at - b.at);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, lower] of sorted.entries()) {
      const upper = sorted[index - 1];
      if (!upper) continue;
      const covered = Math.max(0, upper.at + (heightOf(upper) + heightOf(lower)) / 2 - lower.at);
      upper.at -= covered / 2;
      lower.at += covered / 2;
    }
  }
  return sorted;
}

/** Ticks from 0 in equal steps, up to the first one that no value exceeds. */
export const ticks = (step: number, values: readonly number[]): readonly number[] =>
  Array.from({ length: Math.ceil(Math.max(...values) / step) + 1 }, (_, index) => index * step);

const texts = ({ finding, caption, y }: Chart): Plot.Markish[] => [
  Plot.text([finding], { ...at('top-left', 14 - MARGIN.top), fontSize: 16, fontWeight: 'bold', lineWidth: 42 }),
  Plot.text([labelOf(y)], { ...at('top-left', -26), fontSize: FONT }),
  Plot.text([caption], { ...at('bottom-left', MARGIN.bottom - 12), fontSize: 12, fill: '#555555', lineWidth: 56 }),
];

/** At the left edge of the picture, so far below the top or the bottom of the plot. */
const at = (frameAnchor: 'top-left' | 'bottom-left', dy: number): Plot.TextOptions => ({
  frameAnchor,
  dx: PADDING - MARGIN.left,
  dy,
  lineHeight: LINE_HEIGHT,
});
