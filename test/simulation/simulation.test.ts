import { randomInt } from 'node:crypto';
import { toMarkdown } from './figures';
import { simulate } from './simulate';

const { SIMULATED_LIVES: lives, SIMULATED_SEED: seed } = process.env;

/** `npm run simulate -- --runs N --seed S` lives as many more, with a seed of your own. */
const LIVES = Number(lives ?? 8);
/** Another one each time. */
const SEED = Number(seed ?? randomInt(2 ** 31));

jest.setTimeout(1_200_000);

test('R2 R3 R4 R5 R6 R12 R30 R31 R33 whole stack lives, drawn at random: every invariant holds', async () => {
  process.stdout.write(`Simulation: ${LIVES} lives, SIMULATED_SEED=${SEED} repeats them.\n`);
  const { figures, failure } = await simulate(LIVES, SEED);
  if (failure) throw new Error(failure);
  if (lives !== undefined) process.stdout.write(`${toMarkdown(figures)}\n`);
  expect(figures.lives).toBe(LIVES);
});
