import type { Goal, Terms } from '../../../lambda/reconcile/goal';
import type { Association } from '../../../lambda/service/association';
import type { Mark } from '../../../lambda/service/marks';
import {
  ASKED,
  course,
  courseOf,
  decide,
  facts,
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
  terms,
  VISIO,
  wordsOf,
} from '../builders';

const INSTALL = installing([OFFICE]);
const ABSENT = goal({ absents: [OFFICE] });

interface Case {
  readonly situation: string;
  readonly wanted: Goal;
  readonly seen?: Partial<Association>;
  readonly marks?: readonly Mark[];
  readonly terms?: Partial<Terms>;
  readonly says: RegExp;
}

const CASES: readonly Case[] = [
  {
    situation: 'another stack declares it',
    wanted: INSTALL,
    marks: [strangers()],
    says: /^wsa-0office2021 is on the WorkSpace already, COMPLETED, declared by stack\/Other: nothing was changed\. What next: set allowExisting/,
  },
  {
    situation: 'a fleet declares it',
    wanted: INSTALL,
    marks: [strangers({ holder: 'fleet/Design' })],
    says: /declared by fleet\/Design: /,
  },
  {
    situation: 'two of them declare it, one twice',
    wanted: INSTALL,
    marks: [strangers(), strangers({ token: 'b.1' }), strangers({ token: 'c.1', holder: 'stack/Third' })],
    says: /declared by stack\/Other, stack\/Third: /,
  },
  {
    situation: 'a later version of the library declares it',
    wanted: INSTALL,
    marks: [strangers({ kind: 'unknown', holder: '' })],
    says: /declared by a later version of this library: /,
  },
  {
    situation: 'no mark is on it',
    wanted: INSTALL,
    says: /^wsa-0office2021 is on the WorkSpace already, COMPLETED since 2026-03-01T12:17:00Z, and no mark shows that this library installed it: nothing was changed\. What next: set allowExisting .* never uninstalled$/,
  },
  {
    situation: 'no mark is on it, and it is pending',
    wanted: INSTALL,
    seen: { state: 'PENDING_INSTALL' },
    says: /PENDING_INSTALL since .* no mark shows/,
  },
  {
    situation: 'it is being uninstalled by another stack',
    wanted: INSTALL,
    seen: { state: 'PENDING_UNINSTALL' },
    marks: [strangers()],
    terms: { allowExisting: true },
    says: /^wsa-0office2021 is being uninstalled, PENDING_UNINSTALL since 2026-\S+Z for stack\/Other: nothing was changed\. What next: .* or deploy the removal there/,
  },
  {
    situation: 'it is being uninstalled, and no mark shows for whom',
    wanted: INSTALL,
    seen: { state: 'PENDING_UNINSTALL' },
    terms: { allowExisting: true },
    says: /is being uninstalled, PENDING_UNINSTALL since 2026-\S+Z: nothing was changed\. What next: associate it again/,
  },
  {
    situation: 'it must be absent, and another resource declares it',
    wanted: ABSENT,
    marks: [siblings()],
    says: /^wsa-0office2021 must be absent, but is COMPLETED, declared by stack\/Desk: nothing was changed\. What next: drop it there first, or take it out of absentApplicationIds$/,
  },
  {
    situation: 'its state is of a later service',
    wanted: INSTALL,
    seen: { state: 'QUARANTINED' },
    says: /^wsa-0office2021 is in state 'QUARANTINED', which this version does not know: nothing was changed\. What next/,
  },
];

test.each(CASES)('$situation: said, with what to do', ({ wanted, seen = {}, marks, terms: asked, says }) => {
  expect(wordsOf(course({ goal: wanted, seen: seeing(seen), marks, terms: asked }).last)).toMatch(says);
});

describe('registered a moment ago: its mark may not show yet, so it is not refused', () => {
  test.each([
    { age: 29, updated: true, outcome: 'wait' },
    { age: 30, updated: true, outcome: 'fail' },
    { age: -5, updated: true, outcome: 'wait' },
    { age: 29, updated: false, outcome: 'wait' },
    { age: 30, updated: false, outcome: 'fail' },
  ])('$age s old, by its own last change $updated, else by the request’s: $outcome', ({ age, updated, outcome }) => {
    const time = NOW - age * SECOND;
    const seen = seeing({ created: undefined, updated: updated ? time : undefined });
    const asked = terms(updated ? {} : { requestedAt: time });
    expect(decide(INSTALL, facts({ seen }), asked).kind).toBe(outcome);
  });

  test('a record of long ago that was associated anew: its last change counts', () => {
    const seen = seeing({ created: NOW - 6000 * SECOND, updated: NOW - 29 * SECOND });
    expect(decide(INSTALL, facts({ seen }), terms()).kind).toBe('wait');
  });

  test('a record of long ago that was associated anew and shows no last change: Created says nothing, the request counts', () => {
    const seen = seeing({ created: NOW - 6000 * SECOND, updated: undefined });
    const asked = terms({ requestedAt: NOW - 29 * SECOND });
    expect(decide(INSTALL, facts({ seen }), asked).kind).toBe('wait');
  });

  test.each<{ state: string; age: number; outcome: string }>([
    { state: 'PENDING_INSTALL_DEPLOYMENT', age: 29, outcome: 'wait' },
    { state: 'PENDING_INSTALL_DEPLOYMENT', age: 30, outcome: 'deploy' },
    { state: 'COMPLETED', age: 29, outcome: 'done' },
  ])('$state for $age s, with allowExisting: $outcome', ({ state, age, outcome }) => {
    const seen = seeing({ state, created: NOW - age * SECOND });
    expect(decide(INSTALL, facts({ seen }), terms({ allowExisting: true, quiet: 0 })).kind).toBe(outcome);
  });

  test('what waits for the mark: said', () => {
    const seen = seeing({ created: NOW });
    expect(wordsOf(decide(INSTALL, facts({ seen }), terms()))).toMatch(/wsa-0office2021 was registered just now.*mark/);
  });
});

describe('nothing is changed before everything that can be refused has been', () => {
  test('one was registered a moment ago and may be refused, another is absent: nothing is registered meanwhile', () => {
    const seen = seeing({ created: NOW - SECOND }, { applicationId: VISIO, state: 'ABSENT' });
    const known = { marks: [mark({ applicationId: VISIO })] };
    expect(decide(installing([OFFICE, VISIO]), facts({ seen, ...known }), terms()).kind).toBe('wait');
  });

  test('one is refused, two could be marked: no mark is written', () => {
    const wanted = installing([VISIO, PROJECT, OFFICE]);
    const seen = seeing({}, { applicationId: VISIO });
    const marks = [strangers(), siblings({ applicationId: VISIO })];
    expect(courseOf({ goal: wanted, seen, marks })).toBe('fail');
  });

  test('two are refused, a third has failed: all are named, since all are to be looked at', () => {
    const seen = seeing({}, { applicationId: VISIO, state: 'QUARANTINED' }, { applicationId: PROJECT, state: 'ERROR' });
    const marks = [mark({ applicationId: PROJECT, attempt: terms().attempt })];
    const reason = wordsOf(decide(installing([OFFICE, VISIO, PROJECT]), facts({ seen, marks }), terms()));
    for (const id of [OFFICE, VISIO, PROJECT]) expect(reason).toContain(id);
  });

  test('one is refused while another is being installed: refused at once, since waiting would not help', () => {
    const wanted = installing([OFFICE, VISIO]);
    const seen = seeing({}, { applicationId: VISIO, state: 'INSTALLING' });
    expect(decide(wanted, facts({ seen, marks: [] }), terms()).kind).toBe('fail');
  });
});

test('asked long ago, and the association is older than that: refused at the first look', () => {
  const seen = seeing({ created: ASKED - 3600 * SECOND, updated: undefined });
  expect(courseOf({ goal: INSTALL, seen })).toBe('fail');
});
