import * as fc from 'fast-check';
import { live } from './live';
import { plan } from './plan';

test('random nights: nothing happens that must not', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (drawn) => {
      await live(drawn);
    }),
    { numRuns: 6, seed: 1 },
  );
});
