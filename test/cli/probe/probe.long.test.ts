import { randomInt } from 'node:crypto';
import { PROPERTIES } from './properties';

const SEED = Number(process.env.PROBE_SEED ?? randomInt(2 ** 31));
const RUNS = Number(process.env.PROBE_RUNS ?? 40);
process.stdout.write(`Probe: PROBE_SEED=${SEED} PROBE_RUNS=${RUNS} repeats it.\n`);

jest.setTimeout(1_200_000);

test.each(PROPERTIES)('many positions of all switches, $what', ({ check }) => check(SEED, RUNS));
