import { createMany } from './load';

jest.setTimeout(120_000);

test('R24 100 associations of one stack, two calls a second, 20 minutes to install: none fails', async () => {
  const { answers, calls } = await createMany(100);
  expect(answers.filter(({ status }) => status !== 'SUCCESS').map(({ reason }) => reason)).toEqual([]);
  expect(answers).toHaveLength(100);
  expect(Math.max(...answers.map(({ minutes }) => minutes))).toBeLessThan(55);
  expect(calls).toBeGreaterThan(4 * 100);
});
