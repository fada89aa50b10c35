import { CreateTagsCommand, DeleteTagsCommand, DescribeTagsCommand, type Tag } from '@aws-sdk/client-workspaces';
import { DESKTOP, type Readings, STOPPED_DESKTOP } from '../../../local/workspaces';
import { outcomeOf, startOffice } from './harness';

const calls = ({ client } = startOffice()) => ({
  create: (Tags: Tag[], ResourceId = DESKTOP) => client.send(new CreateTagsCommand({ ResourceId, Tags })),
  remove: (...TagKeys: string[]) => client.send(new DeleteTagsCommand({ ResourceId: DESKTOP, TagKeys })),
  describe: async (ResourceId = DESKTOP) => (await client.send(new DescribeTagsCommand({ ResourceId }))).TagList,
});

const many = (count: number): Tag[] => Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: 'v' }));

test('tags: created, written over, described, deleted', async () => {
  const office = startOffice();
  const { create, remove, describe } = calls(office);
  expect(await describe()).toEqual([]);
  await create([{ Key: 'team', Value: 'blue' }, { Key: 'empty' }]);
  await create([{ Key: 'team', Value: 'red' }]);
  expect(await describe()).toEqual([
    { Key: 'team', Value: 'red' },
    { Key: 'empty', Value: '' },
  ]);
  await remove('team', 'not there');
  expect(office.simulator.tags(DESKTOP)).toEqual({ empty: '' });
});

test('tags of the world, or set by hand: described', async () => {
  const office = startOffice();
  office.simulator.addWorkspace({ workspaceId: 'ws-tagged001', userName: 'ana', tags: { team: 'blue' } });
  office.simulator.setTags(DESKTOP, { team: 'red' });
  expect(await calls(office).describe('ws-tagged001')).toEqual([{ Key: 'team', Value: 'blue' }]);
  expect(await calls(office).describe()).toEqual([{ Key: 'team', Value: 'red' }]);
});

test.each([
  { reason: 'the fifty-first tag', tags: many(51), outcome: 'ResourceLimitExceededException' },
  { reason: 'a key twice', tags: [...many(1), ...many(1)], outcome: 'InvalidParameterValuesException' },
  { reason: 'a key that AWS keeps', tags: [{ Key: 'aws:x', Value: 'v' }], outcome: 'InvalidParameterValuesException' },
  { reason: 'a key that is too long', tags: [{ Key: 'k'.repeat(128), Value: 'v' }], outcome: 'ValidationException' },
  { reason: 'a value that is too long', tags: [{ Key: 'k', Value: 'v'.repeat(256) }], outcome: 'ValidationException' },
  { reason: 'fifty tags', tags: many(50), outcome: 'ok' },
  { reason: 'the longest key and value', tags: [{ Key: 'k'.repeat(127), Value: 'v'.repeat(255) }], outcome: 'ok' },
  { reason: 'every sign, and letters of any script', tags: [{ Key: 'Büro 7+-=._:/@', Value: '部 1' }], outcome: 'ok' },
  { reason: 'a comma in a key', tags: [{ Key: 'a,b', Value: 'v' }], outcome: 'InvalidParameterValuesException' },
  { reason: 'a bracket in a value', tags: [{ Key: 'k', Value: '{}' }], outcome: 'InvalidParameterValuesException' },
  { reason: 'a space at the end', tags: [{ Key: 'k ', Value: 'v' }], outcome: 'InvalidParameterValuesException' },
  {
    reason: 'a value that AWS keeps',
    tags: [{ Key: 'k', Value: 'aws:v' }],
    outcome: 'InvalidParameterValuesException',
  },
])('$reason: $outcome', async ({ tags, outcome }) => {
  expect(await outcomeOf(calls().create(tags))).toBe(outcome);
});

test('a WorkSpace that is not there: ResourceNotFound', async () => {
  expect(await outcomeOf(calls().describe('ws-000000000'))).toBe('ResourceNotFoundException');
  expect(await outcomeOf(calls().create(many(1), 'ws-000000000'))).toBe('ResourceNotFoundException');
});

test('fifty tags and one of them again: written over; another one: refused, and nothing is written', async () => {
  const office = startOffice();
  const { create } = calls(office);
  await create(many(50));
  await create([{ Key: 'k0', Value: 'other' }]);
  expect(office.simulator.tags(DESKTOP).k0).toBe('other');
  const added = [
    { Key: 'k1', Value: 'other' },
    { Key: 'new', Value: 'v' },
  ];
  expect(await outcomeOf(create(added))).toBe('ResourceLimitExceededException');
  expect(office.simulator.tags(DESKTOP).k1).toBe('v');
});

test('DescribeTags lags by five seconds: a tag is seen, and seen to be gone, five seconds late', async () => {
  const office = startOffice({ readings: { tagLagSeconds: 5 } });
  const { create, remove, describe } = calls(office);
  await create(many(1));
  await office.clock.advance(4_999);
  expect(await describe()).toEqual([]);
  await office.clock.advance(1);
  expect(await describe()).toEqual(many(1));
  await remove('k0');
  expect([await describe(), office.simulator.tags(DESKTOP)]).toEqual([many(1), {}]);
  await office.clock.advance(5_000);
  expect(await describe()).toEqual([]);
});

describe('tags of a WorkSpace that is not AVAILABLE', () => {
  const attempt = async (readings: Partial<Readings>, state: 'PENDING' | 'UPDATING' | 'STOPPED' | 'AVAILABLE') => {
    const office = startOffice({ readings });
    office.simulator.setTags(DESKTOP, { team: 'blue' });
    office.simulator.setWorkspaceState(DESKTOP, state);
    const { create, remove, describe } = calls(office);
    const outcomes = [await outcomeOf(create(many(1))), await outcomeOf(remove('team')), await outcomeOf(describe())];
    return { outcomes, tags: office.simulator.tags(DESKTOP) };
  };
  const TAKEN = { outcomes: ['ok', 'ok', 'ok'], tags: { k0: 'v' } };
  const refused = (exception: string) => ({ outcomes: [exception, exception, 'ok'], tags: { team: 'blue' } });

  test.each([
    ['in every state', 'UPDATING', TAKEN],
    ['in every state', 'PENDING', TAKEN],
    ['not in a transition', 'UPDATING', refused('InvalidParameterValuesException')],
    ['not in a transition', 'PENDING', refused('InvalidParameterValuesException')],
    ['not in a transition', 'STOPPED', TAKEN],
    ['only while AVAILABLE', 'STOPPED', refused('InvalidParameterValuesException')],
    ['only while AVAILABLE', 'AVAILABLE', TAKEN],
  ] as const)('taken %s, on one that is %s: written or refused, and described', async (tagging, state, expected) => {
    expect(await attempt({ tagging }, state)).toEqual(expected);
  });

  test('refused with OperationNotSupported: by that name, nothing is written', async () => {
    const readings = { tagging: 'only while AVAILABLE', tagRefusal: 'OperationNotSupportedException' } as const;
    expect(await attempt(readings, 'UPDATING')).toEqual(refused('OperationNotSupportedException'));
  });
});

test('a stopped WorkSpace, by default: takes tags', async () => {
  const office = startOffice();
  const Tags = many(1);
  await office.client.send(new CreateTagsCommand({ ResourceId: STOPPED_DESKTOP, Tags }));
  expect(office.simulator.tags(STOPPED_DESKTOP)).toEqual({ k0: 'v' });
});
