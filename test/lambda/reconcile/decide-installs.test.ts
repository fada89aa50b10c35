import type { Mark } from '../../../lambda/service/marks';
import {
  BEGAN,
  type Course,
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
  SECOND,
  STRANGER,
  seeing,
  siblings,
  strangers,
  terms,
  VISIO,
  wordsOf,
} from '../builders';

const INSTALL = installing([OFFICE]);
const UNDOING = { undoing: true };
const BACK = { ...installing([OFFICE], [OFFICE]), keeps: [OFFICE] };

describe('what the service does not install any more', () => {
  test.each([
    { refused: OFFICE, asked: UNDOING, outcome: 'done', situation: 'a rollback would bring it back' },
    { refused: VISIO, asked: UNDOING, outcome: 'mark holds, associate', situation: 'it is another that it refuses' },
    { refused: OFFICE, asked: {}, outcome: 'mark holds, associate', situation: 'going forward that is not known yet' },
  ])('$situation: $outcome', ({ refused, asked, outcome }) => {
    const known = { refused: new Set([refused]) };
    expect(courseOf({ goal: BACK, seen: seeing(), marks: [mark()], terms: asked, facts: known })).toBe(outcome);
  });
});

describe('joining', () => {
  const rows: readonly (Partial<Course> & { situation: string; outcome: string })[] = [
    {
      situation: 'one holder is of the family, another is not',
      marks: [strangers(), siblings()],
      outcome: 'mark holds, wait',
    },
    {
      situation: 'one holder elsewhere exists no more, another does',
      marks: [strangers(), strangers({ token: 'b.1', holder: 'stack/Third' })],
      dead: [STRANGER],
      outcome: 'fail',
    },
    {
      situation: 'another resource brings it back in this rollback, but it is held too',
      goal: BACK,
      seen: seeing(),
      marks: [mark(), siblings({ kind: 'absent', operation: BEGAN })],
      terms: UNDOING,
      outcome: 'mark holds, associate',
    },
  ];

  test.each(rows)('$situation: $outcome', ({ outcome, goal: wanted = INSTALL, seen = seeing({}), ...step }) => {
    expect(courseOf({ goal: wanted, seen, ...step })).toBe(outcome);
  });

  test('a holder that exists no more: is not named beside one that does', () => {
    const marks = [strangers(), strangers({ token: 'b.1', holder: 'stack/Third' })];
    expect(wordsOf(course({ goal: INSTALL, seen: seeing({}), marks, dead: [STRANGER] }).last)).toMatch(
      /declared by stack\/Third: /,
    );
  });

  test.each([
    { count: 3, names: 'stack/0, stack/1, stack/2' },
    { count: 4, names: 'stack/0, stack/1, stack/2, 1 more' },
  ])('$count holders: $names', ({ count, names }) => {
    const marks = Array.from({ length: count }, (_, index) =>
      strangers({ token: `${index}.1`, holder: `stack/${index}` }),
    );
    expect(wordsOf(course({ goal: INSTALL, seen: seeing({}), marks }).last)).toContain(`declared by ${names}: `);
  });
});

describe('the mark before the association', () => {
  const absent = (written: readonly Mark[], known = {}) => decide(INSTALL, facts({ written, ...known }), terms()).kind;

  test.each([
    { written: [mark()], kind: 'register', situation: 'this step has written it' },
    { written: [mark({ applicationId: VISIO })], kind: 'mark', situation: 'this step has written that of another' },
    { written: [mark({ kind: 'tried' })], kind: 'mark', situation: 'what this step has written holds nothing' },
  ])('$situation: $kind', ({ written, kind }) => {
    expect(absent(written)).toBe(kind);
  });

  test('it was registered without one, since the mark was refused: not marked afterwards', () => {
    expect(absent([], { tried: new Set([OFFICE]) })).toBe('wait');
  });
});

describe('when a hold counts', () => {
  test('written 29.5 s ago: a mark says whole seconds, so it is read as half a minute old', () => {
    const written = [mark({ writtenAt: NOW - 29.5 * SECOND })];
    expect(decide(INSTALL, facts({ seen: seeing({}), marks: written }), terms()).kind).toBe('done');
  });

  test('of two own marks one is young: says what is waited for', () => {
    const marks = [mark({ token: 'a.1' }), mark({ token: 'a.2', writtenAt: NOW })];
    const asked = terms({ holder: holder({ token: '', isAlias: (token) => token.startsWith('a.') }) });
    expect(wordsOf(decide(INSTALL, facts({ seen: seeing({}), marks }), asked))).toBe(
      'making sure that no other holder is about to uninstall it',
    );
  });
});

describe('the request does not wait for the installation', () => {
  test.each([
    { state: 'INSTALLING', marks: [mark()], outcome: 'done', reason: 'it is held, and under way' },
    { state: 'INSTALLING', marks: [strangers()], outcome: 'fail', reason: 'another holds it' },
    { state: 'UNINSTALLING', marks: [mark()], outcome: 'wait', reason: 'it can be installed only after that' },
  ])('$state: $outcome ($reason)', ({ state, marks, outcome }) => {
    const step = { goal: INSTALL, seen: seeing({ state }), marks, terms: { waitForInstallation: false } };
    expect(courseOf(step)).toBe(outcome);
  });

  test('another resource brings it back in this rollback, and it is being installed: done, without holding it', () => {
    const marks = [siblings({ kind: 'absent', operation: BEGAN })];
    const step = { goal: BACK, seen: seeing({ state: 'INSTALLING' }), marks };
    expect(courseOf({ ...step, terms: { ...UNDOING, waitForInstallation: false } })).toBe('done');
  });
});

test('a state of a later service: says where to look, and quotes at most 60 bytes of it', () => {
  const seen = seeing({ state: 'X'.repeat(100) });
  expect(wordsOf(decide(goal({ absents: [OFFICE] }), facts({ seen }), terms()))).toMatch(
    /state 'X{57}…', .* What next: look at the application in the WorkSpaces console; a later version of this library/,
  );
});
