import { randomInt } from 'node:crypto';
import { PROPERTIES } from './properties';

/** Another one each time. */
const SEED = Number(process.env.PROBE_SEED ?? randomInt(2 ** 31));
process.stdout.write(`Probe: PROBE_SEED=${SEED} repeats it.\n`);

describe.each(PROPERTIES)('$what', ({ check }) => {
  test.each([1, SEED])('any positions of all switches, seed %i: it holds', (seed) => check(seed, 2));
});
