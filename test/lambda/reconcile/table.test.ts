import type { Goal, Terms } from '../../../lambda/reconcile/goal';
import type { STAGES } from '../../../lambda/reconcile/states';
import type { Mark } from '../../../lambda/service/marks';
import {
  ATTEMPT,
  courseOf,
  goal,
  installing,
  mark,
  OFFICE,
  PROJECT,
  SIBLING,
  STRANGER,
  seeing,
  siblings,
  strangers,
} from '../builders';

/*
 * What a state means: the table of the design, each row with its reason, for every state that the service has and for one
 * that it has not yet. A cell says what one step does, readings left out, up to its first change of the desktop.
 */

/** How a row names each state. */
type Column = 'absent' | 'pending' | 'installing' | 'installed' | 'going' | 'uninstalling' | 'error' | 'later';

const COLUMNS: Record<keyof typeof STAGES | 'A_LATER_STATE', Column> = {
  ABSENT: 'absent',
  REMOVED: 'absent',
  PENDING_INSTALL: 'pending',
  PENDING_INSTALL_DEPLOYMENT: 'pending',
  INSTALLING: 'installing',
  COMPLETED: 'installed',
  PENDING_UNINSTALL: 'going',
  PENDING_UNINSTALL_DEPLOYMENT: 'going',
  UNINSTALLING: 'uninstalling',
  ERROR: 'error',
  A_LATER_STATE: 'later',
};

interface Row extends Record<Column, string> {
  readonly held: string;
  readonly marks: readonly Mark[];
  readonly terms?: Partial<Terms>;
  readonly dead?: readonly string[];
  readonly reason: string;
}

const steps = (row: Row, wanted: Goal) => {
  const { marks, terms, dead } = row;
  return Object.entries(COLUMNS).map(([state, column]) => ({
    title: `${state}, held by ${row.held}: ${row[column]} (${row.reason})`,
    expected: row[column],
    actual: () => courseOf({ goal: wanted, seen: seeing({ state }), marks, terms, dead }),
  }));
};

/** What is not held is installed in the same way for all: the holder marks it, then associates. */
const ANEW = { absent: 'mark holds, associate', installing: 'wait', uninstalling: 'wait', later: 'fail' } as const;
const REFUSED = { ...ANEW, pending: 'fail', installed: 'fail', going: 'fail', error: 'fail' } as const;
const OWN = {
  ...ANEW,
  pending: 'deploy',
  installed: 'done',
  going: 'mark holds, associate',
  error: 'mark holds, associate',
} as const;
const JOINED = {
  ...ANEW,
  pending: 'mark holds, deploy',
  installed: 'mark holds, wait',
  going: 'mark holds, associate',
  error: 'mark holds, associate',
} as const;

const INSTALLED: readonly Row[] = [
  { held: 'me', marks: [mark()], ...OWN, reason: 'mine' },
  {
    held: 'me, deployed by this request',
    marks: [mark({ attempt: ATTEMPT })],
    ...OWN,
    error: 'fail',
    reason: 'an ERROR is the result of this request',
  },
  { held: 'me and others', marks: [mark(), strangers()], ...OWN, reason: 'mine, too' },
  {
    held: 'me, about to leave',
    marks: [mark({ kind: 'leaving' })],
    ...JOINED,
    reason: 'what was leaving stays',
  },
  { held: 'others of my root stack', marks: [siblings()], ...JOINED, reason: 'one family joins without a flag' },
  {
    held: 'others elsewhere',
    marks: [strangers()],
    ...REFUSED,
    reason: 'another relies on it; what is moving is waited for first, since polls read nothing',
  },
  {
    held: 'others elsewhere, with allowExisting',
    marks: [strangers()],
    terms: { allowExisting: true },
    ...JOINED,
    going: 'fail',
    reason: 'both rely on it; but what is being uninstalled is refused',
  },
  {
    held: 'others elsewhere that exist no more',
    marks: [strangers()],
    dead: [STRANGER],
    ...JOINED,
    reason: 'this library installed it, and nothing relies on it any more; no one deploys its removal, either',
  },
  {
    held: 'none',
    marks: [],
    ...REFUSED,
    error: 'mark holds, associate',
    reason: 'no mark shows whose it is; a failed attempt is no one’s',
  },
  {
    held: 'none, with allowExisting',
    marks: [],
    terms: { allowExisting: true },
    ...ANEW,
    pending: 'deploy',
    installed: 'done',
    going: 'fail',
    error: 'mark holds, associate',
    reason: 'it counts as it is, and is never held',
  },
];

describe('wanted installed', () => {
  test.each(INSTALLED.flatMap((row) => steps(row, installing([OFFICE]))))('$title', ({ actual, expected }) => {
    expect(actual()).toBe(expected);
  });
});

describe('wanted installed, and declared before this request', () => {
  const LOST = { ...ANEW, pending: 'deploy', installed: 'done', going: 'associate', error: 'associate' } as const;
  const rows: readonly Row[] = [
    { held: 'none', marks: [], ...LOST, reason: 'its mark was lost: it is neither refused nor held again' },
    { held: 'others elsewhere', marks: [strangers()], ...JOINED, reason: 'both declare it' },
  ];
  test.each(rows.flatMap((row) => steps(row, installing([OFFICE], [OFFICE]))))('$title', ({ actual, expected }) => {
    expect(actual()).toBe(expected);
  });
});

const UNINSTALLED = {
  absent: 'unmark holds, done',
  pending: 'disassociate',
  installing: 'wait',
  installed: 'disassociate',
  going: 'deploy',
  uninstalling: 'wait',
  error: 'disassociate',
  later: 'fail',
} as const;
const LEFT = {
  absent: 'done',
  pending: 'done',
  installing: 'done',
  installed: 'done',
  going: 'done',
  uninstalling: 'wait',
  error: 'done',
  later: 'done',
} as const;
const FIRST_PHASE = {
  ...UNINSTALLED,
  pending: 'mark leaving, wait',
  installed: 'mark leaving, wait',
  going: 'mark leaving, wait',
  error: 'mark leaving, wait',
} as const;
const SECOND_PHASE = {
  ...UNINSTALLED,
  absent: 'unmark leaving, done',
  pending: 'unmark leaving, done',
  installed: 'unmark leaving, done',
  going: 'associate',
  error: 'unmark leaving, done',
} as const;

const GONE: readonly Row[] = [
  { held: 'me alone', marks: [mark()], ...UNINSTALLED, reason: 'the last holder uninstalls, then takes its mark away' },
  {
    held: 'me alone, deployed by this request',
    marks: [mark({ attempt: ATTEMPT })],
    ...UNINSTALLED,
    error: 'fail',
    reason: 'an ERROR is the result of this request',
  },
  { held: 'me and others', marks: [mark(), strangers()], ...FIRST_PHASE, reason: 'leaving has two phases' },
  { held: 'me and others of my root', marks: [mark(), siblings()], ...FIRST_PHASE, reason: 'a family is no exception' },
  {
    held: 'me, leaving, and others',
    marks: [mark({ kind: 'leaving' }), strangers()],
    ...SECOND_PHASE,
    reason: 'another keeps it; what is pending is taken back before my mark goes',
  },
  {
    held: 'me and others, all leaving',
    marks: [mark({ kind: 'leaving' }), strangers({ kind: 'leaving' })],
    ...UNINSTALLED,
    absent: 'unmark leaving, done',
    reason: 'of those that leave at once each is the last',
  },
  {
    held: 'me and others that exist no more',
    marks: [mark(), strangers()],
    dead: [STRANGER],
    ...UNINSTALLED,
    reason: 'nothing else relies on it',
  },
  { held: 'others', marks: [strangers(), siblings()], ...LEFT, reason: 'left alone' },
  { held: 'none', marks: [], ...LEFT, reason: 'without a mark nothing is uninstalled' },
];

describe('wanted no more', () => {
  test.each(GONE.flatMap((row) => steps(row, goal({ leaves: [OFFICE] }))))('$title', ({ actual, expected }) => {
    expect(actual()).toBe(expected);
  });
});

const MARKED_ABSENT = {
  ...UNINSTALLED,
  absent: 'done',
  pending: 'mark absent, disassociate',
  installed: 'mark absent, disassociate',
  error: 'mark absent, disassociate',
} as const;
const KEPT = { ...UNINSTALLED, pending: 'fail', installed: 'fail', going: 'fail', error: 'fail' } as const;

const ABSENT: readonly Row[] = [
  {
    held: 'none',
    marks: [],
    ...MARKED_ABSENT,
    reason: 'it goes no matter who installed it, and a rollback finds the mark',
  },
  { held: 'me', marks: [mark()], ...UNINSTALLED, reason: 'my hold is what a rollback goes by' },
  { held: 'others elsewhere', marks: [strangers()], ...KEPT, absent: 'done', reason: 'refused, naming them' },
  {
    held: 'others of my root',
    marks: [siblings()],
    ...KEPT,
    absent: 'done',
    reason: 'one declares what the other forbids',
  },
  { held: 'me and others', marks: [mark(), siblings()], ...KEPT, reason: 'refused, naming them' },
  {
    held: 'others that exist no more',
    marks: [siblings(), strangers()],
    dead: [SIBLING, STRANGER],
    ...MARKED_ABSENT,
    reason: 'nothing relies on it',
  },
];

describe('declared absent', () => {
  test.each(ABSENT.flatMap((row) => steps(row, goal({ absents: [OFFICE] }))))('$title', ({ actual, expected }) => {
    expect(actual()).toBe(expected);
  });
});

test.each([
  { wanted: installing([OFFICE]), situation: 'wanted' },
  { wanted: goal({ leaves: [OFFICE] }), situation: 'wanted no more' },
  { wanted: goal({ absents: [OFFICE] }), situation: 'declared absent' },
])('$situation, and another application is marked in every way: that changes nothing', ({ wanted }) => {
  const beside = [mark({ applicationId: PROJECT }), strangers({ applicationId: PROJECT, kind: 'unknown' })];
  for (const state of Object.keys(COLUMNS)) {
    const step = { goal: wanted, seen: seeing({ state }) };
    expect([state, courseOf({ ...step, marks: beside })]).toEqual([state, courseOf(step)]);
  }
});
