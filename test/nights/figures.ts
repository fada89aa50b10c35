import { count, type Run, seedsOf, sumOfRuns, tableOf, violationsOf } from '../runs';
import type { Life } from './life';
import type { Happening, NightsPlan } from './plan';

/** What a number of fleets met, as one line of `--json` holds it. */
export interface Figures extends Run {
  readonly nights: number;
  /** Of each fleet. */
  readonly fleets: readonly Fleet[];
}

interface Fleet {
  readonly desktops: number;
  readonly waves: number;
  /** In which it began a deployment. */
  readonly windows: number;
  readonly deployments: number;
}

const nameOf = (what: Happening): string =>
  what.kind === 'fault' ? `${what.exception} ${what.when} a call` : what.kind;

/** Keeps the figures of one process. */
export class Tally {
  private nights = 0;
  private readonly fleets: Fleet[] = [];
  private readonly totals = new Map<string, number>();
  private readonly began = Date.now();

  add(plan: NightsPlan, { windows, deployments }: Life): void {
    this.nights += windows.length;
    this.fleets.push({
      desktops: plan.desks.length,
      waves: plan.declaration.waves.length,
      windows: new Set(deployments.map(({ time }) => windows.filter((opened) => opened <= time).at(-1))).size,
      deployments: deployments.length,
    });
    for (const { what } of plan.happenings) {
      const name = nameOf(what);
      this.totals.set(name, (this.totals.get(name) ?? 0) + 1);
    }
  }

  figures(seed: number, violations: number): Figures {
    const seconds = (Date.now() - this.began) / 1000;
    const { nights, fleets } = this;
    return { seeds: [seed], nights, seconds, violations, fleets, totals: Object.fromEntries(this.totals) };
  }
}

/** Of several processes, together. */
export const sumOf = (all: readonly Figures[]): Figures => ({
  ...sumOfRuns(all),
  nights: all.reduce((total, { nights }) => total + nights, 0),
  fleets: all.flatMap(({ fleets }) => fleets),
});

/** As docs/reliability.md takes them. */
export function toMarkdown(figures: Figures): string {
  const { nights, seconds, fleets, totals } = figures;
  const deployments = fleets.reduce((total, fleet) => total + fleet.deployments, 0);
  const median = (pick: (fleet: Fleet) => number) =>
    count(fleets.map(pick).sort((a, b) => a - b)[Math.floor(fleets.length / 2)] ?? 0);
  return [
    `${count(nights)} nights of ${count(fleets.length)} fleets (${seedsOf(figures)}), ` +
      `${count((nights / seconds) * 60)} nights a minute and core, ${violationsOf(figures)}. ` +
      `${count(deployments)} deployments. The median fleet has ${median(({ desktops }) => desktops)} desktops and ` +
      `${median(({ waves }) => waves)} waves, and deploys in ${median(({ windows }) => windows)} windows.`,
    '',
    ...tableOf(Object.entries(totals)),
  ].join('\n');
}
