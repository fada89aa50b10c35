import * as fc from 'fast-check';
import { DEFAULT_READINGS } from '../../local/workspaces';
import { type Life, live } from './life';
import { DESKTOPS, OURS, type Plan, plan } from './plan';

/** `npm run simulate -- --runs N --seed S [--path P]`: lives N plans, and says what they met. */
async function main(): Promise<void> {
  const option = (name: string, otherwise: string): string => {
    const index = process.argv.indexOf(`--${name}`);
    return index < 0 ? otherwise : (process.argv[index + 1] ?? otherwise);
  };
  const [runs, seed] = [Number(option('runs', '1000')), Number(option('seed', '1'))];
  const path = option('path', '');
  const began = Date.now();
  const summary = await simulate(runs, seed, path);
  const seconds = (Date.now() - began) / 1000;
  process.stdout.write(
    `${describe(summary.lives, summary.totals)}\n${Math.round((summary.lives / seconds) * 60)} lives per minute\n`,
  );
  if (summary.failure === undefined) return;
  process.stdout.write(`${summary.failure}\n`);
  process.exitCode = 1;
}

export interface Summary {
  readonly lives: number;
  readonly totals: ReadonlyMap<string, number>;
  /** The violation, the shortest history that shows it, and how to replay it. */
  readonly failure: string | undefined;
}

const PLAIN: Plan = {
  seed: 0,
  readings: {},
  lastUpdatedTimeMovesAtRollback: false,
  throttled: false,
  installMinutes: 1,
  pauseMinutes: 45,
  steps: [
    {
      declared: [
        {
          logicalId: 'A',
          workspaceId: DESKTOPS[0],
          applicationIds: OURS.slice(0, 1),
          absentApplicationIds: [],
          allowExisting: false,
          waitForInstallation: true,
          retain: false,
          revision: '',
          timeoutSeconds: null,
        },
      ],
      bomb: null,
      interruption: null,
    },
  ],
  faults: [],
};

export async function simulate(runs: number, seed: number, path = ''): Promise<Summary> {
  const totals = new Map<string, number>();
  let lives = 0;
  const property = fc.asyncProperty(plan, async (drawn) => {
    const life = await live(drawn);
    lives++;
    note(totals, life);
  });
  // The SDK's very first calls read files, in real time, while the clock jumps: on a busy machine for more than one life.
  for (let warm = false, tries = 0; !warm && tries < 10; tries++) {
    warm = await live(PLAIN).then(
      () => true,
      () => false,
    );
  }
  const details = await fc.check(property, { numRuns: runs, seed, ...(path && { path }), endOnFailure: false });
  if (!details.failed) return { lives, totals, failure: undefined };
  const { counterexample, errorInstance, counterexamplePath, numShrinks } = details;
  const message =
    errorInstance instanceof Error
      ? errorInstance.name === 'Violation'
        ? errorInstance.message
        : errorInstance.stack
      : String(errorInstance);
  return {
    lives,
    totals,
    failure: [
      `violated: ${message}`,
      `the shortest history that shows it (shrunk ${numShrinks} times): ${tell(counterexample?.[0])}`,
      `replay it: npm run simulate -- --runs 1 --seed ${seed} --path ${counterexamplePath}`,
    ].join('\n'),
  };
}

/** A plan without what is at its likeliest. */
function tell(drawn: Plan | undefined): string {
  const readings = Object.entries(drawn?.readings ?? {}).filter(
    ([name, value]) => Reflect.get(DEFAULT_READINGS, name) !== value,
  );
  return JSON.stringify({ ...drawn, readings: Object.fromEntries(readings) }, null, 1);
}

function note(totals: Map<string, number>, { injected, ...counts }: Life): void {
  for (const [name, count] of [...Object.entries(counts), ...injected])
    totals.set(name, (totals.get(name) ?? 0) + count);
}

export const describe = (lives: number, totals: ReadonlyMap<string, number>): string =>
  [
    `${lives} lives`,
    ...[...totals].sort(([a], [b]) => a.localeCompare(b)).map(([name, count]) => `  ${count} ${name}`),
  ].join('\n');

if (require.main === module) void main();
