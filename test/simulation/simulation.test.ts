import { toMarkdown } from './figures';
import { simulate } from './simulate';

jest.setTimeout(1_200_000);

/** `npm run simulate -- --runs N --seed S` lives more, and so does CI. */
const LIVES = Number(process.env.SIMULATED_LIVES ?? 1000);

test.each([1, 2, 3])(
  'R2 R3 R4 R5 R6 R12 R30 R31 R33 whole stack lives, seed %s: every invariant holds',
  async (seed) => {
    const { figures, failure } = await simulate(LIVES, seed);
    if (failure) throw new Error(failure);
    process.stdout.write(`${toMarkdown(figures)}\n`);
    expect(figures.lives).toBe(LIVES);
  },
);
