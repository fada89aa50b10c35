import type { Goal } from '../../../lambda/reconcile/goal';
import type { Mark } from '../../../lambda/service/marks';
import {
  ANCIENT,
  ATTEMPT,
  association,
  BEGAN,
  brief,
  type Course,
  course,
  courseOf,
  EARLIER_ATTEMPT,
  FRESH,
  goal,
  installing,
  mark,
  NOW,
  OFFICE,
  PROJECT,
  SECOND,
  seeing,
  siblings,
  strangers,
  TOKEN,
  VISIO,
  wordsOf,
} from '../builders';

const INSTALL = installing([OFFICE]);
const LOST = installing([OFFICE], [OFFICE]);
const LEAVE = goal({ leaves: [OFFICE] });
const ABSENT = goal({ absents: [OFFICE] });
const REMOVED = mark({ kind: 'absent', operation: BEGAN });
const TRIED = { tried: new Set([OFFICE]) };
const PENDING = seeing({ state: 'PENDING_INSTALL' });
const GOING = seeing({ state: 'PENDING_UNINSTALL' });
const ERROR = seeing({ state: 'ERROR' });

/** What is written before a deployment: kinds, applications, and whether they name this request. */
function attemptsOf(step: Course): readonly string[] {
  const { last } = course(step);
  if (last.kind !== 'deploy') throw new Error(`no deployment, but ${brief(last)}`);
  expect(last.attempts.every(({ attempt }) => attempt === ATTEMPT)).toBe(true);
  return last.attempts.map(({ kind, applicationId }) => `${kind} ${applicationId}`);
}

describe('before a deployment that carries an application of the request, its mark says so', () => {
  const rows: readonly {
    situation: string;
    wanted: Goal;
    seen: Course['seen'];
    marks: readonly Mark[];
    kind: string;
  }[] = [
    { situation: 'held', wanted: INSTALL, seen: PENDING, marks: [mark()], kind: 'holds' },
    { situation: 'joined', wanted: INSTALL, seen: PENDING, marks: [siblings()], kind: 'holds' },
    { situation: 'declared, its mark lost', wanted: LOST, seen: PENDING, marks: [], kind: 'tried' },
    { situation: 'to go', wanted: LEAVE, seen: GOING, marks: [mark()], kind: 'holds' },
    { situation: 'to go, leaving', wanted: LEAVE, seen: GOING, marks: [mark({ kind: 'leaving' })], kind: 'leaving' },
    { situation: 'declared absent', wanted: ABSENT, seen: GOING, marks: [REMOVED], kind: 'absent' },
    { situation: 'declared absent, registered by a colleague', wanted: ABSENT, seen: GOING, marks: [], kind: 'tried' },
    { situation: 'in ERROR, held', wanted: INSTALL, seen: ERROR, marks: [mark()], kind: 'holds' },
    { situation: 'in ERROR, its mark lost', wanted: LOST, seen: ERROR, marks: [], kind: 'tried' },
    { situation: 'in ERROR, to go', wanted: LEAVE, seen: ERROR, marks: [mark()], kind: 'holds' },
    { situation: 'in ERROR, declared absent', wanted: ABSENT, seen: ERROR, marks: [REMOVED], kind: 'absent' },
    { situation: 'in ERROR, held, then declared absent', wanted: ABSENT, seen: ERROR, marks: [mark()], kind: 'holds' },
  ];

  test.each(rows)('$situation: $kind, and the attempt of this request', ({ wanted, seen, marks, kind }) => {
    expect(attemptsOf({ goal: wanted, seen, marks, facts: TRIED })).toEqual([`${kind} ${OFFICE}`]);
  });

  test.each(rows.filter(({ seen, marks }) => seen !== ERROR && marks.some(({ token }) => token === TOKEN)))(
    '$situation, and it says so already: written once, not at every try',
    ({ wanted, seen, marks }) => {
      const said = marks.map((one) => ({ ...one, attempt: ATTEMPT }));
      expect(attemptsOf({ goal: wanted, seen, marks: said })).toEqual([]);
    },
  );

  test('brought back by a rollback: the mark of the removal says so, and the application is not held', () => {
    const step = { goal: goal({ restores: [OFFICE] }), seen: PENDING, marks: [REMOVED], terms: { undoing: true } };
    expect(attemptsOf(step)).toEqual([`absent ${OFFICE}`]);
  });

  test('an application of the WorkSpace that the goal does not name: nothing is written for it', () => {
    const seen = seeing({ state: 'PENDING_INSTALL' }, { applicationId: VISIO, state: 'PENDING_INSTALL' });
    expect(attemptsOf({ goal: INSTALL, seen, marks: [mark(), strangers({ applicationId: VISIO })] })).toEqual([
      `holds ${OFFICE}`,
    ]);
  });
});

describe('a mark that is written before an association', () => {
  const written = (step: Course) => course(step).decisions.flatMap((one) => (one.kind === 'mark' ? one.marks : []));

  test('absent: goes in with the attempt, since what fails then is this request’s', () => {
    expect(written({ goal: INSTALL, seen: seeing() })).toEqual([
      mark({ writtenAt: NOW, attempt: ATTEMPT, operation: BEGAN }),
    ]);
  });

  test.each([
    { marks: [], attempt: '', reason: 'nothing has deployed it for this holder' },
    { marks: [mark()], attempt: EARLIER_ATTEMPT, reason: 'the attempt is written directly before the deployment' },
  ])('in ERROR, held by $marks.length: keeps the attempt "$attempt" ($reason)', ({ marks, attempt }) => {
    expect(written({ goal: INSTALL, seen: ERROR, marks })).toMatchObject([{ kind: 'holds', attempt, writtenAt: NOW }]);
  });
});

describe('an ERROR', () => {
  test.each([
    { attempt: EARLIER_ATTEMPT, outcome: 'tried once more', reason: 'an earlier request failed' },
    { attempt: '', outcome: 'tried once more', reason: 'nothing was tried' },
    { attempt: 'not base 36!', outcome: 'tried once more', reason: 'it names no request' },
    { attempt: ATTEMPT, outcome: 'fail', reason: 'this request has tried' },
    {
      attempt: (FRESH + 60 * SECOND).toString(36),
      outcome: 'fail',
      reason: 'a later delivery of the request has tried',
    },
  ])('of attempt "$attempt": $outcome ($reason)', ({ attempt, outcome }) => {
    const isFailing = outcome === 'fail';
    const marks = [mark({ attempt })];
    expect(courseOf({ goal: INSTALL, seen: ERROR, marks })).toBe(isFailing ? 'fail' : 'mark holds, associate');
    expect(courseOf({ goal: LEAVE, seen: ERROR, marks })).toBe(isFailing ? 'fail' : 'disassociate');
  });

  test.each([
    { wanted: INSTALL, marks: [mark()], situation: 'wanted' },
    { wanted: LEAVE, marks: [mark()], situation: 'to go' },
    { wanted: ABSENT, marks: [REMOVED], situation: 'declared absent' },
  ])('$situation, registered and still in ERROR: deployed with Force', ({ wanted, marks }) => {
    expect(courseOf({ goal: wanted, seen: ERROR, marks, facts: TRIED })).toBe('deploy with Force');
  });

  test.each([
    { kind: 'tried', wanted: LOST, situation: 'not held, and it was tried' },
    { kind: 'absent', wanted: ABSENT, situation: 'its removal was tried' },
  ] as const)('$situation for this request: fails', ({ kind, wanted }) => {
    const marks = [mark({ kind, operation: BEGAN, attempt: ATTEMPT })];
    expect(courseOf({ goal: wanted, seen: ERROR, marks })).toBe('fail');
  });

  test('another holder has tried it just now: that says nothing about this request', () => {
    const marks = [mark(), siblings({ attempt: ATTEMPT })];
    expect(courseOf({ goal: INSTALL, seen: ERROR, marks })).toBe('mark holds, associate');
  });

  test('since the request: the code, when, and the remedy', () => {
    const seen = seeing({
      state: 'ERROR',
      errorCode: 'DeploymentError.WorkspaceUnreachable',
      errorMessage: 'no answer',
      updated: FRESH,
    });
    expect(wordsOf(course({ goal: INSTALL, seen, marks: [mark({ attempt: ATTEMPT })] }).last)).toMatch(
      /wsa-0office2021.*DeploymentError\.WorkspaceUnreachable at 2026-03-01T12:17:00Z.*no answer.*What next: .*reboot/,
    );
  });

  test('something else is pending and just changed: Force waits for it to be quiet, too', () => {
    const beside = { applicationId: PROJECT, state: 'PENDING_INSTALL', updated: NOW - SECOND };
    const seen = seeing({ state: 'ERROR', updated: ANCIENT }, beside);
    expect(courseOf({ goal: INSTALL, seen, marks: [mark()], facts: TRIED })).toBe('wait');
  });

  test('beside one that is pending: a single deployment with Force for both', () => {
    const seen = seeing({ state: 'ERROR' }, { applicationId: VISIO, state: 'PENDING_INSTALL' });
    const marks = [mark(), mark({ applicationId: VISIO })];
    expect(courseOf({ goal: installing([OFFICE, VISIO]), seen, marks, facts: TRIED })).toBe('deploy with Force');
  });

  test('of an application that the goal does not name: nothing is forced for it', () => {
    const seen = seeing({ state: 'PENDING_INSTALL' }, { applicationId: VISIO, state: 'ERROR' });
    expect(courseOf({ goal: INSTALL, seen, marks: [mark()] })).toBe('deploy');
  });
});

describe('the mark of an attempt without a hold', () => {
  const tried = mark({ kind: 'tried', attempt: ATTEMPT, operation: BEGAN });

  test('goes once the application is installed', () => {
    expect(courseOf({ goal: LOST, seen: seeing(), marks: [tried] })).not.toContain('unmark');
    expect(courseOf({ goal: LOST, seen: seeing({}), marks: [tried] })).toBe('unmark tried, done');
  });

  test('is no hold: what it is about is not uninstalled', () => {
    expect(courseOf({ goal: LEAVE, seen: seeing({}), marks: [tried] })).toBe('done');
  });
});

test('what was created more than an hour after its mark is a reinstallation: left alone, and the mark goes', () => {
  const { created = 0 } = association();
  const marks = (minutes: number) => [mark({ writtenAt: created - minutes * 60 * SECOND })];
  expect(courseOf({ goal: LEAVE, seen: seeing({}), marks: marks(60) })).toBe('disassociate');
  expect(courseOf({ goal: LEAVE, seen: seeing({}), marks: marks(61) })).toBe('unmark holds, done');
});
