import { decide, NEVER } from '../../../cli/probe/decide';
import { EXPERIMENTS } from '../../../cli/probe/experiments/table';
import { matches, part, read } from '../../pages';
import { NAMES } from './expected';

const TABLE = part(read('docs/live.md'), '## Each switch', '## What no experiment');
const rows = TABLE.split('\n').flatMap((line) => {
  const [, name, settledBy = ''] = /^\| `(\w+)` \| ([^|]+) \| [^|]+\S \|$/.exec(line) ?? [];
  return name === undefined ? [] : [{ name, settledBy }];
});

test('docs/live.md: has a row for each switch of the simulator, and for no other', () => {
  expect(rows.map(({ name }) => name).sort()).toEqual([...NAMES].sort());
});

test.each(rows)('docs/live.md, $name: names an experiment that settles it, or nothing', ({ name, settledBy }) => {
  const [experiment] = settledBy.split(', ');
  const settling = EXPERIMENTS.filter(({ settles }) => settles.includes(name)).map((one) => one.name);
  expect(name in NEVER ? ['nothing'] : settling).toContain(experiment);
});

test('each switch: judged, or listed with the reason why not', () => {
  const { readings } = decide([], { roles: ['application'], canStop: true, notRun: new Map() });
  expect(Object.keys(readings).sort()).toEqual([...NAMES].sort());
  const settled = EXPERIMENTS.flatMap(({ settles }) => settles);
  expect([...new Set([...settled, ...Object.keys(NEVER)])].sort()).toEqual([...NAMES].sort());
  expect(Object.values(readings).filter(({ reason = '', position }) => !reason || position !== undefined)).toEqual([]);
});

test('docs/live.md: what no experiment settles is among the reasons', () => {
  const reasons = part(read('docs/live.md'), '## What no experiment');
  const named = matches(reasons, /^\| `(\w+)`/gm);
  expect(Object.keys(NEVER).filter((name) => !named.includes(name))).toEqual([]);
});
