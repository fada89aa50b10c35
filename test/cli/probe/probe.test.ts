import { randomInt } from 'node:crypto';
import * as fc from 'fast-check';
import { planOf } from '../../../cli/probe/announce';
import type { Ended } from '../../../cli/probe/run';
import { COMPANY_PORTAL, DESKTOP } from '../../../local/workspaces';
import { NAMES, SETTLES } from './expected';
import { type Drawn, drawn, IDS, type Kill, Laboratory } from './harness';

/** Another one each time. */
const SEED = Number(process.env.PROBE_SEED ?? randomInt(2 ** 31));
const RUNS = Number(process.env.PROBE_RUNS ?? 2);
process.stdout.write(`Probe: PROBE_SEED=${SEED} repeats it.\n`);

function expectNothingWrong({ section }: Ended, { readings }: Drawn): void {
  const positions = NAMES.flatMap((name) => {
    const { position } = section.readings[name] ?? {};
    return position === undefined ? [] : [[name, position] as const];
  });
  expect(Object.fromEntries(positions)).toEqual(Object.fromEntries(positions.map(([name]) => [name, readings[name]])));
}

function expectRecovered({ section }: Ended, drawn: Drawn): void {
  const missing = NAMES.filter((name) => SETTLES[name](drawn) && section.readings[name]?.position === undefined);
  expect(missing.map((name) => [name, section.readings[name]])).toEqual([]);
}

function expectRestored(laboratory: Laboratory, { section, failure }: Ended, { state }: Drawn): void {
  const { simulator } = laboratory;
  expect({ failure, left: section.left }).toEqual({ failure: undefined, left: [] });
  const there = Object.values(IDS).filter((id) => !['ABSENT', 'REMOVED'].includes(simulator.state(DESKTOP, id)));
  expect(there).toEqual([]);
  expect(simulator.workspace(DESKTOP)).toMatchObject({ state, tags: {} });
  expect(simulator.state(DESKTOP, COMPANY_PORTAL)).toBe('COMPLETED');
}

function expectAnnounced(laboratory: Laboratory): void {
  const announced = laboratory.announced();
  expect(laboratory.made().filter((call) => !announced.has(call))).toEqual([]);
}

describe('any positions of all switches', () => {
  test.each([1, SEED])('seed %i: recovered, none wrong, nothing unannounced, the WorkSpace as it was', async (seed) => {
    const property = fc.asyncProperty(drawn, async (one) => {
      const laboratory = new Laboratory(one);
      const ended = await laboratory.run();
      expectNothingWrong(ended, one);
      expectRecovered(ended, one);
      expectRestored(laboratory, ended, one);
      expectAnnounced(laboratory);
      const { outages } = planOf(laboratory.beginning);
      expect(laboratory.simulator.outagesOf(DESKTOP).length).toBeLessThanOrEqual(outages);
    });
    await fc.assert(property, { numRuns: RUNS, seed });
  });
});

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

describe('killed at any call, and resumed', () => {
  test.each([2, SEED])('seed %i, at once: recovered, none wrong, the WorkSpace as it was', async (seed) => {
    const property = fc.asyncProperty(drawn, kills, async (one, all) => {
      const laboratory = new Laboratory(one);
      const ended = await runKilled(laboratory, all);
      expectNothingWrong(ended, one);
      expectRecovered(ended, one);
      expectRestored(laboratory, ended, one);
      expectAnnounced(laboratory);
    });
    await fc.assert(property, { numRuns: RUNS, seed });
  });

  test.each([3, SEED])('seed %i, hours later: none wrong, the WorkSpace as it was', async (seed) => {
    const property = fc.asyncProperty(
      drawn,
      kills,
      fc.integer({ min: 1, max: 9000 }),
      async (one, all, pauseSeconds) => {
        const laboratory = new Laboratory(one);
        const ended = await runKilled(
          laboratory,
          all.map((kill) => ({ ...kill, pauseSeconds })),
        );
        expectNothingWrong(ended, one);
        expectRestored(laboratory, ended, one);
        expectAnnounced(laboratory);
      },
    );
    await fc.assert(property, { numRuns: RUNS, seed });
  });

  test.each([4, SEED])('seed %i, only to restore: the WorkSpace as it was', async (seed) => {
    const property = fc.asyncProperty(drawn, kills, async (one, [kill]) => {
      const laboratory = new Laboratory(one);
      const ended = (kill && (await laboratory.runKilled(kill))) ?? (await laboratory.run(true));
      expectNothingWrong(ended, one);
      expectRestored(laboratory, ended, one);
    });
    await fc.assert(property, { numRuns: RUNS, seed });
  });
});
