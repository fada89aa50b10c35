import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { putIntoPage } from '../put-into-page';
import { readFigures } from '../runs';
import { type Figures, sumOf, Tally, toMarkdown } from './figures';
import { live } from './live';
import { planOf, SIZES } from './plan';

const PAGE = join(__dirname, '..', '..', 'docs', 'reliability.md');

const HELP = `npm run nights -- [--runs 100] [--seed 1] [--small] [--path P] [--json] [--write]
npm run nights -- --sum FILE [--sum FILE ...] [--write]

Lives so many random fleets for some nights each, and says what they met, or the shortest history that breaks an invariant.
A fleet has 24 to 48 desktops, or with --small 1 to 12. --path lives one again. --json prints the figures as one line, which --sum takes: one process for each core, each with a seed of its own, and their lines
together. --write puts the figures into docs/reliability.md. Ends with 1 on a violation.
`;

interface Drawn {
  readonly runs: number;
  readonly seed: number;
  readonly path: string;
  readonly isSmall: boolean;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      small: { type: 'boolean', default: false },
      path: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
      sum: { type: 'string', multiple: true, default: [] },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const { seed, runs, path, small } = values;
  const figures =
    values.sum.length > 0
      ? sumOf(values.sum.flatMap((file) => readFigures<Figures>(file)))
      : await simulate({ runs: Number(runs), seed: Number(seed), path, isSmall: small });
  process.stdout.write(`${values.json ? JSON.stringify(figures) : toMarkdown(figures)}\n`);
  if (values.write) putIntoPage(PAGE, '<!-- nights figures -->', toMarkdown(figures));
  if (figures.violations > 0) process.exitCode = 1;
}

async function simulate({ runs, seed, path, isSmall }: Drawn): Promise<Figures> {
  const tally = new Tally();
  const property = fc.asyncProperty(planOf(isSmall ? SIZES.small : SIZES.large), async (drawn) => {
    tally.add(drawn, await live(drawn));
  });
  const details = await fc.check(property, { numRuns: runs, seed, ...(path && { path }) });
  if (details.failed) {
    const { errorInstance, counterexample, counterexamplePath } = details;
    const again = `npm run nights -- --runs 1 --seed ${seed} ${isSmall ? '--small ' : ''}--path ${counterexamplePath}`;
    const why = errorInstance instanceof Error ? errorInstance.stack : String(errorInstance);
    process.stderr.write(`violated: ${why}\n${JSON.stringify(counterexample?.[0], null, 1)}\nreplay it: ${again}\n`);
  }
  return tally.figures(seed, details.failed ? 1 : 0);
}

void main();
