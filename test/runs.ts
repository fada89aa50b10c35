import { readFileSync } from 'node:fs';

/** What every process says of its random runs, whatever they are runs of. */
export interface Run {
  readonly seeds: readonly number[];
  /** Of one core. */
  readonly seconds: number;
  readonly violations: number;
  readonly totals: Readonly<Record<string, number>>;
}

/** The figures in a file of `--json` lines, among whatever else was printed. */
export const readFigures = <T extends Run>(file: string): readonly T[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): T => JSON.parse(line));

/** Of several processes, together. */
export function sumOfRuns(all: readonly Run[]): Run {
  const sum = (pick: (run: Run) => number) => all.reduce((total, run) => total + pick(run), 0);
  const names = new Set(all.flatMap(({ totals }) => Object.keys(totals)));
  return {
    seeds: all.flatMap(({ seeds }) => seeds),
    seconds: sum(({ seconds }) => seconds),
    violations: sum(({ violations }) => violations),
    totals: Object.fromEntries([...names].map((name) => [name, sum(({ totals }) => totals[name] ?? 0)])),
  };
}

export const seedsOf = ({ seeds }: Run): string => `${seeds.length > 1 ? 'seeds' : 'seed'} ${rangesOf(seeds)}`;

export const violationsOf = ({ violations }: Run): string =>
  violations === 0 ? 'no violation' : `${violations} violations`;

/** What they met, by name, as a table of the page. */
export const tableOf = (met: readonly (readonly [name: string, times: number])[]): readonly string[] => [
  '| What they met | Times |',
  '|---|---|',
  ...[...met].sort(([a], [b]) => a.localeCompare(b)).map(([name, times]) => `| ${name} | ${count(times)} |`),
];

/** `1 to 3, 7` */
function rangesOf(seeds: readonly number[]): string {
  const sorted = [...seeds].sort((a, b) => a - b);
  const firsts = sorted.filter((seed) => !sorted.includes(seed - 1));
  return firsts
    .map((first) => {
      const last = sorted.find((seed) => seed >= first && !sorted.includes(seed + 1)) ?? first;
      return last > first ? `${first} to ${last}` : `${first}`;
    })
    .join(', ');
}

export const count = (number: number): string => Math.round(number).toLocaleString('en-US');
