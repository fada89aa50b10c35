import { randomInt } from 'node:crypto';
import * as fc from 'fast-check';
import { live } from './live';
import { planOf, SIZES } from './plan';

/** Another one each time. */
const SEED = Number(process.env.NIGHTS_SEED ?? randomInt(2 ** 31));
process.stdout.write(`Nights: NIGHTS_SEED=${SEED} repeats them.\n`);

test('random nights: nothing happens that must not', async () => {
  await fc.assert(
    fc.asyncProperty(planOf(SIZES.small), async (drawn) => {
      await live(drawn);
    }),
    { numRuns: 4, seed: SEED },
  );
});
