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
    { situation: 'alone on its WorkSpace', pace: () => paceOf(450, alone), quiet: 0 },
    { situation: 'a single resource', pace: () => paceOf(1), quiet: 0 },
    { situation: 'siblings whose number is not known', pace: () => paceOf(450), quiet: MINUTE },
    {
      situation: 'few siblings whose number is known',
      pace: () => paceOf(2, { applicationsPerWorkspace: 2 }),
      quiet: MINUTE,
    },
  ])('$situation: $quiet ms', ({ pace, quiet }) => {
    expect(pace().quiet).toBe(quiet);
  });

  test('many siblings whose number is known: longer than all first polls take, should one never come', () => {
    const load = { resources: 480, applicationsPerWorkspace: 3, shared: true };
    expect(paceOf(480, load).quiet).toBeGreaterThan(firstPollSecondsOf(load) * SECOND);
    expect(paceOf(480, load).installsPerWorkspace).toBe(3);
  });
});

describe('how often is polled', () => {
  const KEY = { first: 'ws-0abc12345', own: 'ws-0abc12345/Desk' };
  /** The seconds, after the first poll, at which a tick begins to find a poll due. */
  const duesOf = (pace: Pace, key: PollKey, seconds: number, waiting?: number): readonly number[] => {
    const isDue = (second: number) => pace.isDue(key, ASKED, pace.firstPoll(key, ASKED) + second * SECOND, waiting);
    return Array.from({ length: seconds }, (_, second) => second).filter((one) => isDue(one) && !isDue(one - 1));
  };

  test.each([
    { resources: 75, waiting: 75, minutes: 1, reason: 'as many as 1.25 polls a second allow' },
    { resources: 76, waiting: 76, minutes: 2, reason: 'one more' },
    { resources: 150, waiting: 150, minutes: 2, reason: 'twice as many' },
    { resources: 151, waiting: 151, minutes: 4, reason: 'one more than that' },
    { resources: 450, waiting: 450, minutes: 8, reason: 'six times as many' },
    { resources: 450, waiting: 75, minutes: 1, reason: 'of many, few still wait' },
    { resources: 450, waiting: 0, minutes: 1, reason: 'none is known to wait' },
  ])('$waiting of $resources wait: every $minutes min ($reason)', ({ resources, waiting, minutes }) => {
    const pace = paceOf(resources, alone);
    const steady = (pace.steadyFrom(KEY, ASKED) - pace.firstPoll(KEY, ASKED)) / SECOND;
    const [first = 0, second = 0] = duesOf(pace, KEY, 3600, waiting).filter((due) => due >= steady);
    expect(first).toBe(Math.ceil(steady));
    expect(second - first).toBe(minutes * 60);
  });

  test('a tick may come 37.5 s late, and no later: what is due is polled once', () => {
    const pace = paceOf(10, alone);
    const isDueAt = [-0.001, 0, 37.499, 37.5, 59.999, 60, 97.499, 97.5].map((seconds) =>
      pace.isDue(KEY, ASKED, ASKED + seconds * SECOND),
    );
    expect(isDueAt).toEqual([false, true, true, false, false, true, true, false]);
  });

  test('a single resource: at every tick; two: not in the second half of a minute', () => {
    const isDueAt = (pace: Pace) => [0, 30, 45, 59].map((second) => pace.isDue(KEY, ASKED, ASKED + second * SECOND));
    expect(isDueAt(paceOf(1))).toEqual([true, true, true, true]);
    expect(isDueAt(paceOf(2, alone))).toEqual([true, true, false, false]);
  });

  test('siblings whose number is not known: a second poll when the quiet time and two ticks are over, or up to three ticks later', () => {
    const pace = paceOf(60, { shared: true });
    const owns = Array.from({ length: 40 }, (_, index) => ({ ...KEY, own: `ws-0abc12345/Desk${index}` }));
    const dues = owns.map((key) => duesOf(pace, key, 199));
    expect(dues.every(([first]) => first === 0)).toBe(true);
    expect([...new Set(dues.map(([, second]) => second))].sort()).toEqual([120, 150, 180, undefined]);
  });

  test('siblings whose number is known: no second poll before they are polled steadily', () => {
    const pace = paceOf(60, { shared: true, applicationsPerWorkspace: 2 });
    expect(duesOf(pace, KEY, 130)).toEqual([0]);
  });

  test.each([
    { resources: 1, seconds: 30, reason: 'a tick' },
    { resources: 10, seconds: 60, reason: 'an interval' },
    { resources: 450, seconds: 1000, reason: 'when first polls are over' },
    { resources: 900, seconds: 1200, reason: 'at most twenty minutes' },
  ])('$resources resources: steadily from $seconds s after the first poll ($reason)', ({ resources, seconds }) => {
    const pace = paceOf(resources, alone);
    expect(pace.steadyFrom(KEY, ASKED) - pace.firstPoll(KEY, ASKED)).toBe(seconds * SECOND);
  });

  test.each([
    { resources: 1, counts: false, fresh: 22.5, reason: 'polled at every tick' },
    { resources: 75, counts: false, fresh: 45, reason: 'polled every minute, however many wait' },
    { resources: 76, counts: true, fresh: 45, reason: 'polled more often, the fewer wait' },
  ])('$resources resources: counts those that wait $counts, an observation stands for $fresh s ($reason)', (row) => {
    const { resources, counts, fresh } = paceOf(row.resources, alone);
    expect([resources, counts, fresh]).toEqual([row.resources, row.counts, row.fresh * SECOND]);
  });

  test.each([
    { resources: 13, isSpread: false },
    { resources: 14, isSpread: true },
  ])('the first calls of $resources resources take a tick at most, or longer: spread $isSpread', (row) => {
    const { firstPoll, keyOf } = paceOf(row.resources, alone);
    const moments = Array.from({ length: 20 }, (_, index) => firstPoll(keyOf(`ws-${index}`, 'Desk'), ASKED));
    expect(moments.some((moment) => moment > ASKED)).toBe(row.isSpread);
  });

  test('resources whose siblings are known, or that have none: each of a WorkSpace in its own time', () => {
    const { keyOf } = paceOf(2, { shared: true, applicationsPerWorkspace: 2 });
    expect(keyOf('ws-1', 'A')).toEqual({ own: 'ws-1/A', first: 'ws-1/A' });
    expect(paceOf(2).keyOf('ws-1', 'A')).toEqual({ own: 'ws-1/A', first: 'ws-1' });
  });
});

describe('whether what is declared sets the pace, or what goes', () => {
  const DELETE = { type: 'Delete' } as const;
  const cases = [
    { of: {}, during: { underWay: 9 }, load: { resources: 450 }, resources: 450, situation: 'a create' },
    { of: DELETE, during: { underWay: 9 }, load: { resources: 450 }, resources: 9, situation: 'nine go' },
    {
      of: DELETE,
      during: { underWay: 1, hasSiblings: false },
      load: { resources: 1 },
      resources: 1,
      situation: 'one goes, alone on its WorkSpace',
    },
    {
      of: DELETE,
      during: { underWay: 1, hasSiblings: true },
      load: { resources: 3 },
      resources: 3,
      situation: 'one goes, and what is declared shares WorkSpaces',
    },
    {
      of: DELETE,
      during: { underWay: 1, hasSiblings: true },
      load: { resources: 1 },
      resources: 2,
      situation: 'one goes, and another that is declared no more was on its WorkSpace',
    },
    {
      of: DELETE,
      during: { underWay: 2, hasSiblings: false },
      load: { resources: 1, shared: false },
      resources: 2,
      situation: 'two go from two WorkSpaces',
    },
  ];

  test.each(cases)('$situation: the pace of $resources', ({ of, during, load, resources }) => {
    expect(paceFor(request(of), operation(during), { load }).resources).toBe(resources);
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
