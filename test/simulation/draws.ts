import * as fc from 'fast-check';
import { BUNDLED, EDITION, EXISTING, OUTDATED, OWN, type Place } from './desks';
import { evolve } from './evolutions';
import { type Declared, type Drawn, EVOLUTIONS, type Step } from './steps';

const place: fc.Arbitrary<Place> = fc.constantFrom<Place>(0, 0, 1, 1, 'own');

const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { freq: 3 }).map((value) => value);

/** Mostly absent: a value that comes once in so many. */
const onceIn = <T>(times: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.tuple(fc.nat({ max: times - 1 }), arbitrary).map(([draw, value]) => (draw === times - 1 ? value : null));

/** What is about the user of the desktop. */
const manners = {
  waitForUser: fc.constantFrom(false, false, false, true),
  rebootAfterInstallation: fc.constantFrom(false, false, false, true),
};

const PLAIN = {
  absentApplicationIds: [],
  allowExisting: false,
  waitForInstallation: true,
  retain: false,
  revision: '',
  timeoutSeconds: null,
};

const declaredA: fc.Arbitrary<Declared> = fc
  .record({
    ...manners,
    place,
    own: fc.subarray([...OWN.A], { minLength: 1 }),
    edition: fc.constantFrom('none', 'Standard', 'Professional' as const),
    wanted: fc.constantFrom(null, null, EXISTING, BUNDLED),
    absent: fc.constantFrom(null, null, EXISTING, OUTDATED, BUNDLED),
    allowExisting: fc.boolean(),
    waitForInstallation: fc.constantFrom(true, true, true, false),
    retain: fc.constantFrom(false, false, true),
    revision: fc.constantFrom('', '', '1', '2'),
    timeoutSeconds: onceIn(4, fc.constantFrom(300, 900, 1800)),
  })
  .map(({ own, edition, wanted, absent, ...more }) => ({
    ...more,
    // Synthesis refuses the reboot of what does not wait.
    rebootAfterInstallation: more.rebootAfterInstallation && more.waitForInstallation,
    logicalId: 'A',
    applicationIds: [...own, ...EDITION[edition], ...(wanted ? [wanted] : [])],
    absentApplicationIds: absent && absent !== wanted ? [absent] : [],
  }));

const sibling = (logicalId: 'B' | 'C', applicationIds: readonly string[]): fc.Arbitrary<Declared | null> =>
  fc.option(
    fc
      .record({ ...manners, place, applicationIds: fc.subarray([...applicationIds], { minLength: 1 }) })
      .map((more) => ({ ...PLAIN, ...more, logicalId })),
  );

/** What the second stack declares is what the first may declare too. */
const declaredByOther: fc.Arbitrary<readonly Declared[]> = fc
  .record({
    ...manners,
    place,
    applicationIds: fc.subarray([OWN.A[0], OWN.B[0], EXISTING, ...EDITION.Standard], { minLength: 1 }),
    absent: fc.constantFrom(null, null, null, OWN.A[1], EXISTING),
    allowExisting: fc.boolean(),
    retain: fc.constantFrom(false, false, false, true),
  })
  .map(({ absent, ...more }) => [
    {
      ...PLAIN,
      ...more,
      logicalId: 'A',
      absentApplicationIds: absent && !more.applicationIds.includes(absent) ? [absent] : [],
    },
  ]);

const declaredByFirst: fc.Arbitrary<readonly Declared[]> = fc
  .tuple(rarely(declaredA), sibling('B', OWN.B), sibling('C', OWN.C))
  .map((all) => all.filter((declared) => declared !== null));

const stepOf = (declared: fc.Arbitrary<readonly Declared[]>): fc.Arbitrary<Drawn> =>
  fc.record({
    evolution: fc.constantFrom(...EVOLUTIONS),
    which: fc.nat({ max: 5 }),
    declared,
    workspace: fc.record({
      user: fc.constantFrom('ana', 'ana', 'ana', 'ben' as const),
      tag: fc.constantFrom('1', '1', '2'),
    }),
    bomb: onceIn(4, fc.constantFrom(1, 20, 70, 200, 900, 1500, 2400)),
    interruption: onceIn(
      4,
      fc.record({
        kind: fc.constantFrom('cancel' as const, 'delete' as const),
        after: fc.integer({ min: 1, max: 2400 }),
      }),
    ),
    staysFailed: fc.constantFrom(false, false, false, false, true),
    migrates: onceIn(20, fc.constantFrom(0, 1)),
  });

/** Up to so many steps, each of which may follow from the one before. */
export const stepsOf = (stack: 'first' | 'other', most: number): fc.Arbitrary<readonly Step[]> =>
  fc
    .array(stepOf(stack === 'first' ? declaredByFirst : declaredByOther), { minLength: 1, maxLength: most })
    .map(follow);

function follow(drawn: readonly Drawn[]): readonly Step[] {
  const steps: Step[] = [];
  for (const next of drawn) steps.push(evolve(steps.at(-1), next));
  return steps;
}
