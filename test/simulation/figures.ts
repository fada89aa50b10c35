import type { Life } from './life';

/** What a number of lives met, as one line of `--json` holds it. */
export interface Figures {
  readonly seeds: readonly number[];
  readonly lives: number;
  /** Of one core. */
  readonly seconds: number;
  readonly violations: number;
  readonly totals: Readonly<Record<string, number>>;
}

/** The members of a life that are no trouble that it met. */
const OUTCOMES = ['operations', 'succeeded', 'rolledBack', 'rescued'] as const;
type Outcome = (typeof OUTCOMES)[number];

export function note(totals: Map<string, number>, { injected, ...counts }: Life): void {
  for (const [name, count] of [...Object.entries(counts), ...injected])
    totals.set(name, (totals.get(name) ?? 0) + count);
}

/** Of several processes, together. */
export function sumOf(all: readonly Figures[]): Figures {
  const sum = (pick: (figures: Figures) => number) => all.reduce((total, figures) => total + pick(figures), 0);
  const names = new Set(all.flatMap(({ totals }) => Object.keys(totals)));
  return {
    seeds: all.flatMap(({ seeds }) => seeds),
    lives: sum(({ lives }) => lives),
    seconds: sum(({ seconds }) => seconds),
    violations: sum(({ violations }) => violations),
    totals: Object.fromEntries([...names].map((name) => [name, sum(({ totals }) => totals[name] ?? 0)])),
  };
}

/** As docs/reliability.md takes them. */
export function toMarkdown({ seeds, lives, seconds, violations, totals }: Figures): string {
  const of = (outcome: Outcome) => count(totals[outcome] ?? 0);
  const met = Object.entries(totals).filter(([name]) => !OUTCOMES.some((outcome) => outcome === name));
  return [
    `${count(lives)} lives (${seeds.length > 1 ? 'seeds' : 'seed'} ${rangesOf(seeds)}), ${count((lives / seconds) * 60)} a minute ` +
      `and core, ${violations === 0 ? 'no violation' : `${violations} violations`}. ${of('operations')} stack operations, of which ` +
      `${of('succeeded')} deployments succeeded and ${of('rolledBack')} rolled back or were interrupted; ${of('rescued')} times an ` +
      'operator had to continue a rollback or repeat a delete, after faults that allow for it.',
    '',
    '| What they met | Times |',
    '|---|---|',
    ...met.sort(([a], [b]) => a.localeCompare(b)).map(([name, times]) => `| ${name} | ${count(times)} |`),
  ].join('\n');
}

/** `1 to 3, 7` */
export function rangesOf(seeds: readonly number[]): string {
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
