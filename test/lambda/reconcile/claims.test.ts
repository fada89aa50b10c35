import { claimOf } from '../../../lambda/reconcile/claims';
import type { Mark } from '../../../lambda/service/marks';
import {
  ASKED,
  association,
  BEGAN,
  holder,
  MINUTE,
  mark,
  PROJECT,
  SECOND,
  SIBLING,
  STRANGER,
  siblings,
  strangers,
  TOKEN,
  terms,
} from '../builders';

const HOUR = 60 * MINUTE;
const tokens = (marks: readonly Mark[]) => marks.map(({ token }) => token);

describe('whose a mark is', () => {
  test('by its token: mine, and those of others', () => {
    const claim = claimOf([siblings(), mark(), strangers()], association(), terms());
    expect(tokens(claim.mine)).toEqual([TOKEN]);
    expect(tokens(claim.others)).toEqual([SIBLING, STRANGER]);
  });

  test('of a holder with other names: by those, too', () => {
    const [first, second, living] = ['a.1a', 'a.2b', 'a.3c'] as const;
    const marks = [first, second, living, SIBLING].map((token = '') => mark({ token }));
    const isAlias = (token: string) => token === first || token === second;
    const claim = claimOf(marks, association(), terms({ holder: holder({ token: '', isAlias }) }));
    expect(tokens(claim.mine)).toEqual([first, second]);
    expect(tokens(claim.others)).toEqual([living, SIBLING]);
  });

  test('another application’s: counts for nothing here', () => {
    const beside = [mark, siblings].map((build) => build({ applicationId: PROJECT }));
    expect(claimOf(beside, association(), terms())).toMatchObject({ own: [], mine: [], others: [] });
  });
});

describe('what holds', () => {
  test.each([
    { kind: 'holds', held: true, isLeaving: false },
    { kind: 'leaving', held: true, isLeaving: true },
    { kind: 'absent', held: false, isLeaving: false },
    { kind: 'tried', held: false, isLeaving: false },
    { kind: 'unknown', held: true, isLeaving: false },
  ] as const)('$kind: held $held, leaving $isLeaving', ({ kind, held, isLeaving }) => {
    const claim = claimOf([mark({ kind }), siblings({ kind })], association(), terms());
    expect([claim.mine.length, claim.others.length, claim.isLeaving]).toEqual([Number(held), Number(held), isLeaving]);
    expect(claim.own).toHaveLength(1);
  });

  test.each([
    { state: 'COMPLETED', created: BEGAN + HOUR, held: true, reason: 'created within the hour' },
    { state: 'COMPLETED', created: BEGAN + HOUR + 1, held: false, reason: 'created later by another caller' },
    { state: 'COMPLETED', created: undefined, held: true, reason: 'the service does not say when' },
    { state: 'ABSENT', created: undefined, held: true, reason: 'nothing is there' },
    { state: 'REMOVED', created: BEGAN + 2 * HOUR, held: true, reason: 'a record of what was there' },
  ])('$state, $reason: a mark from before it holds $held', ({ state, created, held }) => {
    const marks = [mark({ writtenAt: BEGAN }), siblings({ writtenAt: BEGAN })];
    const claim = claimOf(marks, association({ state, created }), terms());
    expect([claim.mine.length, claim.others.length]).toEqual([Number(held), Number(held)]);
  });

  test.each([
    { kind: 'holds', outdated: true },
    { kind: 'leaving', outdated: true },
    { kind: 'absent', outdated: false },
    { kind: 'tried', outdated: false },
    { kind: 'unknown', outdated: false },
  ] as const)('$kind, from before somebody installed it anew: outdated $outdated', ({ kind, outdated }) => {
    const marks = [mark({ kind, writtenAt: BEGAN }), siblings({ kind, writtenAt: BEGAN })];
    const claim = claimOf(marks, association({ created: BEGAN + HOUR + 1 }), terms());
    expect(tokens(claim.outdated)).toEqual(outdated ? [TOKEN] : []);
    const young = claimOf(marks, association({ created: BEGAN + HOUR }), terms());
    expect(young.outdated).toEqual([]);
  });

  test.each([
    { kind: 'holds', keeps: true },
    { kind: 'leaving', keeps: true },
    { kind: 'absent', keeps: false },
    { kind: 'tried', keeps: false },
    { kind: 'unknown', keeps: true },
  ] as const)('$kind of another, also about an earlier installation: keeps it $keeps', ({ kind, keeps }) => {
    for (const writtenAt of [BEGAN, ASKED]) {
      const marks = [mark({ kind, writtenAt }), strangers({ kind, writtenAt })];
      const claim = claimOf(marks, association({ created: BEGAN + HOUR + 1 }), terms());
      expect(tokens(claim.keepers)).toEqual(keeps ? [STRANGER] : []);
    }
  });

  test('written by a later version of this library: holds, whenever it was written', () => {
    const marks = [strangers({ kind: 'unknown', writtenAt: 0 })];
    expect(claimOf(marks, association(), terms()).others).toHaveLength(1);
  });
});

describe('the mark of a removal', () => {
  const own = mark({ kind: 'absent', operation: BEGAN });

  test.each([
    { asked: {}, state: 'COMPLETED', found: true, situation: 'the same request goes on' },
    { asked: { undoing: true }, state: 'COMPLETED', found: true, situation: 'its operation is rolled back' },
    {
      asked: { undoing: true, deleting: true },
      state: 'ABSENT',
      found: true,
      situation: 'the create of its operation is undone',
    },
    { asked: { operationStartedAt: BEGAN + MINUTE }, state: 'COMPLETED', found: false, situation: 'a later operation' },
    {
      asked: { operationStartedAt: BEGAN + MINUTE, undoing: true },
      state: 'COMPLETED',
      found: false,
      situation: 'a later operation is rolled back',
    },
    { asked: { deleting: true }, state: 'COMPLETED', found: false, situation: 'a plain delete brings nothing back' },
    {
      asked: { deleting: true, operationStartedAt: BEGAN + MINUTE },
      state: 'PENDING_UNINSTALL',
      found: true,
      situation: 'a delete, and the removal was never deployed: nothing else would take it back',
    },
  ])('$situation, $state: found $found', ({ asked, state, found }) => {
    expect(claimOf([own], association({ state }), terms(asked)).removed).toEqual(found ? own : undefined);
  });

  test.each([
    { seconds: 0, found: true },
    { seconds: -60, found: true },
    { seconds: 1, found: false },
  ])('what is undone began $seconds s after its operation: found $found', ({ seconds, found }) => {
    const asked = terms({ undoneFrom: BEGAN + seconds * SECOND });
    expect(claimOf([own], association(), asked).removed !== undefined).toBe(found);
  });

  test('of another resource, in the operation that is undone: it brings the application back', () => {
    const others = [siblings({ kind: 'absent', operation: BEGAN })];
    expect(claimOf(others, association(), terms({ undoing: true })).isRestoredByOther).toBe(true);
    expect(claimOf(others, association(), terms()).isRestoredByOther).toBe(false);
    expect(claimOf(others, association(), terms({ undoing: true, operationStartedAt: ASKED })).isRestoredByOther).toBe(
      false,
    );
    expect(claimOf([own], association(), terms({ undoing: true })).isRestoredByOther).toBe(false);
    const joined = [siblings({ kind: 'holds', operation: BEGAN })];
    expect(claimOf(joined, association(), terms({ undoing: true })).isRestoredByOther).toBe(false);
  });
});
