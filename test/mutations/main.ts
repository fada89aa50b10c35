import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { putIntoPage } from '../page';
import { type Lives, passLives, passTests } from './gates';
import { MUTATIONS } from './list';
import type { Mutation } from './mutation';
import { type Result, survives, table } from './report';
import { Sandbox } from './sandbox';

const PAGE = join(__dirname, '..', '..', 'docs', 'reliability.md');

const HELP = `npm run mutations -- [--only <part of a name>] [--simulation] [--runs 400] [--seed 1] [--jobs 2]

Plants one known defect after the other into a copy of the handler, and shows which test or invariant catches it.
--simulation has every defect meet the simulation too, not only what the tests let through.
Without --only the table goes to docs/reliability.md. Ends with 1 if a defect survives.
`;

interface Options {
  readonly simulation: boolean;
  readonly lives: Lives;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      simulation: { type: 'boolean', default: false },
      runs: { type: 'string', default: '400' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: '2' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const options = { simulation: values.simulation, lives: { runs: Number(values.runs), seed: Number(values.seed) } };
  const { only } = values;
  const wanted = only === undefined ? MUTATIONS : MUTATIONS.filter(({ name }) => name.includes(only));
  if (wanted.length === 0) throw new Error(`no mutation has '${only}' in its name`);
  const began = Date.now();
  const results = await checkAll(wanted, options, Number(values.jobs));
  const survivors = results.filter(survives);
  const seconds = Math.round((Date.now() - began) / 1000);
  process.stdout.write(`${results.length - survivors.length} caught, ${survivors.length} survived, ${seconds} s\n`);
  if (only === undefined) putIntoPage(PAGE, '<!-- mutations -->', table(results, options.lives));
  if (survivors.length > 0) process.exitCode = 1;
}

async function checkAll(wanted: readonly Mutation[], options: Options, jobs: number): Promise<readonly Result[]> {
  const sandboxes = Array.from({ length: Math.min(jobs, wanted.length) }, () => new Sandbox());
  const [first] = sandboxes;
  if (first) await requireSound(first, sandboxes.at(-1) ?? first, options);
  const results = new Map<Mutation, Result>();
  const queue = [...wanted];
  await Promise.all(
    sandboxes.map(async (sandbox) => {
      for (let mutation = queue.shift(); mutation; mutation = queue.shift()) {
        results.set(mutation, await check(mutation, sandbox, options));
      }
    }),
  );
  return wanted.flatMap((mutation) => results.get(mutation) ?? []);
}

/** What fails without a defect would be taken for having caught every one. */
async function requireSound(one: Sandbox, other: Sandbox, { lives }: Options): Promise<void> {
  for (const verdict of await Promise.all([passTests(one), passLives(other, lives)])) {
    if (verdict.caught) throw new Error(`without any defect this fails already: ${verdict.by}`);
  }
}

async function check(mutation: Mutation, sandbox: Sandbox, { simulation, lives }: Options): Promise<Result> {
  const result = await sandbox.with(mutation, async (): Promise<Result> => {
    const tests = await passTests(sandbox, mutation.file);
    if (tests.caught && !simulation) return { mutation, tests };
    return { mutation, tests, simulation: await passLives(sandbox, lives) };
  });
  const { tests, simulation: lived } = result;
  const said = [
    `${survives(result) ? 'SURVIVES' : 'caught  '} ${mutation.name} (${mutation.file})`,
    ...(tests.caught ? [`  test: ${tests.by}`] : []),
    ...(lived?.caught ? [`  life ${lived.lives ?? ''}: ${lived.by}`] : lived ? ['  not seen in the simulation'] : []),
  ];
  process.stdout.write(`${said.join('\n')}\n`);
  return result;
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
void main();
