import { writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { live } from '../simulation/life';
import { plan } from '../simulation/plan';

/** Lives so many plans, and writes down after how many an invariant did not hold, and which. Nothing is shrunk. */
async function main([runs = '', seed = '', report = '']: readonly string[]): Promise<void> {
  const property = fc.asyncProperty(plan, async (drawn) => {
    await live(drawn);
  });
  const details = await fc.check(property, { numRuns: Number(runs), seed: Number(seed), endOnFailure: true });
  const { failed, numRuns, errorInstance } = details;
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  writeFileSync(report, JSON.stringify({ lives: numRuns, violation: failed ? message : null }));
  // A life that was cut short leaves waiters behind.
  process.exit();
}

void main(process.argv.slice(2));
