import { type Figures, sumOf, toMarkdown } from './figures';

const figures = (more: Partial<Figures>): Figures => ({
  seeds: [7],
  lives: 1000,
  seconds: 60,
  violations: 0,
  totals: { operations: 3000, succeeded: 1100, rolledBack: 900, rescued: 12, crash: 41 },
  ...more,
});

test('figures of several processes: are added up, also what only one of them met', () => {
  expect(sumOf([figures({}), figures({ seeds: [8], totals: { operations: 1, duplicate: 5 } })])).toEqual({
    seeds: [7, 8],
    lives: 2000,
    seconds: 120,
    violations: 0,
    totals: { operations: 3001, succeeded: 1100, rolledBack: 900, rescued: 12, crash: 41, duplicate: 5 },
  });
});

test('figures of none: nothing', () => {
  expect(sumOf([])).toEqual({ seeds: [], lives: 0, seconds: 0, violations: 0, totals: {} });
});

test.each([
  { seeds: [7], said: '(seed 7)' },
  { seeds: [9, 3, 8, 7], said: '(seeds 3, 7 to 9)' },
])('seeds $seeds: are told as $said', ({ seeds, said }) => {
  expect(toMarkdown(figures({ seeds }))).toContain(said);
});

test.each([
  { violations: 0, said: 'no violation' },
  { violations: 2, said: '2 violations' },
])('$violations violations: $said', ({ violations, said }) => {
  expect(toMarkdown(figures({ violations }))).toContain(`1,000 a minute and core, ${said}.`);
});

test('the table: holds what they met, and no outcome', () => {
  expect(toMarkdown(figures({})).split('\n').slice(2)).toEqual([
    '| What they met | Times |',
    '|---|---|',
    '| crash | 41 |',
  ]);
});
