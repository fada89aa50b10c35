import {
  ATTEMPT,
  at,
  BEGAN,
  type Course,
  course,
  courseOf,
  decide,
  EARLIER_ATTEMPT,
  FRESH,
  facts,
  goal,
  holder,
  installing,
  mark,
  NOW,
  OFFICE,
  SIBLING,
  seeing,
  siblings,
  terms,
  VISIO,
  wordsOf,
} from '../builders';

const UNDOING = { undoing: true };
const KEEP = goal({ keeps: [OFFICE] });
const PENDING = { state: 'PENDING_INSTALL' };

describe('the undone operation has registered anew what its resource had held before, and not deployed it', () => {
  const cases: readonly (Partial<Course> & { situation: string; outcome: string })[] = [
    {
      situation: 'its attempt is of this operation',
      marks: [mark({ attempt: ATTEMPT })],
      outcome: 'disassociate',
    },
    {
      situation: 'so too if another one is installed again',
      goal: goal({ ...installing([VISIO], [VISIO]), keeps: [OFFICE, VISIO] }),
      marks: [mark({ attempt: ATTEMPT })],
      outcome: 'disassociate',
    },
    {
      situation: 'the properties say that it is installed',
      goal: goal({ ...installing([OFFICE], [OFFICE]), keeps: [OFFICE] }),
      marks: [mark({ attempt: ATTEMPT })],
      outcome: 'deploy',
    },
    { situation: 'its attempt is of an earlier one', marks: [mark({ attempt: EARLIER_ATTEMPT })], outcome: 'done' },
    { situation: 'another resource has registered it', marks: [siblings({ attempt: ATTEMPT })], outcome: 'done' },
    { situation: 'no mark is on it', marks: [], outcome: 'done' },
    { situation: 'nothing is undone', marks: [mark({ attempt: ATTEMPT })], terms: {}, outcome: 'done' },
  ];

  test.each(cases)('$situation: $outcome', ({ goal: wanted = KEEP, marks, terms: asked = UNDOING, outcome }) => {
    const seen = seeing(PENDING, { applicationId: VISIO });
    expect(courseOf({ goal: wanted, seen, marks, terms: asked })).toBe(outcome);
  });

  test.each(['ABSENT', 'COMPLETED', 'ERROR', 'PENDING_UNINSTALL'])('%s, so it is registered no more: done', (state) => {
    const marks = [mark({ attempt: ATTEMPT })];
    expect(courseOf({ goal: KEEP, seen: seeing({ state }), marks, terms: UNDOING })).toBe('done');
  });
});

describe('an ERROR that is met going backward', () => {
  const ERROR = { state: 'ERROR', errorCode: 'DeploymentError.WorkspaceUnreachable' };
  /** When every call of an earlier request has shown. */
  const SETTLED = at(1010 + 30);
  const LEAVE = goal({ leaves: [OFFICE] });
  const ABSENT = goal({ absents: [OFFICE] });

  test.each([
    { updated: SETTLED - 1, wanted: LEAVE, marks: [mark()], outcome: 'disassociate', reason: 'of an earlier request' },
    {
      updated: SETTLED,
      wanted: LEAVE,
      marks: [mark()],
      outcome: 'mark holds, disassociate',
      reason: 'perhaps its own: the mark that is there is written first',
    },
    {
      updated: undefined,
      wanted: LEAVE,
      marks: [mark()],
      outcome: 'mark holds, disassociate',
      reason: 'the service does not say when, so perhaps its own',
    },
    {
      updated: SETTLED,
      wanted: ABSENT,
      marks: [],
      outcome: 'mark tried, disassociate',
      reason: 'perhaps its own, and no mark is there: one is made',
    },
  ])('$reason: $outcome', ({ updated, wanted, marks, outcome }) => {
    const step = { goal: wanted, seen: seeing({ ...ERROR, updated }), marks };
    expect(courseOf({ ...step, terms: UNDOING })).toBe(outcome);
  });

  test('a plain delete goes backward, too; going forward it is tried without being marked', () => {
    const step = { goal: LEAVE, seen: seeing({ ...ERROR, updated: SETTLED }), marks: [mark()] };
    expect(courseOf({ ...step, terms: { deleting: true } })).toBe('mark holds, disassociate');
    expect(courseOf(step)).toBe('disassociate');
  });

  test('the mark keeps the attempt that it has: the attempt of this request is written before the deployment', () => {
    const { marks } = course({
      goal: LEAVE,
      seen: seeing({ ...ERROR, updated: SETTLED }),
      marks: [mark()],
      terms: UNDOING,
    });
    expect(marks).toMatchObject([{ kind: 'holds', attempt: EARLIER_ATTEMPT }]);
  });

  test('the mark of another application was written: its own is still to be', () => {
    const step = { goal: LEAVE, seen: seeing({ ...ERROR, updated: SETTLED }), marks: [mark()], terms: UNDOING };
    const written = [mark({ applicationId: VISIO })];
    expect(courseOf({ ...step, facts: { written } })).toBe('mark holds, disassociate');
  });

  test('its mark cannot be written: a failure that says why it is not tried again', () => {
    const step = { goal: LEAVE, marks: [mark()], terms: UNDOING, facts: { isMarkRefused: true } };
    expect(wordsOf(course({ ...step, seen: seeing({ ...ERROR, updated: SETTLED }) }).last)).toMatch(
      /^wsa-0office2021 ended with DeploymentError\.WorkspaceUnreachable at 2026-\S+Z: .*\. It is not tried again, because its mark cannot be written$/,
    );
    expect(courseOf({ ...step, seen: seeing({ ...ERROR, updated: FRESH }) })).toBe('disassociate');
  });
});

test.each([true, false])(
  'an application has come back, its mark refused: %s, which is not waited for',
  (isMarkRefused) => {
    const known = { isMarkRefused, marks: [mark({ writtenAt: NOW })], seen: seeing({}) };
    const { kind } = decide(installing([OFFICE], [OFFICE]), facts(known), terms(UNDOING));
    expect(kind).toBe(isMarkRefused ? 'done' : 'wait');
  },
);

describe('leaving, where the mark that says so cannot be written', () => {
  test('another keeps it: there is no first phase to wait for', () => {
    const leaving = mark({ kind: 'leaving' });
    const known = { marks: [leaving, siblings()], announced: new Set([OFFICE]), living: new Map([[SIBLING, true]]) };
    const step = (isMarkRefused: boolean) =>
      decide(
        goal({ leaves: [OFFICE] }),
        facts({ seen: seeing({}), ...known, isMarkRefused }),
        terms({ deleting: true }),
      );
    expect([step(false).kind, step(true).kind]).toEqual(['wait', 'unmark']);
  });
});

describe('what a step knows of marks that it has not read', () => {
  test('it has marked one application itself: it reads before it decides about another', () => {
    const known = { marks: undefined, marksReadAt: 0, written: [mark({ applicationId: VISIO })] };
    const seen = seeing({}, { applicationId: VISIO, state: 'PENDING_INSTALL' });
    expect(decide(installing([OFFICE, VISIO]), facts({ seen, ...known }), terms()).kind).toBe('read');
  });
});

test('of two marks of a holder with other names one holds what it drops, the other is about an attempt: it leaves', () => {
  const [first, second] = ['a.1a', 'a.2b'] as const;
  const marks = [
    mark({ applicationId: VISIO, token: first }),
    mark({ applicationId: VISIO, token: second, kind: 'tried', operation: BEGAN }),
  ];
  const asked = { holder: holder({ token: '', isAlias: (token) => token.startsWith('a.') }) };
  expect(courseOf({ goal: KEEP, seen: seeing({ applicationId: VISIO }), marks, terms: asked })).toBe(
    `disassociate ${VISIO}`,
  );
});
