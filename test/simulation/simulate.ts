import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { DEFAULT_READINGS, type FileOfReadings, readReadings } from '../../local/workspaces';
import { putIntoPage } from '../put-into-page';
import { readFigures } from '../runs';
import { type Figures, note, sumOf, toMarkdown } from './figures';
import { live } from './life';
import { type Plan, plan } from './plan';

const MINUTE = 60_000;
const PAGE = join(__dirname, '..', '..', 'docs', 'reliability.md');

const HELP = `npm run simulate -- [--runs 1000] [--seed 1] [--path P] [--readings FILE] [--json] [--write]
npm run simulate -- --sum FILE [--sum FILE ...] [--write]

Lives so many random stack lives, and says what they met, or the shortest history that breaks an invariant.
--path lives one again. --readings has the service behave as an account did, by a result of the command probe. --json prints the figures as one line, which --sum takes: one process for each core, each with a
seed of its own, and their lines together. --write puts the figures into docs/reliability.md. Ends with 1 on a violation.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      path: { type: 'string', default: '' },
      readings: { type: 'string' },
      json: { type: 'boolean', default: false },
      sum: { type: 'string', multiple: true, default: [] },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const { figures, failure } =
    values.sum.length > 0
      ? { figures: sumOf(values.sum.flatMap((file) => readFigures<Figures>(file))), failure: undefined }
      : await simulate(
          Number(values.runs),
          Number(values.seed),
          values.path,
          values.readings === undefined ? undefined : readReadings(values.readings),
        );
  process.stdout.write(`${values.json ? JSON.stringify(figures) : toMarkdown(figures)}\n`);
  if (values.write) putIntoPage(PAGE, '<!-- simulation figures -->', toMarkdown(figures));
  if (failure !== undefined) process.stderr.write(`${failure}\n`);
  if (figures.violations > 0) process.exitCode = 1;
}

export interface Summary {
  readonly figures: Figures;
  /** The violation, the shortest history that shows it, and how to replay it. */
  readonly failure: string | undefined;
}

/** A plan in which the service behaves as the account did, in all that is known of it. */
function asIn(account: FileOfReadings | undefined, drawn: Plan): Plan {
  if (!account) return drawn;
  const { install } = account.durations;
  const readings = { ...drawn.readings, ...account.readings };
  return { ...drawn, readings, ...(install !== undefined && { installMinutes: Math.ceil(install / MINUTE) }) };
}

export async function simulate(runs: number, seed: number, path = '', account?: FileOfReadings): Promise<Summary> {
  const totals = new Map<string, number>();
  const began = Date.now();
  let lives = 0;
  const property = fc.asyncProperty(plan, async (drawn) => {
    const life = await live(asIn(account, drawn));
    lives++;
    note(totals, life);
  });
  const details = await fc.check(property, { numRuns: runs, seed, ...(path && { path }), endOnFailure: false });
  const seconds = (Date.now() - began) / 1000;
  const violations = details.failed ? 1 : 0;
  const figures = { seeds: [seed], lives, seconds, violations, totals: Object.fromEntries(totals) };
  if (!details.failed) return { figures, failure: undefined };
  const { counterexample, errorInstance, counterexamplePath, numShrinks } = details;
  const message =
    errorInstance instanceof Error
      ? errorInstance.name === 'Violation'
        ? errorInstance.message
        : errorInstance.stack
      : String(errorInstance);
  return {
    figures,
    failure: [
      `violated: ${message}`,
      `the shortest history that shows it (shrunk ${numShrinks} times): ${render(counterexample?.[0])}`,
      `replay it: npm run simulate -- --runs 1 --seed ${seed} --path ${counterexamplePath}`,
    ].join('\n'),
  };
}

/** A plan without what is at its likeliest. */
function render(drawn: Plan | undefined): string {
  const readings = Object.entries(drawn?.readings ?? {}).filter(
    ([name, value]) => Reflect.get(DEFAULT_READINGS, name) !== value,
  );
  return JSON.stringify({ ...drawn, readings: Object.fromEntries(readings) }, null, 1);
}

if (require.main === module) void main();
