import type { Facts } from '../../../lambda/reconcile/facts';
import type { Mark } from '../../../lambda/service/marks';
import {
  ASKED,
  at,
  courseOf,
  decide,
  facts,
  goal,
  holder,
  mark,
  NOW,
  OFFICE,
  SIBLING,
  STRANGER,
  seeing,
  siblings,
  strangers,
  terms,
  VISIO,
  wordsOf,
} from '../builders';

const LEAVE = goal({ leaves: [OFFICE] });
const ABSENT = goal({ absents: [OFFICE] });
const RESTORE = goal({ restores: [OFFICE] });
const LEAVING = mark({ kind: 'leaving' });
/** About an installation before the one that is seen. */
const LONG_AGO = at(-2 * 3600);
const TWO_TOKENS = { holder: holder({ token: '', isAlias: (token: string) => token.startsWith('a.') }) };

describe('leaving what others hold', () => {
  const rows: readonly { situation: string; marks: readonly Mark[]; dead?: readonly string[]; outcome: string }[] = [
    {
      situation: 'one of them leaves too, the other exists no more',
      marks: [mark(), siblings({ kind: 'leaving' }), strangers()],
      dead: [STRANGER],
      outcome: 'mark leaving, wait',
    },
    {
      situation: 'one of them exists no more, the other does',
      marks: [LEAVING, siblings(), strangers()],
      dead: [STRANGER],
      outcome: 'unmark leaving, done',
    },
    {
      situation: 'what was installed anew is held by another, and the own mark, about what was before, is leaving',
      marks: [mark({ kind: 'leaving', writtenAt: LONG_AGO }), siblings()],
      outcome: 'unmark leaving, done',
    },
    {
      situation: 'no mark is about what was installed anew, all are about what was before',
      marks: [mark({ writtenAt: LONG_AGO }), siblings({ writtenAt: LONG_AGO })],
      outcome: 'unmark holds, done',
    },
  ];

  test.each(rows)('$situation: $outcome', ({ marks, dead, outcome }) => {
    expect(courseOf({ goal: LEAVE, seen: seeing({}), marks, dead })).toBe(outcome);
  });

  test('of two own marks, one is about what was before, and another holds both: they are as one that does not leave yet', () => {
    const marks = [
      mark({ token: 'a.1', kind: 'leaving', writtenAt: LONG_AGO }),
      mark({ token: 'a.2', writtenAt: LONG_AGO }),
      siblings(),
    ];
    expect(courseOf({ goal: LEAVE, seen: seeing({}), marks, terms: TWO_TOKENS })).toBe('mark leaving, wait');
  });

  test('of two own marks, one joined and one has deployed it, and the holder before exists no more: uninstalled', () => {
    const marks = [mark({ token: 'a.1', attempt: '' }), mark({ token: 'a.2' }), strangers()];
    const step = { goal: LEAVE, seen: seeing({}), marks, dead: [STRANGER] };
    expect(courseOf({ ...step, terms: { ...TWO_TOKENS, undoing: true } })).toBe('disassociate');
  });

  describe('the second phase', () => {
    const second = (known: Partial<Facts>, state = 'COMPLETED') => {
      const marks = [LEAVING, siblings()];
      const living = new Map([[SIBLING, true]]);
      return decide(LEAVE, facts({ seen: seeing({ state }), marks, living, ...known }), terms()).kind;
    };

    test.each([
      { announced: [], kind: 'unmark', situation: 'announced by an earlier step' },
      { announced: [OFFICE], kind: 'wait', situation: 'announced by this step' },
      { announced: [VISIO], kind: 'unmark', situation: 'this step has announced that of another application' },
    ])('$situation: $kind', ({ announced, kind }) => {
      expect(second({ announced: new Set(announced) })).toBe(kind);
    });

    test('something was disassociated since the marks were read: they are read again', () => {
      expect([second({ isStale: true }), second({ isStale: true }, 'PENDING_UNINSTALL')]).toEqual(['read', 'read']);
    });
  });

  test('not held, and a call of an earlier request may still show: says what is waited for', () => {
    const known = facts({ now: ASKED, seenAt: ASKED, marksReadAt: ASKED, seen: seeing({}) });
    expect(wordsOf(decide(LEAVE, known, terms()))).toBe('making sure that no earlier request is still under way');
  });
});

describe('declared absent', () => {
  test('in a rollback: uninstalled without a mark, since nothing undoes a rollback', () => {
    expect(courseOf({ goal: ABSENT, seen: seeing({}), terms: { undoing: true } })).toBe('disassociate');
  });

  test('a holder exists still, beside one that exists no more: refused, and named is only the first', () => {
    const marks = [strangers(), siblings({ holder: 'stack/Third' })];
    const living = new Map([
      [STRANGER, false],
      [SIBLING, true],
    ]);
    expect(wordsOf(decide(ABSENT, facts({ seen: seeing({}), marks, living }), terms()))).toMatch(
      /declared by stack\/Third: /,
    );
  });
});

describe('what is brought back needs its mark', () => {
  test.each([
    { state: 'COMPLETED', kind: 'read' },
    { state: 'ABSENT', kind: 'read' },
    { state: 'INSTALLING', kind: 'wait' },
    { state: 'UNINSTALLING', kind: 'wait' },
    { state: 'A_LATER_STATE', kind: 'fail' },
  ])('$state, and the marks have not been read: $kind', ({ state, kind }) => {
    const unread = { marks: undefined, marksReadAt: 0 };
    expect(decide(RESTORE, facts({ seen: seeing({ state }), ...unread }), terms({ undoing: true })).kind).toBe(kind);
  });

  test('in ERROR, and the service does not install it any more: left, and the mark goes', () => {
    const removed = mark({ kind: 'absent', operation: terms().undoneFrom });
    const step = { goal: RESTORE, marks: [removed], terms: { undoing: true }, facts: { refused: new Set([OFFICE]) } };
    expect(courseOf({ ...step, seen: seeing({ state: 'ERROR', updated: NOW }) })).toBe('unmark absent, done');
    expect(courseOf({ ...step, seen: seeing(), facts: { refused: new Set([VISIO]) } })).toBe('associate');
  });
});
