import { isLeftAlone, isOthers } from '../../../lambda/reconcile/decide';

import type { Goal } from '../../../lambda/reconcile/goal';
import type { STAGES } from '../../../lambda/reconcile/states';
import { paceOf } from '../../../lambda/stack/pace';
import {
  ANCIENT,
  ASKED,
  association,
  BEGAN,
  brief,
  CREATED,
  decide,
  FRESH,
  goal,
  OFFICE,
  PROJECT,
  refusalOf,
  rules,
  SECOND,
  seeing,
  VISIO,
  wordsOf,
} from '../builders';

const INSTALL = goal({ installs: [{ applicationId: OFFICE, othersBefore: BEGAN }] });
const REMOVE = goal({ removals: [{ applicationId: OFFICE, ours: { since: CREATED, undoing: false } }] });
const ABSENT = goal({ removals: [{ applicationId: OFFICE }] });

/** What is decided at once about one application, by the state it is in. */
interface Row {
  /** Wanted, and from this operation. */
  readonly install: string;
  /** Wanted, and from before this operation. */
  readonly conflict: string;
  readonly adopt: string;
  /** To go, from after the resource's create, and from before. */
  readonly remove: string;
  readonly leave: string;
  /** Declared absent, from before the resource. */
  readonly absent: string;
}

const TABLE: Record<keyof typeof STAGES | 'A_LATER_STATE', Row> = {
  ABSENT: {
    install: 'associate',
    conflict: 'associate',
    adopt: 'associate',
    remove: 'done',
    leave: 'done',
    absent: 'done',
  },
  REMOVED: {
    install: 'associate',
    conflict: 'associate',
    adopt: 'associate',
    remove: 'done',
    leave: 'done',
    absent: 'done',
  },
  PENDING_INSTALL: {
    install: 'deploy',
    conflict: 'fail',
    adopt: 'deploy',
    remove: 'disassociate',
    leave: 'done',
    absent: 'disassociate',
  },
  PENDING_INSTALL_DEPLOYMENT: {
    install: 'deploy',
    conflict: 'fail',
    adopt: 'deploy',
    remove: 'disassociate',
    leave: 'done',
    absent: 'disassociate',
  },
  INSTALLING: { install: 'wait', conflict: 'fail', adopt: 'wait', remove: 'wait', leave: 'done', absent: 'wait' },
  COMPLETED: {
    install: 'done',
    conflict: 'fail',
    adopt: 'done',
    remove: 'disassociate',
    leave: 'done',
    absent: 'disassociate',
  },
  PENDING_UNINSTALL: {
    install: 'associate',
    conflict: 'fail',
    adopt: 'fail',
    remove: 'deploy',
    leave: 'done',
    absent: 'deploy',
  },
  PENDING_UNINSTALL_DEPLOYMENT: {
    install: 'associate',
    conflict: 'fail',
    adopt: 'fail',
    remove: 'deploy',
    leave: 'done',
    absent: 'deploy',
  },
  UNINSTALLING: { install: 'wait', conflict: 'fail', adopt: 'wait', remove: 'wait', leave: 'done', absent: 'wait' },
  ERROR: {
    install: 'fail',
    conflict: 'associate',
    adopt: 'associate',
    remove: 'fail',
    leave: 'done',
    absent: 'disassociate',
  },
  A_LATER_STATE: { install: 'fail', conflict: 'fail', adopt: 'fail', remove: 'fail', leave: 'fail', absent: 'fail' },
};
const ROWS = Object.entries(TABLE).map(([state, row]) => ({ state, ...row }));

/** The decision without the id of the one application that there is. */
const decided = (wanted: Goal, time: number, state: string, overrides = {}): string =>
  brief(decide(wanted, seeing({ state, created: time, updated: time }), rules(overrides))).replace(` ${OFFICE}`, '');

describe('one application, by state', () => {
  test.each(ROWS)('$state, wanted and from this operation: $install', ({ state, install }) => {
    expect(decided(INSTALL, FRESH, state)).toBe(install);
  });

  test.each(ROWS)('$state, wanted but from before: $conflict', ({ state, conflict }) => {
    expect(decided(INSTALL, ANCIENT, state)).toBe(conflict);
  });

  test.each(ROWS)('$state, from before, with allowExisting: $adopt', ({ state, adopt }) => {
    expect(decided(INSTALL, ANCIENT, state, { allowExisting: true })).toBe(adopt);
  });

  test.each(ROWS)('$state, to go and of this resource: $remove', ({ state, remove }) => {
    expect(decided(REMOVE, FRESH, state)).toBe(remove);
  });

  test.each(ROWS)('$state, to go but from before the resource: $leave', ({ state, leave }) => {
    expect(decided(REMOVE, ANCIENT, state)).toBe(leave);
  });

  test.each(ROWS)('$state, declared absent: $absent, whatever its age', ({ state, absent }) => {
    expect(decided(ABSENT, ANCIENT, state)).toBe(absent);
  });

  test.each(ROWS)("$state, the resource's already: a conflict is out of the question", ({ state, install }) => {
    const known = goal({ installs: [{ applicationId: OFFICE }] });
    const expected = state === 'ERROR' ? 'associate' : install;
    expect(decided(known, ANCIENT, state)).toBe(expected);
  });

  test.each(ROWS)(
    '$state, waitForInstallation off: INSTALLING is done, nothing else changes',
    ({ state, install, remove }) => {
      const options = { waitForInstallation: false };
      expect(decided(INSTALL, FRESH, state, options)).toBe(state === 'INSTALLING' ? 'done' : install);
      expect(decided(REMOVE, FRESH, state, options)).toBe(remove);
    },
  );

  test.each(ROWS)(
    "$state, allowExisting: changes nothing for what is not somebody else's",
    ({ state, install, remove }) => {
      const options = { allowExisting: true };
      expect(decided(INSTALL, FRESH, state, options)).toBe(install);
      expect(decided(REMOVE, FRESH, state, options)).toBe(remove);
    },
  );
});

describe('timestamps missing', () => {
  const timeless = (state: string) => seeing({ state, created: undefined, updated: undefined });

  test.each([
    { state: 'COMPLETED', install: 'done', remove: 'done', reason: 'it may be our own work, or not: it is left' },
    { state: 'INSTALLING', install: 'wait', remove: 'wait', reason: 'what is under way is new' },
    {
      state: 'PENDING_INSTALL',
      install: 'deploy',
      remove: `disassociate ${OFFICE}`,
      reason: 'what is under way is new',
    },
    {
      state: 'PENDING_UNINSTALL',
      install: `associate ${OFFICE}`,
      remove: 'deploy',
      reason: 'what is under way is new',
    },
    { state: 'ERROR', install: 'fail', remove: `disassociate ${OFFICE}`, reason: 'taking a wish back harms nobody' },
  ])('$state: wanted $install, to go $remove ($reason)', ({ state, install, remove }) => {
    expect(brief(decide(INSTALL, timeless(state), rules()))).toBe(install);
    expect(brief(decide(REMOVE, timeless(state), rules()))).toBe(remove);
  });

  test('ERROR that onEvent saw already: tried again', () => {
    expect(brief(decide(INSTALL, timeless('ERROR'), rules({ failedBefore: [OFFICE] })))).toBe(`associate ${OFFICE}`);
    expect(brief(decide(INSTALL, timeless('ERROR'), rules({ failedBefore: [VISIO] })))).toBe('fail');
  });

  test.each([
    { state: 'COMPLETED', first: 'fail', later: 'done', reason: 'nothing of ours can be installed yet' },
    { state: 'INSTALLING', first: 'wait', later: 'wait', reason: 'what is under way is new' },
    { state: 'PENDING_INSTALL', first: 'deploy', later: 'deploy', reason: 'what is under way is new' },
    { state: 'ABSENT', first: `associate ${OFFICE}`, later: `associate ${OFFICE}`, reason: "nobody's" },
    { state: 'REMOVED', first: `associate ${OFFICE}`, later: `associate ${OFFICE}`, reason: "nobody's" },
  ])('$state at the first look: $first, at a later one: $later ($reason)', ({ state, first, later }) => {
    expect(brief(decide(INSTALL, timeless(state), rules({ isFirstObservation: true })))).toBe(first);
    expect(brief(decide(INSTALL, timeless(state), rules()))).toBe(later);
  });

  test('so many resources that onEvent does not look: our own finished install is ours', () => {
    expect(paceOf(11).looksEarly).toBe(false);
    const ways = ['ABSENT', 'PENDING_INSTALL', 'INSTALLING', 'COMPLETED'];
    expect(ways.map((state) => brief(decide(INSTALL, timeless(state), rules())))).toEqual([
      `associate ${OFFICE}`,
      'deploy',
      'wait',
      'done',
    ]);
  });

  test.each([
    { created: ANCIENT, updated: undefined },
    { created: undefined, updated: ANCIENT },
  ])("COMPLETED with one time of the two, %p: somebody else's at any look", (times) => {
    for (const isFirstObservation of [true, false])
      expect(brief(decide(INSTALL, seeing(times), rules({ isFirstObservation })))).toBe('fail');
  });

  test('COMPLETED that onEvent saw to be free: done', () => {
    const cleared = goal({ installs: [{ applicationId: OFFICE }] });
    expect(brief(decide(cleared, timeless('COMPLETED'), rules()))).toBe('done');
  });
});

describe('what belongs to somebody else', () => {
  test.each(['ABSENT', 'REMOVED', 'ERROR'])("%s from before: nobody's", (state) => {
    const older = association({ state, created: ANCIENT, updated: ANCIENT });
    expect(isOthers({ applicationId: OFFICE, othersBefore: BEGAN }, older)).toBe(false);
  });

  test('installed long ago, touched just now: the later time counts', () => {
    const touched = association({ created: ANCIENT, updated: FRESH });
    expect(isOthers({ applicationId: OFFICE, othersBefore: BEGAN }, touched)).toBe(false);
  });

  test('a removal without an owner: leaves nothing alone', () => {
    expect(isLeftAlone({ applicationId: OFFICE }, association({ created: ANCIENT, updated: ANCIENT }))).toBe(false);
  });

  test('refused: says since when, that nothing was changed, and every way to go on', () => {
    const reason = wordsOf(decide(INSTALL, seeing({ created: ANCIENT, updated: ANCIENT }), rules()));
    for (const part of [OFFICE, 'COMPLETED', '2026-03-01T11:51:40Z', 'nothing was changed', 'What next']) {
      expect(reason).toContain(part);
    }
    for (const way of ['allowExisting', 'logical id', 'RETAIN']) expect(reason).toContain(way);
  });

  test('its uninstall is pending, allowExisting: refused with other words, since adopting would undo it', () => {
    const pending = seeing({ state: 'PENDING_UNINSTALL_DEPLOYMENT', created: ANCIENT, updated: ANCIENT });
    const reason = wordsOf(decide(INSTALL, pending, rules({ allowExisting: true })));
    expect(reason).toMatch(/wsa-0office2021.*PENDING_UNINSTALL_DEPLOYMENT.*somebody else.*What next/);
  });
});

test('an unknown state: named, with what to do', () => {
  const reason = wordsOf(decide(INSTALL, seeing({ state: 'QUARANTINED' }), rules()));
  expect(reason).toMatch(/wsa-0office2021.*'QUARANTINED'.*nothing was changed.*What next/);
});

test('a rollback that sees everything gone: believes it only once nothing of before can be on its way', () => {
  const settled = ASKED + 30 * SECOND;
  expect(brief(decide(REMOVE, seeing(), rules({ undoing: true, now: settled - 1 })))).toBe('wait');
  expect(brief(decide(REMOVE, seeing(), rules({ undoing: true, now: settled })))).toBe('done');
});

describe('refusals before anything is touched', () => {
  test("somebody else's, unknown, and failed: the first two", () => {
    const wanted = goal({
      installs: [OFFICE, VISIO, PROJECT].map((applicationId) => ({ applicationId, othersBefore: BEGAN })),
    });
    const seen = seeing(
      { created: ANCIENT, updated: ANCIENT },
      { applicationId: VISIO, state: 'QUARANTINED' },
      { applicationId: PROJECT, state: 'ERROR' },
    );
    const refusal = refusalOf(wanted, seen, rules());
    expect(refusal).toMatch(/^wsa-0office2021 .*; wsa-0visio2021 /);
    expect(refusal).not.toContain(PROJECT);
  });

  test.each(['ABSENT', 'INSTALLING', 'COMPLETED', 'ERROR'])('%s, of this operation: nothing to refuse', (state) => {
    expect(refusalOf(INSTALL, seeing({ state }), rules())).toBe('');
  });
});
