import fc from 'fast-check';
import { type Pace, paceOf } from '../../../lambda/stack/pace';
import { ASKED, MINUTE, SECOND, WORKSPACE } from '../builders';

/** Fixed, so that a run can be repeated; printed by fast-check with a counterexample. */
const RUNS = { seed: 20_260_301, numRuns: 30 };

const HOUR = 60 * MINUTE;
const workspaceIds = fc.stringMatching(/^ws-[0-9a-z]{8,20}$/);
const resourceCounts = fc.integer({ min: 1, max: 450 });
/** The waiter's 30 seconds and what the invocations take. */
const tickLengths = fc.array(fc.integer({ min: 30_000, max: 36_000 }), { minLength: 121, maxLength: 121 });

/** The ticks at which there is contact, out of those that a waiter makes. */
function contactsOf(pace: Pace, workspaceId: string, lengths: readonly number[]): readonly number[] {
  const contacts: number[] = [];
  let now = ASKED;
  for (const length of lengths) {
    if (pace.isDue(workspaceId, ASKED, now)) contacts.push(now);
    now += length;
  }
  return contacts;
}

/** The stretches of the first hour, looked at every second, in which a tick makes contact; the last may have no end. */
function dueStretches(pace: Pace, workspaceId: string): readonly { readonly from: number; readonly to: number }[] {
  const stretches: { from: number; to: number }[] = [];
  let from: number | undefined;
  for (let now = ASKED; now <= ASKED + HOUR; now += SECOND) {
    const isDue = pace.isDue(workspaceId, ASKED, now);
    if (isDue) from ??= now;
    if (isDue || from === undefined) continue;
    stretches.push({ from, to: now - SECOND });
    from = undefined;
  }
  return from === undefined ? stretches : [...stretches, { from, to: Number.POSITIVE_INFINITY }];
}

describe(`first contact (seed ${RUNS.seed})`, () => {
  test('the same WorkSpace: the same moment, so that its resources arrive together', () => {
    fc.assert(
      fc.property(workspaceIds, resourceCounts, (id, resources) => {
        expect(paceOf(resources).firstPoll(id, ASKED)).toBe(paceOf(resources).firstPoll(id, ASKED));
      }),
      RUNS,
    );
  });

  test('asked later: as much later', () => {
    fc.assert(
      fc.property(workspaceIds, resourceCounts, fc.integer({ min: 0, max: HOUR }), (id, resources, later) => {
        const { firstPoll } = paceOf(resources);
        expect(firstPoll(id, ASKED + later)).toBe(firstPoll(id, ASKED) + later);
      }),
      RUNS,
    );
  });

  test('any WorkSpace: within two and a half seconds for each resource, and never before it was asked', () => {
    fc.assert(
      fc.property(workspaceIds, resourceCounts, (id, resources) => {
        const delay = paceOf(resources).firstPoll(id, ASKED) - ASKED;
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThan(resources * 2.5 * SECOND);
      }),
      RUNS,
    );
  });

  test('few resources: at once', () => {
    expect(paceOf(1).firstPoll(WORKSPACE, ASKED)).toBe(ASKED);
    expect(paceOf(12).firstPoll(WORKSPACE, ASKED)).toBe(ASKED);
  });

  test.each([
    { named: 'in a row', idOf: (i: number) => `ws-${String(i).padStart(9, '0')}` },
    { named: 'at random', idOf: (i: number) => `ws-${((i * 2_654_435_761) % 2 ** 32).toString(36).padStart(9, '0')}` },
  ])('450 WorkSpaces with ids $named: spread evenly, no tenth of the time gets more than a fifth', ({ idOf }) => {
    const { firstPoll } = paceOf(450);
    const contacts = Array.from({ length: 450 }, (_, i) => firstPoll(idOf(i), 0));
    const span = Math.max(...contacts) + 1;
    const shares = Array.from(
      { length: 10 },
      (_, tenth) => contacts.filter((contact) => Math.floor((contact / span) * 10) === tenth).length,
    );
    expect(Math.max(...shares)).toBeLessThanOrEqual(90);
    expect(Math.min(...shares)).toBeGreaterThan(0);
  });
});

describe(`contacts (seed ${RUNS.seed})`, () => {
  test('ticks of up to 36 seconds: none is missed, since each is due for longer than that', () => {
    fc.assert(
      fc.property(workspaceIds, resourceCounts, (id, resources) => {
        const stretches = dueStretches(paceOf(resources), id);
        for (const { from, to } of stretches) expect(to - from).toBeGreaterThanOrEqual(36 * SECOND);
      }),
      RUNS,
    );
  });

  test('ticks of 30 to 36 seconds: every contact that is due is made', () => {
    fc.assert(
      fc.property(workspaceIds, resourceCounts, tickLengths, (id, resources, lengths) => {
        const pace = paceOf(resources);
        const contacts = contactsOf(pace, id, lengths);
        for (const { from, to } of dueStretches(pace, id)) {
          expect(contacts.some((contact) => contact >= from && contact <= to)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('until the hour is over: never longer without a contact than the spread of them all', () => {
    fc.assert(
      fc.property(workspaceIds, resourceCounts, (id, resources) => {
        const stretches = dueStretches(paceOf(resources), id);
        const longest = Math.max(2 * MINUTE, resources * 2.5 * SECOND);
        stretches.forEach(({ from }, i) => {
          expect(from - (stretches[i - 1]?.to ?? ASKED)).toBeLessThanOrEqual(longest);
        });
        expect(ASKED + HOUR - (stretches.at(-1)?.to ?? ASKED)).toBeLessThanOrEqual(longest + 36 * SECOND);
      }),
      RUNS,
    );
  });

  test('no contact before the first', () => {
    fc.assert(
      fc.property(workspaceIds, resourceCounts, (id, resources) => {
        const pace = paceOf(resources);
        const first = pace.firstPoll(id, ASKED);
        expect(pace.isDue(id, ASKED, first - 1)).toBe(false);
        expect(pace.isDue(id, ASKED, first)).toBe(true);
      }),
      RUNS,
    );
  });

  test('450 resources: no more than 20 contacts in an hour for each', () => {
    fc.assert(
      fc.property(workspaceIds, tickLengths, (id, lengths) => {
        expect(contactsOf(paceOf(450), id, lengths).length).toBeLessThanOrEqual(20);
      }),
      RUNS,
    );
  });

  test('a tick before the event was asked, by a clock that is behind: none', () => {
    expect(paceOf(1).isDue(WORKSPACE, ASKED, ASKED - 1)).toBe(false);
  });
});

describe('by what the resources declare', () => {
  test('more applications: first contacts take longer, as there are more calls', () => {
    fc.assert(
      fc.property(workspaceIds, resourceCounts, (id, resources) => {
        const one = paceOf(resources, { shared: false }).firstPoll(id, ASKED);
        const eight = paceOf(resources, { applications: 8 * resources, shared: false }).firstPoll(id, ASKED);
        expect(eight).toBeGreaterThanOrEqual(one);
      }),
      RUNS,
    );
  });

  test('siblings whose number is known: spread one by one, for the last of them deploys; quiet lasts longer than the spread', () => {
    const { keyOf, quiet, firstPoll } = paceOf(450, { applicationsPerWorkspace: 3, shared: true });
    expect(keyOf(WORKSPACE, 'A')).not.toBe(keyOf(WORKSPACE, 'B'));
    const latest = Math.max(...Array.from({ length: 450 }, (_, i) => firstPoll(keyOf(WORKSPACE, String(i)), 0)));
    expect(quiet).toBeGreaterThan(latest + MINUTE);
  });

  test('siblings whose number is not known: together, so that none registers long after the others', () => {
    const { keyOf } = paceOf(450);
    expect(keyOf(WORKSPACE, 'A')).toBe(keyOf(WORKSPACE, 'B'));
  });

  test('each alone on its WorkSpace: no quiet time, however many there are', () => {
    expect(paceOf(450, { shared: false }).quiet).toBe(0);
  });

  test('fewer are waiting: contacts at all moments at which there would be one, and more', () => {
    const waitings = fc.tuple(fc.integer({ min: 1, max: 450 }), fc.integer({ min: 1, max: 450 }));
    fc.assert(
      fc.property(workspaceIds, waitings, fc.integer({ min: 0, max: HOUR }), (id, [one, other], since) => {
        const { isDue } = paceOf(450);
        const now = ASKED + since;
        if (isDue(id, ASKED, now, Math.max(one, other))) {
          expect(isDue(id, ASKED, now, Math.min(one, other))).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('any number waiting: together at most one and a quarter contacts a second, and one a minute for each', () => {
    for (let waiting = 1; waiting <= 450; waiting += waiting < 20 ? 1 : 10) {
      const stretches = dueStretches(
        { ...paceOf(450), isDue: (id, asked, now) => paceOf(450).isDue(id, asked, now, waiting) },
        WORKSPACE,
      );
      const [last = ASKED, before = ASKED] = stretches.map(({ from }) => from).reverse();
      expect(last - before).toBeGreaterThanOrEqual(Math.max(MINUTE, (waiting / 1.25) * SECOND));
    }
  });
});

describe('by the number of resources', () => {
  test.each([
    { resources: 1, quiet: 0, looksEarly: true, reason: 'alone with its provider, it waits for nobody' },
    { resources: 2, quiet: 60 * SECOND, looksEarly: true, reason: 'a minute at least' },
    { resources: 10, quiet: 60 * SECOND, looksEarly: true, reason: 'the last that looks early' },
    { resources: 11, quiet: 60 * SECOND, looksEarly: false, reason: 'the first that does not' },
    { resources: 120, quiet: 60 * SECOND, looksEarly: false, reason: 'half a second each' },
    { resources: 450, quiet: 225 * SECOND, looksEarly: false, reason: 'half a second each' },
  ])('$resources: quiet for $quiet ms, looks early: $looksEarly ($reason)', ({ resources, quiet, looksEarly }) => {
    expect(paceOf(resources)).toMatchObject({ quiet, looksEarly });
  });
});
