import * as fc from 'fast-check';
import { planOf } from '../../../cli/probe/announce';
import type { Ended } from '../../../cli/probe/run';
import { COMPANY_PORTAL, DESKTOP } from '../../../local/workspaces';
import { NAMES, SETTLES } from './expected';
import { type Drawn, drawn, IDS, type Kill, Laboratory } from './harness';

function expectNothingWrong({ section }: Ended, { readings }: Drawn): void {
  const positions = NAMES.flatMap((name) => {
    const { position } = section.readings[name] ?? {};
    return position === undefined ? [] : [[name, position] as const];
  });
  expect(Object.fromEntries(positions)).toEqual(Object.fromEntries(positions.map(([name]) => [name, readings[name]])));
}

function expectRecovered({ section }: Ended, one: Drawn): void {
  const missing = NAMES.filter((name) => SETTLES[name](one) && section.readings[name]?.position === undefined);
  expect(missing.map((name) => [name, section.readings[name]])).toEqual([]);
}

/** As it was found, but for the records of what was removed. Nothing was called that was not announced. */
function expectRestored(laboratory: Laboratory, { section, failure }: Ended, { state }: Drawn): void {
  const { simulator } = laboratory;
  expect({ failure, left: section.left }).toEqual({ failure: undefined, left: [] });
  const there = Object.values(IDS).filter((id) => !['ABSENT', 'REMOVED'].includes(simulator.state(DESKTOP, id)));
  expect(there).toEqual([]);
  expect(simulator.workspace(DESKTOP)).toMatchObject({ state, tags: {} });
  expect(simulator.state(DESKTOP, COMPANY_PORTAL)).toBe('COMPLETED');
  const announced = laboratory.announced();
  expect(laboratory.made().filter((call) => !announced.has(call))).toEqual([]);
}

const kills = fc.array(
  fc.record<Kill>({
    call: fc.integer({ min: 0, max: 400 }),
    when: fc.constantFrom('before' as const, 'after' as const),
    pauseSeconds: fc.constant(0),
  }),
  { minLength: 1, maxLength: 3 },
);

async function runKilled(laboratory: Laboratory, all: readonly Kill[]): Promise<Ended> {
  for (const kill of all) {
    const ended = await laboratory.runKilled(kill);
    if (ended) return ended;
  }
  return laboratory.run();
}

const whole = fc.asyncProperty(drawn, async (one) => {
  const laboratory = new Laboratory(one);
  const ended = await laboratory.run();
  expectNothingWrong(ended, one);
  expectRecovered(ended, one);
  expectRestored(laboratory, ended, one);
  const { outages } = planOf(laboratory.beginning);
  expect(laboratory.simulator.outagesOf(DESKTOP).length).toBeLessThanOrEqual(outages);
});

const resumedAtOnce = fc.asyncProperty(drawn, kills, async (one, all) => {
  const laboratory = new Laboratory(one);
  const ended = await runKilled(laboratory, all);
  expectNothingWrong(ended, one);
  expectRecovered(ended, one);
  expectRestored(laboratory, ended, one);
});

const resumedLater = fc.asyncProperty(drawn, kills, fc.integer({ min: 1, max: 9000 }), async (one, all, pause) => {
  const laboratory = new Laboratory(one);
  const later = all.map((kill) => ({ ...kill, pauseSeconds: pause }));
  const ended = await runKilled(laboratory, later);
  expectNothingWrong(ended, one);
  expectRestored(laboratory, ended, one);
});

const onlyRestored = fc.asyncProperty(drawn, kills, async (one, [kill]) => {
  const laboratory = new Laboratory(one);
  const ended = (kill && (await laboratory.runKilled(kill))) ?? (await laboratory.run(true));
  expectNothingWrong(ended, one);
  expectRestored(laboratory, ended, one);
});

interface Property {
  readonly what: string;
  check(seed: number, runs: number): Promise<void>;
}

/** What holds for any positions of all switches. */
export const PROPERTIES: readonly Property[] = [
  {
    what: 'a whole probe: every position that can be settled is found, none is wrong, the WorkSpace is as it was',
    check: (seed, numRuns) => fc.assert(whole, { seed, numRuns }),
  },
  {
    what: 'killed at any call, and resumed at once: the same',
    check: (seed, numRuns) => fc.assert(resumedAtOnce, { seed, numRuns }),
  },
  {
    what: 'killed at any call, and resumed hours later: no position is wrong, the WorkSpace is as it was',
    check: (seed, numRuns) => fc.assert(resumedLater, { seed, numRuns }),
  },
  {
    what: 'killed at any call, and only restored: no position is wrong, the WorkSpace is as it was',
    check: (seed, numRuns) => fc.assert(onlyRestored, { seed, numRuns }),
  },
];
