import fc from 'fast-check';
import { firstPollSecondsOf } from '../../../lambda/contract/load';
import { type Pace, type PollKey, paceFor, paceOf } from '../../../lambda/stack/pace';
import { ASKED, MINUTE, operation, request, SECOND } from '../builders';

/** Fixed, so that a run can be repeated; printed by fast-check with a counterexample. */
const RUNS = { seed: 20_260_301, numRuns: 30 };

const HOUR = 60 * MINUTE;
const workspaceIds = fc.stringMatching(/^ws-[0-9a-z]{8,20}$/);
const resourceCounts = fc.integer({ min: 1, max: 450 });
const alone = { shared: false };
/** The waiter's 30 seconds and what the invocations take. */
const tickLengths = fc.array(fc.integer({ min: 30_000, max: 36_000 }), { minLength: 121, maxLength: 121 });

/** The ticks at which the WorkSpace is polled, out of those that a waiter makes. */
function pollsOf(pace: Pace, key: PollKey, lengths: readonly number[], waiting?: number): readonly number[] {
  let now = ASKED;
  return lengths.flatMap((length) => {
    const at = now;
    now += length;
    return pace.isDue(key, ASKED, at, waiting) ? [at] : [];
  });
}

const EVEN = Array.from({ length: 121 }, () => 30 * SECOND);

describe(`first poll (seed ${RUNS.seed})`, () => {
  test('siblings whose number is not known: at the same moment, however they are named', () => {
    fc.assert(
      fc.property(workspaceIds, resourceCounts, (id, resources) => {
        const { firstPoll, keyOf } = paceOf(resources, { shared: true });
        expect(firstPoll(keyOf(id, 'One'), ASKED)).toBe(firstPoll(keyOf(id, 'Two'), ASKED));
      }),
      RUNS,
    );
  });

  test('any WorkSpace: within the time that all first calls take, and as much later as it was asked later', () => {
    fc.assert(
      fc.property(workspaceIds, resourceCounts, fc.integer({ min: 0, max: HOUR }), (id, resources, later) => {
        const { firstPoll, keyOf } = paceOf(resources, alone);
        const key = keyOf(id, 'Desk');
        const wait = firstPoll(key, ASKED) - ASKED;
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(firstPollSecondsOf({ resources, ...alone }) * SECOND);
        expect(firstPoll(key, ASKED + later)).toBe(ASKED + later + wait);
      }),
      RUNS,
    );
  });

  test('few resources: at once', () => {
    const { firstPoll, keyOf } = paceOf(10, alone);
    expect(firstPoll(keyOf('ws-0abc12345', 'Desk'), ASKED)).toBe(ASKED);
  });

  test('450 WorkSpaces: spread evenly, no tenth of the time gets more than a fifth', () => {
    const { firstPoll, keyOf } = paceOf(450, alone);
    const span = firstPollSecondsOf({ resources: 450, ...alone }) * SECOND;
    const tenths = Array.from(
      { length: 450 },
      (_, n) => firstPoll(keyOf(`ws-0desk${n}`, `Desk${n}`), ASKED) - ASKED,
    ).map((wait) => Math.floor((10 * wait) / span));
    for (let tenth = 0; tenth < 10; tenth++)
      expect(tenths.filter((one) => one === tenth).length).toBeLessThanOrEqual(90);
  });
});

describe(`polls (seed ${RUNS.seed})`, () => {
  test('ticks of 30 to 36 seconds: none before the first, and the first is never missed', () => {
    fc.assert(
      fc.property(workspaceIds, resourceCounts, tickLengths, (id, resources, lengths) => {
        const pace = paceOf(resources, alone);
        const key = pace.keyOf(id, 'Desk');
        const [first = Number.POSITIVE_INFINITY] = pollsOf(pace, key, lengths);
        const due = pace.firstPoll(key, ASKED);
        expect(first).toBeGreaterThanOrEqual(due);
        expect(first - due).toBeLessThan(37.5 * SECOND);
      }),
      RUNS,
    );
  });

  test('450 resources: no more than 20 polls in an hour for each', () => {
    const pace = paceOf(450, alone);
    expect(pollsOf(pace, pace.keyOf('ws-0abc12345', 'Desk'), EVEN).length).toBeLessThanOrEqual(20);
  });

  test('fewer are waiting: polls at all moments at which there would be one, and more', () => {
    const pace = paceOf(450, alone);
    const key = pace.keyOf('ws-0abc12345', 'Desk');
    const [many, few] = [pollsOf(pace, key, EVEN, 450), pollsOf(pace, key, EVEN, 10)];
    expect(few).toEqual(expect.arrayContaining([...many]));
    expect(few.length).toBeGreaterThan(many.length);
  });

  test('siblings whose number is not known: the second polls come one after the other', () => {
    const pace = paceOf(60, { shared: true });
    const seconds = ['A', 'B', 'C', 'D', 'E', 'F'].map((name) => {
      const key = pace.keyOf('ws-0abc12345', name);
      const [, second = 0] = pollsOf(pace, key, EVEN).filter((at, index, all) => at - (all[index - 1] ?? 0) > MINUTE);
      return second;
    });
    expect(new Set(seconds).size).toBeGreaterThan(1);
  });
});

describe('quiet', () => {
  test.each([
    { situation: 'alone on its WorkSpace', pace: paceOf(450, alone), quiet: 0 },
    { situation: 'a single resource', pace: paceOf(1), quiet: 0 },
    { situation: 'siblings whose number is not known', pace: paceOf(450), quiet: MINUTE },
    {
      situation: 'few siblings whose number is known',
      pace: paceOf(2, { applicationsPerWorkspace: 2 }),
      quiet: MINUTE,
    },
  ])('$situation: $quiet ms', ({ pace, quiet }) => {
    expect(pace.quiet).toBe(quiet);
  });

  test('many siblings whose number is known: longer than all first polls take, should one never come', () => {
    const load = { resources: 480, applicationsPerWorkspace: 3, shared: true };
    expect(paceOf(480, load).quiet).toBeGreaterThan(firstPollSecondsOf(load) * SECOND);
    expect(paceOf(480, load).installsPerWorkspace).toBe(3);
  });
});

describe('what goes: paced by how much is under way, and not by what is declared', () => {
  const paceOfRemoval = (underWay: number, declared: number) =>
    paceFor(request({ type: 'Delete' }), operation({ underWay, hasSiblings: false }), {
      load: { resources: declared, shared: false },
    });
  const lastFirstPoll = (pace: Pace) =>
    Math.max(...Array.from({ length: 450 }, (_, index) => pace.firstPoll(pace.keyOf(`ws-${index}`, 'A'), ASKED))) -
    ASKED;

  test.each([
    { underWay: 449, declared: 1 },
    { underWay: 450, declared: 450 },
  ])(
    '$underWay of them, $declared declared: six calls each at 1.8 a second, and a look before the hour is over',
    (row) => {
      const pace = paceOfRemoval(row.underWay, row.declared);
      const span = (row.underWay * 6 * SECOND) / 1.8;
      expect(lastFirstPoll(pace)).toBeGreaterThan(0.98 * span);
      expect(lastFirstPoll(pace)).toBeLessThanOrEqual(span);
      expect(pace.steadyFrom(pace.keyOf('ws-0', 'A'), 0) - pace.firstPoll(pace.keyOf('ws-0', 'A'), 0)).toBe(
        17 * MINUTE,
      );
    },
  );

  test.each([
    { hasSiblings: true, shared: false, isQuiet: true },
    // The id of a create that was cancelled does not name the WorkSpace.
    { hasSiblings: false, shared: true, isQuiet: true },
    { hasSiblings: false, shared: false, isQuiet: false },
  ])('siblings found $hasSiblings, declared $shared: waits for them $isQuiet', ({ hasSiblings, shared, isQuiet }) => {
    const load = { resources: 2, shared };
    const pace = paceFor(request({ type: 'Delete' }), operation({ underWay: 2, hasSiblings }), { load });
    expect(pace.quiet > 0).toBe(isQuiet);
  });

  test('ten of 450: within a minute', () => {
    expect(lastFirstPoll(paceOfRemoval(10, 440))).toBeLessThan(MINUTE);
  });
});
