import type { Class } from '../../../lambda/fleet/classify';
import { divisionHash } from '../../../lambda/fleet/hashes';
import { type PlanInput, plan } from '../../../lambda/fleet/plan';
import type { Member, WaveMemory } from '../../../lambda/fleet/waves';
import { declared, NOW } from './builders';

const HOUR = 3_600_000;

/** Desktops ws-00, ws-01 and so on. */
const fleet = (...classes: readonly Class[]): Member[] =>
  classes.map((one, index) => ({ workspaceId: idOf(index), class: one, tags: new Map() }));

const idOf = (index: number): string => `ws-${String(index).padStart(2, '0')}`;
const ids = (...indexes: readonly number[]): string[] => indexes.map(idOf);
const times = (count: number, one: Class): Class[] => Array.from({ length: count }, () => one);

type Memory = Omit<WaveMemory, 'division'>;

/** The memory is of the same division, unless it says otherwise. */
const planned = (
  members: readonly Member[],
  { memory, ...more }: Partial<Omit<PlanInput, 'memory'>> & { readonly memory?: Memory } = {},
  changed = {},
) => {
  const declaration = declared(changed);
  const former = memory && { division: divisionHash(declaration), ...memory };
  return plan({ members, now: NOW, cutoff: NOW + 5 * HOUR, ...more, memory: former, declaration });
};

/** The first wave of five has passed. */
const afterPilot = (failed: readonly string[] = [], at = NOW): Memory => ({
  members: Object.fromEntries(Array.from({ length: 20 }, (_, index) => [idOf(index), index < 5 ? 0 : 1])),
  passed: { 0: { at, failed } },
});

describe('waves', () => {
  test('a new fleet: the first wave, of five', () => {
    const { next, memory } = planned(fleet(...times(8, 'TODO')));
    expect(next).toEqual({ kind: 'wave', wave: 0, workspaceIds: ids(0, 1, 2, 3, 4), tolerated: 1 });
    expect(memory.members).toMatchObject({ 'ws-04': 0, 'ws-05': 1 });
  });

  test('desktops with nothing to do, or nothing that can be done: the first wave is of others', () => {
    const { next } = planned(
      fleet('COMPLIANT', 'NOT_APPLICABLE', 'TODO', 'TODO'),
      {},
      { waves: [{ kind: 'count', count: 1 }, { kind: 'rest' }] },
    );
    expect(next).toMatchObject({ wave: 0, workspaceIds: ids(2) });
  });

  test('what cannot be tried belongs to no wave, and is no part of a percentage; of the others those with lower ids come first', () => {
    const members = [...fleet(...times(4, 'TODO')).reverse(), ...fleet(...times(10, 'CLAIMED')).slice(4)];
    const waves = [{ kind: 'percentage', percentage: 50 }, { kind: 'rest' }];
    expect(planned(members, {}, { waves }).memory.members).toEqual({ 'ws-00': 0, 'ws-01': 0, 'ws-02': 1, 'ws-03': 1 });
  });

  test('tags, then a percentage, then the rest', () => {
    const members = fleet(...times(8, 'TODO')).map((member, index) => ({
      ...member,
      tags: new Map(index >= 6 ? [['Ring', 'pilot']] : []),
    }));
    const waves = [
      { kind: 'tagged', tags: { Ring: 'pilot' } },
      { kind: 'percentage', percentage: 25 },
      { kind: 'rest' },
    ] as const;
    expect(planned(members, {}, { waves }).memory.members).toEqual({
      'ws-00': 1,
      'ws-01': 1,
      'ws-02': 2,
      'ws-03': 2,
      'ws-04': 2,
      'ws-05': 2,
      'ws-06': 0,
      'ws-07': 0,
    });
  });

  test('everything of a wave was tried, one is in use: the next wave', () => {
    const members = fleet(...times(4, 'COMPLIANT'), 'IN_USE', ...times(2, 'TODO'));
    const { next, memory } = planned(members, { memory: { ...afterPilot(), passed: {} } });
    expect(next).toMatchObject({ kind: 'wave', wave: 1, workspaceIds: ids(5, 6) });
    expect(memory.passed).toEqual({ 0: { at: NOW, failed: [] } });
  });

  test('a leftover of a passed wave: first in the pass', () => {
    const members = fleet(...times(4, 'COMPLIANT'), 'TODO', ...times(2, 'TODO'));
    expect(planned(members, { memory: afterPilot() }).next).toMatchObject({ wave: 1, workspaceIds: ids(4, 5, 6) });
  });

  test('a desktop that came later: belongs to the rest', () => {
    const members = [
      ...fleet(...times(5, 'COMPLIANT')),
      { workspaceId: 'ws-new', class: 'TODO' as const, tags: new Map<string, string>() },
    ];
    expect(planned(members, { memory: afterPilot() }).next).toMatchObject({ wave: 1, workspaceIds: ['ws-new'] });
  });

  test('a pass is of at most eight times as many as may be out of service', () => {
    const { next } = planned(fleet(...times(30, 'TODO')), {}, { waves: [{ kind: 'rest' }], maxConcurrency: 3 });
    expect(next).toMatchObject({ workspaceIds: ids(...Array(24).keys()) });
  });
});

describe('bake time', () => {
  const declaration = { bakeSeconds: 1_800 };
  const members = fleet(...times(5, 'COMPLIANT'), 'TODO');
  test.each([
    ['not over: the run waits, and looks for users meanwhile', NOW - 60_000, { kind: 'wait', seconds: 900 }],
    ['almost over: it waits for the rest of it', NOW - 1_740_000, { kind: 'wait', seconds: 60 }],
    ['over: the next wave', NOW - 1_800_000, { kind: 'wave', wave: 1 }],
  ])('%s', (_situation, at, expected) => {
    expect(planned(members, { memory: afterPilot([], at) }, declaration).next).toMatchObject(expected);
  });

  test('a leftover does not wait for it', () => {
    const left = fleet('TODO', ...times(4, 'COMPLIANT'), 'TODO');
    expect(planned(left, { memory: afterPilot() }, declaration).next).toMatchObject({ workspaceIds: ids(0) });
  });
});

describe('failures', () => {
  const rest = { waves: [{ kind: 'rest' }] };
  test.each([
    ['one of twenty, 5 %', 1, 19, 5, { kind: 'wave', tolerated: 0 }],
    ['two of twenty, 5 %', 2, 18, 5, { kind: 'failed', code: 'TooManyFailures' }],
    ['one of three, 5 %: at least one is tolerated', 1, 2, 5, { kind: 'wave', tolerated: 0 }],
    ['one of twenty, 0 %', 1, 19, 0, { kind: 'failed' }],
    ['none of twenty, 0 %', 0, 20, 0, { kind: 'wave', tolerated: 0 }],
    ['three of forty, 10 %', 3, 37, 10, { kind: 'wave', tolerated: 1 }],
  ])('%s', (_situation, failed, todo, toleratedFailurePercentage, expected) => {
    const members = fleet(...times(failed, 'FAILED'), ...times(todo, 'TODO'));
    expect(planned(members, {}, { ...rest, toleratedFailurePercentage }).next).toMatchObject(expected);
  });

  test('what cannot be tried is no part of the percentage', () => {
    const members = fleet('FAILED', 'FAILED', ...times(20, 'NOT_APPLICABLE'), ...times(18, 'UNMANAGEABLE'), 'TODO');
    expect(planned(members, {}, rest).next).toMatchObject({ kind: 'failed' });
  });

  test('failures of a passed wave count there, and in no later wave', () => {
    const members = fleet('FAILED', ...times(4, 'COMPLIANT'), 'FAILED', 'TODO');
    expect(planned(members, { memory: afterPilot(ids(0)) }).next).toMatchObject({ kind: 'wave', tolerated: 0 });
  });

  test('a leftover that fails counts in the wave that is on', () => {
    const members = fleet('FAILED', ...times(4, 'COMPLIANT'), 'FAILED', 'TODO');
    expect(planned(members, { memory: afterPilot() }).next).toMatchObject({ kind: 'failed' });
  });

  test('the first wave exceeds the tolerance: a later run touches nothing either', () => {
    const members = fleet('FAILED', 'FAILED', ...times(10, 'TODO'));
    const memory = { ...afterPilot(), passed: {} };
    expect(planned(members, { memory }).next).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('wave 1 tolerates 1'),
    });
  });
});

describe('what a run says of why', () => {
  const rest = { waves: [{ kind: 'rest' }] };
  test.each<[string, Class[], Partial<PlanInput>, object, string]>([
    ['users are connected', ['IN_USE'], {}, rest, 'users are connected, or WorkSpaces are busy'],
    [
      'the cutoff: what is left is to do, in use or under way',
      ['TODO', 'IN_USE', 'IN_PROGRESS', 'FAILED', 'COMPLIANT'],
      { cutoff: NOW },
      { ...rest, toleratedFailurePercentage: 50 },
      'window closed, 3 left',
    ],
    [
      'nothing can start any more',
      ['IN_USE', 'IN_PROGRESS'],
      { cutoff: NOW + 899_000 },
      rest,
      'nothing more can start before the window closes, 2 left',
    ],
    [
      'too many have failed',
      ['FAILED', 'FAILED', 'TODO'],
      {},
      rest,
      '2 WorkSpaces have failed, and wave 1 tolerates 1: no further one is tried. What next: read the reasons in the report, remove the cause, then try them again with --retry-failed or another revision; or exclude them, or raise toleratedFailurePercentage',
    ],
  ])('%s', (_situation, classes, more, declaration, why) => {
    expect(planned(fleet(...classes), more, declaration).next).toMatchObject({ why });
  });

  test('the next wave is waited for', () => {
    const members = fleet(...times(5, 'COMPLIANT'), 'TODO');
    const { next } = planned(members, { memory: afterPilot() }, { bakeSeconds: 1_800 });
    expect(next).toMatchObject({ why: 'the next wave is waited for' });
  });
});

describe('three waves', () => {
  const declaration = { waves: [{ kind: 'count', count: 2 }, { kind: 'count', count: 2 }, { kind: 'rest' }] };

  test('each that passes is remembered with all that had failed by then, which no later wave counts', () => {
    const first = planned(fleet('TODO', 'TODO', 'TODO', 'TODO', 'TODO', 'TODO'), {}, declaration).memory;
    expect(first).toMatchObject({
      members: { 'ws-00': 0, 'ws-01': 0, 'ws-02': 1, 'ws-03': 1, 'ws-04': 2, 'ws-05': 2 },
      passed: {},
    });
    const second = planned(fleet('FAILED', 'COMPLIANT', ...times(4, 'TODO')), { memory: first }, declaration);
    expect(second.memory.passed).toEqual({ 0: { at: NOW, failed: ids(0) } });
    expect(second.next).toEqual({ kind: 'wave', wave: 1, workspaceIds: ids(2, 3), tolerated: 1 });
    const later = { memory: second.memory, now: NOW + HOUR };
    const third = planned(fleet('FAILED', 'COMPLIANT', 'FAILED', 'COMPLIANT', 'TODO', 'TODO'), later, declaration);
    expect(third.memory.passed[1]).toEqual({ at: NOW + HOUR, failed: ids(2, 0) });
    expect(third.next).toEqual({ kind: 'wave', wave: 2, workspaceIds: ids(4, 5), tolerated: 1 });
  });

  test('nothing is to do anywhere: all pass at once, and the run is done', () => {
    const { next, memory } = planned(fleet(...times(6, 'COMPLIANT')), {}, declaration);
    expect(Object.keys(memory.passed)).toEqual(['0', '1']);
    expect(next).toEqual({ kind: 'done', why: '0 left' });
  });

  test('two waves without anything to do, and bake time: each is waited for in its turn', () => {
    const baking = { ...declaration, bakeSeconds: 600 };
    const before = { members: { 'ws-00': 0, 'ws-01': 0, 'ws-02': 1, 'ws-03': 1 }, passed: {} };
    const members = fleet(...times(5, 'COMPLIANT'), 'TODO');
    const { next, memory } = planned(members, { memory: before }, baking);
    expect(Object.keys(memory.passed)).toEqual(['0']);
    expect(next).toMatchObject({ kind: 'wait', seconds: 600 });
  });

  test('the last wave never passes: a desktop that came later is tried in it', () => {
    const { memory } = planned(fleet(...times(6, 'COMPLIANT')), {}, declaration);
    const { next } = planned(
      [...fleet(...times(6, 'COMPLIANT')), { workspaceId: 'ws-new', class: 'TODO', tags: new Map() }],
      { memory },
      declaration,
    );
    expect(next).toMatchObject({ kind: 'wave', wave: 2, workspaceIds: ['ws-new'] });
  });

  test.each([
    [100, 3],
    [66, 1],
    [67, 2],
  ])('%i %% of three desktops that can be tried: %i are tolerated', (toleratedFailurePercentage, tolerated) => {
    const members = fleet('TODO', 'TODO', 'TODO', 'CLAIMED', 'UNMANAGEABLE', 'NOT_APPLICABLE');
    const { next } = planned(members, {}, { waves: [{ kind: 'rest' }], toleratedFailurePercentage });
    expect(next).toMatchObject({ tolerated });
  });
});

describe('the end', () => {
  test.each<[string, Class[], Partial<PlanInput>, object]>([
    ['everything is done', ['COMPLIANT', 'CLAIMED', 'NOT_APPLICABLE'], {}, { kind: 'done', why: '0 left' }],
    [
      'the cutoff has come',
      ['TODO', 'IN_USE', 'COMPLIANT'],
      { cutoff: NOW },
      { kind: 'done', why: 'window closed, 2 left' },
    ],
    ['users are connected', ['IN_USE', 'COMPLIANT'], {}, { kind: 'wait', seconds: 900 }],
    ['a desktop is in maintenance', ['IN_PROGRESS'], {}, { kind: 'wait', seconds: 900 }],
    ['users are connected shortly before the cutoff', ['IN_USE'], { cutoff: NOW + 900_000 }, { kind: 'done' }],
    ['one has failed, as tolerated', ['FAILED', 'COMPLIANT'], {}, { kind: 'done', why: '0 left' }],
  ])('%s', (_situation, classes, more, expected) => {
    expect(planned(fleet(...classes), more).next).toMatchObject(expected);
  });
});
