import { isAsWanted, isInstalled, isRemovalUnderWay } from '../../../lambda/reconcile/decide';
import type { Goal } from '../../../lambda/reconcile/goal';
import {
  ATTEMPT,
  brief,
  decide,
  facts,
  goal,
  installing,
  MINUTE,
  mark,
  NOW,
  OFFICE,
  PROJECT,
  SECOND,
  seeing,
  siblings,
  terms,
  VISIO,
  wordsOf,
} from '../builders';

const INSTALL = installing([OFFICE]);
const BOTH = seeing({}, { applicationId: VISIO });

describe('whether the applications are as wanted, as far as that shows without marks', () => {
  const rows: readonly { situation: string; wanted: Goal; seen: typeof BOTH; said: readonly [boolean, boolean] }[] = [
    { situation: 'wanted, and there', wanted: INSTALL, seen: seeing({}), said: [true, true] },
    {
      situation: 'wanted, and pending',
      wanted: INSTALL,
      seen: seeing({ state: 'PENDING_INSTALL' }),
      said: [false, false],
    },
    { situation: 'one of two is there', wanted: installing([OFFICE, VISIO]), seen: seeing({}), said: [false, false] },
    { situation: 'nothing is wanted', wanted: goal(), seen: BOTH, said: [true, true] },
    { situation: 'brought back', wanted: goal({ restores: [OFFICE] }), seen: BOTH, said: [true, false] },
    { situation: 'to be brought back', wanted: goal({ restores: [OFFICE] }), seen: seeing(), said: [false, false] },
    { situation: 'wanted no more, and gone', wanted: goal({ leaves: [OFFICE] }), seen: seeing(), said: [true, false] },
    {
      situation: 'wanted no more, and a record of it',
      wanted: goal({ leaves: [OFFICE] }),
      seen: seeing({ state: 'REMOVED' }),
      said: [true, false],
    },
    { situation: 'wanted no more, and there', wanted: goal({ leaves: [OFFICE] }), seen: BOTH, said: [false, false] },
    {
      situation: 'declared absent, and gone',
      wanted: goal({ absents: [OFFICE] }),
      seen: seeing(),
      said: [true, false],
    },
    {
      situation: 'one is wanted no more, another declared absent, and both are gone',
      wanted: goal({ leaves: [OFFICE], absents: [PROJECT] }),
      seen: seeing(),
      said: [true, false],
    },
    {
      situation: 'one is wanted no more and gone, another is brought back',
      wanted: goal({ leaves: [PROJECT], restores: [OFFICE] }),
      seen: seeing({}),
      said: [true, false],
    },
    { situation: 'declared absent, and there', wanted: goal({ absents: [OFFICE] }), seen: BOTH, said: [false, false] },
    {
      situation: 'there, but its marks count too',
      wanted: { ...INSTALL, keeps: [OFFICE] },
      seen: BOTH,
      said: [true, false],
    },
    { situation: 'another is to go', wanted: { ...INSTALL, leaves: [VISIO] }, seen: BOTH, said: [false, false] },
  ];

  test.each(rows)('$situation: as wanted and simply installed are $said', ({ wanted, seen, said }) => {
    expect([isAsWanted(wanted, { seen }), isInstalled(wanted, { seen })]).toEqual(said);
  });
});

describe('whether a removal is under way, which goes first where applications do not go together', () => {
  const SWAP = goal({ ...INSTALL, leaves: [VISIO] });
  const MINE = [mark(), mark({ applicationId: VISIO })];

  test.each([
    { situation: 'what is left is there', seen: BOTH, marks: MINE, isUnderWay: true },
    {
      situation: 'its removal is pending',
      seen: seeing({ applicationId: VISIO, state: 'PENDING_UNINSTALL' }),
      marks: MINE,
      isUnderWay: true,
    },
    { situation: 'it is gone, and only its mark is to go', seen: seeing({}), marks: MINE, isUnderWay: false },
    {
      situation: 'others hold it, so that it stays',
      seen: BOTH,
      marks: [mark(), siblings({ applicationId: VISIO })],
      isUnderWay: false,
    },
  ])('$situation: $isUnderWay', ({ seen, marks, isUnderWay }) => {
    expect(isRemovalUnderWay(SWAP, facts({ seen, marks }), terms())).toBe(isUnderWay);
  });

  test('nothing is to go, whatever the installation needs: false', () => {
    const known = facts({ seen: seeing({ state: 'PENDING_INSTALL' }), marks: MINE });
    expect(isRemovalUnderWay(INSTALL, known, terms())).toBe(false);
  });
});

describe('another application is being deployed, and the marks have not been read', () => {
  const BUSY = seeing({ state: 'PENDING_INSTALL' }, { applicationId: PROJECT, state: 'INSTALLING' });
  const unread = { marks: undefined, marksReadAt: 0 };

  test.each([
    { wanted: INSTALL, kind: 'wait', reason: 'a create changes nothing before that is over' },
    { wanted: { ...INSTALL, keeps: [OFFICE] }, kind: 'read', reason: 'its marks may say what it leaves' },
    { wanted: { ...INSTALL, leaves: [VISIO] }, kind: 'read', reason: 'a mark can go meanwhile' },
    { wanted: { ...INSTALL, absents: [VISIO] }, kind: 'read', reason: 'it may have to be refused' },
    { wanted: { ...INSTALL, restores: [VISIO] }, kind: 'read', reason: 'its mark says whether it comes back' },
  ])('$kind ($reason)', ({ wanted, kind }) => {
    expect(decide(wanted, facts({ seen: BUSY, ...unread }), terms()).kind).toBe(kind);
  });

  test('what a create waits for: said', () => {
    expect(wordsOf(decide(INSTALL, facts({ seen: BUSY, ...unread }), terms()))).toBe(`${PROJECT} is being deployed`);
  });
});

test('one application is gone, another is left to others, a third is being deployed: the mark of the first goes meanwhile', () => {
  const seen = seeing({ applicationId: VISIO }, { applicationId: PROJECT, state: 'INSTALLING' });
  const known = facts({ seen, marks: [mark(), siblings({ applicationId: VISIO })] });
  expect(brief(decide(goal({ leaves: [OFFICE, VISIO] }), known, terms()))).toBe(`unmark holds ${OFFICE}`);
});

test('a refusal rests on marks, which may be read late, and is to be confirmed; an ERROR is none', () => {
  const known = facts({ seen: seeing({}), marks: [] });
  expect(decide(INSTALL, known, terms())).toMatchObject({ kind: 'fail', unconfirmed: true });
  const failed = facts({ seen: seeing({ state: 'ERROR' }), marks: [mark({ attempt: ATTEMPT })] });
  expect(decide(INSTALL, failed, terms())).not.toHaveProperty('unconfirmed');
});

describe('what is waited for', () => {
  const young = (applicationId: string) => mark({ applicationId, writtenAt: NOW });

  test('the same for two applications: said once', () => {
    const known = facts({ seen: BOTH, marks: [young(OFFICE), young(VISIO)] });
    expect(wordsOf(decide(installing([OFFICE, VISIO]), known, terms()))).toBe(
      'making sure that no other holder is about to uninstall it',
    );
  });

  test('something else for each: both are said', () => {
    const tried = new Set([VISIO]);
    const known = facts({ seen: seeing({}), marks: [young(OFFICE), young(VISIO)], tried });
    expect(wordsOf(decide(installing([OFFICE, VISIO]), known, terms()))).toBe(
      'making sure that no other holder is about to uninstall it; registered just now',
    );
  });

  test('the pending changes of others, with which it does not go together: for twenty minutes after they changed', () => {
    const decided = (age: number) => {
      const time = NOW - age;
      const other = { applicationId: PROJECT, state: 'PENDING_UNINSTALL', created: time, updated: time };
      const seen = seeing({ state: 'PENDING_INSTALL' }, other);
      return decide(INSTALL, facts({ seen, marks: [mark()], incompatible: 1 }), terms());
    };
    expect(wordsOf(decided(20 * MINUTE))).toBe(
      'pending changes of others on the WorkSpace are not compatible with what is there',
    );
    expect(decided(20 * MINUTE + SECOND).kind).toBe('incompatible');
  });
});
