import type { Goal } from '../../../lambda/reconcile/goal';
import type { Mark } from '../../../lambda/service/marks';
import {
  ASKED,
  at,
  BEGAN,
  brief,
  CREATED,
  course,
  courseOf,
  decide,
  facts,
  goal,
  holder,
  installing,
  mark,
  NOW,
  OFFICE,
  PROJECT,
  SECOND,
  SIBLING,
  STRANGER,
  seeing,
  siblings,
  strangers,
  TOKEN,
  terms,
  VISIO,
  wordsOf,
} from '../builders';

const INSTALL = installing([OFFICE]);
const LEAVE = goal({ leaves: [OFFICE] });
const KEEPING = goal({ keeps: [] });
const OUTDATED = mark({ writtenAt: at(-2 * 3600) });
const ABSENT = goal({ absents: [OFFICE] });

describe('marks are read only where they matter', () => {
  const unread = { marks: undefined, marksReadAt: 0 };

  test.each([
    { wanted: INSTALL, state: 'ABSENT', kind: 'mark', reason: 'a holder overwrites its own mark alone' },
    { wanted: INSTALL, state: 'INSTALLING', kind: 'wait', reason: 'a poll of what is moving' },
    { wanted: INSTALL, state: 'UNINSTALLING', kind: 'wait', reason: 'a poll of what is moving' },
    { wanted: INSTALL, state: 'COMPLETED', kind: 'read', reason: 'another may hold it' },
    { wanted: INSTALL, state: 'PENDING_INSTALL', kind: 'read', reason: 'another may hold it' },
    { wanted: INSTALL, state: 'ERROR', kind: 'read', reason: 'another may hold it' },
    { wanted: LEAVE, state: 'UNINSTALLING', kind: 'wait', reason: 'a poll of what is moving' },
    { wanted: LEAVE, state: 'COMPLETED', kind: 'read', reason: 'it goes only with a mark' },
    { wanted: LEAVE, state: 'ABSENT', kind: 'read', reason: 'the mark is to go' },
    { wanted: ABSENT, state: 'INSTALLING', kind: 'wait', reason: 'a poll of what is moving' },
    { wanted: ABSENT, state: 'COMPLETED', kind: 'read', reason: 'others may hold it' },
    { wanted: goal(), state: 'COMPLETED', kind: 'done', reason: 'nothing is wanted' },
    { wanted: goal({ keeps: [OFFICE] }), state: 'COMPLETED', kind: 'read', reason: 'it may hold what it drops' },
  ])('$state: $kind ($reason)', ({ wanted, state, kind }) => {
    expect(decide(wanted, facts({ seen: seeing({ state }), ...unread }), terms()).kind).toBe(kind);
  });

  test('absent, in a rollback: read, since another may bring it back', () => {
    expect(decide(INSTALL, facts(unread), terms({ undoing: true })).kind).toBe('read');
  });

  test.each([
    { seconds: 20, kind: 'done' },
    { seconds: 21, kind: 'read' },
  ])('read $seconds s ago: $kind', ({ seconds, kind }) => {
    const known = facts({ seen: seeing({}), marks: [mark()], marksReadAt: NOW - seconds * SECOND });
    expect(decide(INSTALL, known, terms()).kind).toBe(kind);
  });

  test('disassociated since: read again before it is deployed, since another may have joined', () => {
    const known = facts({ seen: seeing({ state: 'PENDING_UNINSTALL' }), marks: [mark()] });
    expect(brief(decide(LEAVE, { ...known, isStale: true }, terms()))).toBe('read');
    expect(brief(decide(LEAVE, known, terms()))).toBe('deploy');
  });
});

describe('which holders still exist is asked only where it matters', () => {
  const asked = (wanted: Goal, marks: readonly Mark[], living: ReadonlyMap<string, boolean> = new Map()) => {
    const decision = decide(wanted, facts({ seen: seeing({}), marks, living }), terms());
    return decision.kind === 'ask' ? decision.marks.map(({ token }) => token) : decision.kind;
  };

  test.each([
    { wanted: INSTALL, marks: [strangers()], outcome: [STRANGER], reason: 'before it is refused' },
    { wanted: INSTALL, marks: [siblings()], outcome: 'mark', reason: 'a family joins without being asked' },
    { wanted: INSTALL, marks: [mark(), strangers()], outcome: 'done', reason: 'it is held' },
    {
      wanted: LEAVE,
      marks: [mark(), siblings(), strangers()],
      outcome: [SIBLING, STRANGER],
      reason: 'before it is left',
    },
    { wanted: LEAVE, marks: [mark(), strangers({ kind: 'leaving' })], outcome: 'mark', reason: 'it leaves, too' },
    { wanted: LEAVE, marks: [strangers()], outcome: 'done', reason: 'not held' },
    { wanted: ABSENT, marks: [siblings()], outcome: [SIBLING], reason: 'before it is refused' },
    { wanted: LEAVE, marks: [OUTDATED], outcome: 'unmark', reason: 'its mark is about an earlier installation' },
    { wanted: KEEPING, marks: [OUTDATED], outcome: 'unmark', reason: 'so too if nothing but the marks name it' },
  ])('$outcome ($reason)', ({ wanted, marks, outcome }) => {
    expect(asked(wanted, marks)).toEqual(outcome);
  });

  test('known of one of two: only the other is asked', () => {
    expect(asked(LEAVE, [mark(), siblings(), strangers()], new Map([[SIBLING, false]]))).toEqual([STRANGER]);
  });
});

describe('a mark about an earlier installation, which another holder made anew', () => {
  const leaving = (marks: readonly Mark[]) => courseOf({ goal: LEAVE, seen: seeing({}), marks });

  test.each([
    { situation: 'no other holds it', marks: [OUTDATED], course: 'unmark holds, done' },
    {
      situation: 'another that leaves holds it',
      marks: [OUTDATED, siblings({ kind: 'leaving' })],
      course: 'mark leaving, wait',
    },
  ])('$situation: $course', ({ marks, course: expected }) => {
    expect(leaving(marks)).toBe(expected);
  });
});

describe('a hold counts from half a minute after it was written: another may still have been about to uninstall', () => {
  test.each([
    { written: -30, seen: 0, kind: 'done' },
    { written: -29, seen: 0, kind: 'wait' },
    { written: -49, seen: -20, kind: 'wait' },
    { written: -50, seen: -20, kind: 'done' },
  ])('written $written s, observed $seen s from now: $kind', ({ written, seen, kind }) => {
    const known = facts({
      seen: seeing({}),
      seenAt: NOW + seen * SECOND,
      marks: [mark({ writtenAt: NOW + written * SECOND })],
    });
    expect(decide(INSTALL, known, terms()).kind).toBe(kind);
  });

  test('the mark of another: need not be that old', () => {
    expect(courseOf({ goal: INSTALL, seen: seeing({}), marks: [mark(), siblings({ writtenAt: NOW })] })).toBe('done');
  });
});

describe('the end of a request', () => {
  test.each([
    { kind: 'absent', operation: BEGAN, asked: {}, gone: false, reason: 'its rollback may read it' },
    { kind: 'absent', operation: CREATED, asked: {}, gone: true, reason: 'no rollback can read it any more' },
    { kind: 'absent', operation: BEGAN, asked: { deleting: true }, gone: true, reason: 'no request will follow' },
    { kind: 'absent', operation: CREATED, asked: { undoing: true }, gone: true, reason: 'rolled back, it is over' },
    { kind: 'tried', operation: CREATED, asked: {}, gone: true, reason: 'no ERROR is waited for any more' },
    { kind: 'holds', operation: CREATED, asked: {}, gone: false, reason: 'it holds' },
  ] as const)('$kind, of a request that is $asked: goes $gone ($reason)', ({ kind, operation, asked, gone }) => {
    const marks = [
      mark({ kind, operation, applicationId: PROJECT }),
      siblings({ kind, operation, applicationId: PROJECT }),
    ];
    const step = { goal: goal({ keeps: [PROJECT] }), seen: seeing(), marks, terms: asked };
    expect(courseOf(step)).toBe(gone ? `unmark ${kind} ${PROJECT}, done` : 'done');
  });
});

describe('what the marks say beyond the goal', () => {
  const step = (marks: readonly Mark[], keeps: readonly string[] | undefined = [OFFICE]) => ({
    goal: goal({ keeps }),
    seen: seeing({ applicationId: VISIO }, {}),
    marks,
  });

  test('it holds what it does not declare, which a failed operation left: it leaves', () => {
    expect(courseOf(step([mark(), mark({ applicationId: VISIO })]))).toBe(`disassociate ${VISIO}`);
  });

  test('others hold it: left alone', () => {
    expect(courseOf(step([mark(), siblings({ applicationId: VISIO })]))).toBe('done');
  });

  test('a request that has nothing to do: looks for no marks', () => {
    const decision = decide(goal(), facts({ seen: seeing({ applicationId: VISIO }), marks: undefined }), terms());
    expect(decision.kind).toBe('done');
  });
});

describe('what is not held is left alone, once no call of an earlier request can be on its way', () => {
  test.each([
    { seconds: 29, state: 'COMPLETED', kind: 'wait' },
    { seconds: 30, state: 'COMPLETED', kind: 'done' },
    { seconds: 29, state: 'ABSENT', kind: 'wait' },
    { seconds: 30, state: 'ABSENT', kind: 'done' },
    { seconds: 30, state: 'REMOVED', kind: 'done' },
  ])('$state, $seconds s after the request: $kind', ({ seconds, state, kind }) => {
    const now = ASKED + seconds * SECOND;
    const known = { now, seenAt: now, marksReadAt: now, seen: seeing({ state }) };
    expect(decide(LEAVE, facts(known), terms()).kind).toBe(kind);
  });
});

describe('a mark that is written', () => {
  test('says who, for what, when, and in which operation', () => {
    const { marks } = course({ goal: installing([OFFICE, VISIO]), seen: seeing() });
    expect(marks).toEqual(
      [OFFICE, VISIO].map((applicationId) =>
        mark({ applicationId, writtenAt: NOW, attempt: terms().attempt, operation: BEGAN }),
      ),
    );
  });

  test('of a holder with several tokens: overwrites the one that is there, never makes another', () => {
    const [logical = ''] = TOKEN.split('.');
    const earlier = `${logical}.1a`;
    const invented = terms({
      deleting: true,
      undoing: true,
      holder: holder({ token: '', isAlias: (token) => token.startsWith(`${logical}.`) }),
    });
    const { marks, last } = course({
      goal: LEAVE,
      seen: seeing({}),
      marks: [mark({ token: earlier }), mark(), siblings()],
      terms: invented,
    });
    expect(marks.map(({ token, kind }) => `${kind} ${token}`).sort()).toEqual(
      [`holds ${SIBLING}`, `leaving ${earlier}`, `leaving ${TOKEN}`].sort(),
    );
    expect(wordsOf(last)).toContain('another holder');
  });
});

test('the same goal, facts and terms: the same decision, and none of them is changed', () => {
  const known = facts({ seen: seeing({ applicationId: VISIO }, {}), marks: [mark(), strangers()], now: at(1200) });
  const before = structuredClone({ ...known });
  const wanted = goal({ ...INSTALL, leaves: [VISIO] });
  expect(decide(wanted, known, terms())).toEqual(decide(wanted, known, terms()));
  expect({ ...known }).toEqual(before);
});

describe('a call of an earlier request may still show: what looks as it should be is looked at again', () => {
  test.each([
    { wish: 'dropped, and held', goal: LEAVE, state: 'REMOVED', seconds: 29, kind: 'wait' },
    { wish: 'dropped, and held', goal: LEAVE, state: 'REMOVED', seconds: 30, kind: 'unmark' },
    { wish: 'added, and held', goal: INSTALL, state: 'COMPLETED', seconds: 29, kind: 'wait' },
    { wish: 'added, and held', goal: INSTALL, state: 'COMPLETED', seconds: 30, kind: 'done' },
    { wish: 'declared as before', goal: installing([OFFICE], [OFFICE]), state: 'COMPLETED', seconds: 0, kind: 'done' },
  ])('$wish, $state, $seconds s after the request: $kind', ({ goal: wanted, state, seconds, kind }) => {
    const now = ASKED + seconds * SECOND;
    const known = { now, seenAt: now, marksReadAt: now, seen: seeing({ state }), marks: [mark()] };
    expect(decide(wanted, facts(known), terms()).kind).toBe(kind);
  });
});
