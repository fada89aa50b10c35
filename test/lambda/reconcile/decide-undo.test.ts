import { reasonToWait } from '../../../lambda/reconcile/decide';
import type { STAGES } from '../../../lambda/reconcile/states';
import type { Mark } from '../../../lambda/service/marks';
import {
  ASKED,
  ATTEMPT,
  BEGAN,
  CREATED,
  courseOf,
  decide,
  EARLIER_ATTEMPT,
  facts,
  goal,
  installing,
  mark,
  OFFICE,
  SECOND,
  SIBLING,
  STRANGER,
  seeing,
  siblings,
  strangers,
  terms,
  VISIO,
} from '../builders';

/** In a rollback everything that is installed was declared before, and the marks are looked at whatever differs. */
const INSTALL = { ...installing([OFFICE], [OFFICE]), keeps: [OFFICE] };
const UNDOING = { undoing: true };
const REMOVED = mark({ kind: 'absent', operation: BEGAN });
const LEAVE = goal({ leaves: [OFFICE] });

type States = Record<Exclude<keyof typeof STAGES, 'PENDING_INSTALL' | 'PENDING_UNINSTALL'> | 'A_LATER_STATE', string>;
const rowsOf = (table: States) => Object.entries(table).map(([state, outcome]) => ({ state, outcome }));

describe('what undoes begins half a minute after it was asked', () => {
  test.each([
    { seconds: 29, asked: UNDOING, waits: true },
    { seconds: 30, asked: UNDOING, waits: false },
    { seconds: 0, asked: {}, waits: false },
  ])('$seconds s after it was asked, $asked: waits $waits', ({ seconds, asked, waits }) => {
    const reason = reasonToWait(ASKED + seconds * SECOND, terms(asked));
    expect(reason).toEqual(waits ? expect.stringContaining('earlier request') : undefined);
  });
});

describe('its removal was deployed, and it was associated since: another hand has registered it', () => {
  const NEW = { created: ASKED + 31 * SECOND, updated: ASKED + 31 * SECOND };
  const OLD = { created: ASKED + 29 * SECOND, updated: ASKED + 31 * SECOND };
  const LEFT = 'unmark holds, done';

  test.each([
    { asked: UNDOING, attempt: ATTEMPT, state: 'PENDING_INSTALL_DEPLOYMENT', association: NEW, outcome: LEFT },
    { asked: UNDOING, attempt: ATTEMPT, state: 'INSTALLING', association: NEW, outcome: LEFT },
    { asked: UNDOING, attempt: ATTEMPT, state: 'COMPLETED', association: NEW, outcome: LEFT },
    { asked: UNDOING, attempt: ATTEMPT, state: 'ERROR', association: NEW, outcome: LEFT },
    { asked: { deleting: true }, attempt: ATTEMPT, state: 'COMPLETED', association: NEW, outcome: LEFT },
    { asked: UNDOING, attempt: ATTEMPT, state: 'UNINSTALLING', association: NEW, outcome: 'wait' },
    { asked: UNDOING, attempt: ATTEMPT, state: 'COMPLETED', association: OLD, outcome: 'disassociate' },
    {
      asked: UNDOING,
      attempt: ATTEMPT,
      state: 'COMPLETED',
      association: { ...NEW, created: undefined },
      outcome: 'disassociate',
    },
    // Another stack may have joined meanwhile, and left it to this one.
    { asked: UNDOING, attempt: EARLIER_ATTEMPT, state: 'COMPLETED', association: NEW, outcome: 'disassociate' },
    { asked: {}, attempt: ATTEMPT, state: 'COMPLETED', association: NEW, outcome: 'disassociate' },
  ])('$asked, $state, $association: $outcome', ({ asked, attempt, state, association, outcome }) => {
    const seen = seeing({ state, ...association });
    expect(courseOf({ goal: LEAVE, seen, marks: [mark({ attempt })], terms: asked })).toBe(outcome);
  });
});

describe('the undone operation had declared it absent, and the holder has removed it', () => {
  const BACK: States = {
    ABSENT: 'associate',
    REMOVED: 'associate',
    PENDING_INSTALL_DEPLOYMENT: 'deploy',
    INSTALLING: 'wait',
    COMPLETED: 'unmark absent, done',
    PENDING_UNINSTALL_DEPLOYMENT: 'associate',
    UNINSTALLING: 'wait',
    ERROR: 'associate',
    A_LATER_STATE: 'fail',
  };

  test.each(rowsOf(BACK))('$state: $outcome, and never held', ({ state, outcome }) => {
    const step = { seen: seeing({ state }), marks: [REMOVED], terms: UNDOING };
    expect(courseOf({ ...step, goal: goal({ restores: [OFFICE] }) })).toBe(outcome);
    // Declared before, with allowExisting and so without a hold: what was adopted stays adopted.
    expect(courseOf({ ...step, goal: INSTALL })).toBe(outcome);
    // The properties do not say it any more: the mark does.
    expect(courseOf({ ...step, goal: goal({ keeps: [] }) })).toBe(outcome);
  });

  const RESTORE = goal({ restores: [OFFICE] });

  test('its removal was registered only: taken back, and nothing is left of it', () => {
    const step = { goal: RESTORE, terms: UNDOING, marks: [REMOVED] };
    expect(courseOf({ ...step, seen: seeing({ state: 'PENDING_UNINSTALL' }) })).toBe('associate');
    expect(courseOf({ ...step, seen: seeing({}) })).toBe('unmark absent, done');
  });

  test.each([{ state: 'REMOVED' }, { state: 'ABSENT' }])(
    '$state, and it is declared absent again: it stays so',
    ({ state }) => {
      const step = { goal: goal({ absents: [OFFICE], keeps: [OFFICE] }), seen: seeing({ state }), marks: [REMOVED] };
      expect(courseOf({ ...step, terms: UNDOING })).toBe('unmark absent, done');
    },
  );

  test('the service does not install it any more: left, and the mark goes', () => {
    const refused = { refused: new Set([OFFICE]) };
    expect(courseOf({ goal: RESTORE, seen: seeing(), marks: [REMOVED], terms: UNDOING, facts: refused })).toBe(
      'unmark absent, done',
    );
  });

  test('in ERROR after it was tried: Force, then a failure', () => {
    const step = { goal: RESTORE, seen: seeing({ state: 'ERROR' }), terms: UNDOING };
    expect(courseOf({ ...step, marks: [REMOVED], facts: { tried: new Set([OFFICE]) } })).toBe('deploy with Force');
    expect(courseOf({ ...step, marks: [{ ...REMOVED, attempt: ATTEMPT }] })).toBe('fail');
  });

  test.each([
    { marks: [], situation: 'no mark: a colleague has removed it' },
    { marks: [{ ...REMOVED, operation: CREATED }], situation: 'the mark of an earlier operation' },
    { marks: [siblings({ kind: 'absent', operation: BEGAN })], situation: 'the mark of another resource' },
  ])('$situation: not brought back', ({ marks }) => {
    expect(courseOf({ goal: RESTORE, seen: seeing(), marks, terms: UNDOING })).not.toContain('associate');
  });
});

describe('a plain delete of what declared it absent', () => {
  const step = { goal: goal({ restores: [OFFICE], keeps: [] }), marks: [REMOVED], terms: { deleting: true } };

  test('the removal is pending still: taken back, since nothing else would', () => {
    expect(courseOf({ ...step, seen: seeing({ state: 'PENDING_UNINSTALL_DEPLOYMENT' }) })).toBe('associate');
  });

  test.each(['ABSENT', 'REMOVED', 'COMPLETED'])('%s: left as it is, and the mark goes', (state) => {
    expect(courseOf({ ...step, seen: seeing({ state }) })).toBe('unmark absent, done');
  });
});

describe('another resource has removed it in the operation that is undone, and brings it back', () => {
  const BESIDE: States = {
    ABSENT: 'associate',
    REMOVED: 'associate',
    PENDING_INSTALL_DEPLOYMENT: 'deploy',
    INSTALLING: 'wait',
    COMPLETED: 'done',
    PENDING_UNINSTALL_DEPLOYMENT: 'associate',
    UNINSTALLING: 'wait',
    ERROR: 'done',
    A_LATER_STATE: 'fail',
  };

  test.each(rowsOf(BESIDE))('$state: $outcome, without holding it', ({ state, outcome }) => {
    const marks = [siblings({ kind: 'absent', operation: BEGAN })];
    expect(courseOf({ goal: INSTALL, seen: seeing({ state }), marks, terms: UNDOING })).toBe(outcome);
  });
});

describe('a rollback refuses nothing', () => {
  test.each([
    { marks: [strangers()], situation: 'another stack joined it meanwhile', outcome: 'mark holds, wait' },
    { marks: [], situation: 'its mark is lost', outcome: 'done' },
  ])('what it declared before, and $situation: $outcome', ({ marks, outcome }) => {
    expect(courseOf({ goal: INSTALL, seen: seeing({}), marks, terms: UNDOING })).toBe(outcome);
  });

  test.each([
    { marks: [strangers()], outcome: 'done' },
    { marks: [mark(), siblings()], outcome: 'unmark holds, done' },
  ])('what is to be absent again, and others hold by now: left to them', ({ marks, outcome }) => {
    expect(courseOf({ goal: goal({ absents: [OFFICE] }), seen: seeing({}), marks, terms: UNDOING })).toBe(outcome);
  });
});

describe('holders that exist no more held it before the operation: to what is undone they are holders', () => {
  const joined = mark({ attempt: '' });
  const marks: readonly Mark[] = [joined, strangers()];

  test('a create that joined them is undone: leaves, and uninstalls nothing', () => {
    const step = { goal: LEAVE, seen: seeing({}), terms: { undoing: true, deleting: true }, dead: [STRANGER] };
    expect(courseOf({ ...step, marks })).toBe('mark leaving, wait');
    expect(courseOf({ ...step, marks: [{ ...joined, kind: 'leaving' }, strangers()] })).toBe('unmark leaving, done');
  });

  test('a create that installed it itself is undone: uninstalls, for the mark of the dead stood for nothing', () => {
    const terms = { undoing: true, deleting: true };
    const own = mark({ attempt: 'mm80g0q1' });
    expect(courseOf({ goal: LEAVE, seen: seeing({}), terms, dead: [STRANGER], marks: [own, strangers()] })).toBe(
      'disassociate',
    );
  });

  test('a plain delete: uninstalls, since nothing relies on it', () => {
    const step = { goal: LEAVE, seen: seeing({}), marks, terms: { deleting: true } };
    expect(courseOf({ ...step, dead: [STRANGER] })).toBe('disassociate');
    expect(courseOf({ ...step, marks: [mark(), siblings()], dead: [SIBLING] })).toBe('disassociate');
  });
});

test('the application is gone while another is being deployed: its mark goes at once, so that the delete does not wait for that', () => {
  const seen = seeing({ state: 'ABSENT' }, { applicationId: VISIO, state: 'INSTALLING' });
  expect(courseOf({ goal: LEAVE, seen, marks: [mark()], terms: { deleting: true } })).toBe('unmark holds, done');
});

test('what the failed operation added, whatever the properties say: the rollback leaves it', () => {
  const marks = [mark(), mark({ applicationId: VISIO, operation: BEGAN })];
  expect(courseOf({ goal: INSTALL, seen: seeing({}, { applicationId: VISIO }), marks, terms: UNDOING })).toBe(
    `disassociate ${VISIO}`,
  );
});

test('everything is gone before the calls of what is undone can have shown: not believed', () => {
  const wanted = goal({ leaves: [OFFICE], keeps: [] });
  const asked = terms({ undoing: true, deleting: true });
  const now = ASKED + 29 * SECOND;
  expect(reasonToWait(now, asked)).toBeDefined();
  expect(decide(wanted, facts({ marksReadAt: ASKED + 30 * SECOND, now: ASKED + 30 * SECOND }), asked).kind).toBe(
    'done',
  );
});
