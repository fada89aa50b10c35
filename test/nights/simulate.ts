import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { live } from './live';
import { plan } from './plan';

/** `npm run nights -- [--runs 100] [--seed 1] [--path P]`: lives so many fleets, and shows the shortest history that breaks an invariant. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      path: { type: 'string', default: '' },
    },
  });
  let nights = 0;
  const property = fc.asyncProperty(plan, async (drawn) => {
    nights += (await live(drawn)).windows.length;
  });
  const options = { numRuns: Number(values.runs), seed: Number(values.seed), path: values.path };
  await fc.assert(property, options);
  process.stdout.write(`${values.runs} fleets, ${nights} nights, seed ${values.seed}: no violation\n`);
}

void main().catch((error: unknown) => {
  const { message = String(error), cause } = error instanceof Error ? error : {};
  process.stderr.write(`${message}\n${cause instanceof Error ? (cause.stack ?? cause.message) : ''}\n`);
  process.exitCode = 1;
});
