import { count, type Run, seedsOf, sumOfRuns, tableOf, violationsOf } from '../runs';
import type { Life } from './life';

/** What a number of lives met, as one line of `--json` holds it. */
export interface Figures extends Run {
  readonly lives: number;
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
  return { ...sumOfRuns(all), lives: all.reduce((total, { lives }) => total + lives, 0) };
}

/** As docs/reliability.md takes them. */
export function toMarkdown(figures: Figures): string {
  const { lives, seconds, totals } = figures;
  const of = (outcome: Outcome) => count(totals[outcome] ?? 0);
  const met = Object.entries(totals).filter(([name]) => !OUTCOMES.some((outcome) => outcome === name));
  return [
    `${count(lives)} lives (${seedsOf(figures)}), ${count((lives / seconds) * 60)} a minute ` +
      `and core, ${violationsOf(figures)}. ${of('operations')} stack operations, of which ` +
      `${of('succeeded')} deployments succeeded and ${of('rolledBack')} rolled back or were interrupted; ${of('rescued')} times an ` +
      'operator had to continue a rollback or repeat a delete, after faults that allow for it.',
    '',
    ...tableOf(met),
  ].join('\n');
}
