import { CreateTagsCommand, DeleteTagsCommand, DescribeTagsCommand, type Tag } from '@aws-sdk/client-workspaces';
import { DESKTOP } from '../../../local/workspaces';
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
  await remove('team', 'nobody has this');
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
])('$reason: $outcome', async ({ tags, outcome }) => {
  expect(await outcomeOf(calls().create(tags))).toBe(outcome);
});

test('a WorkSpace that is not there: ResourceNotFound', async () => {
  expect(await outcomeOf(calls().describe('ws-000000000'))).toBe('ResourceNotFoundException');
  expect(await outcomeOf(calls().create(many(1), 'ws-000000000'))).toBe('ResourceNotFoundException');
});
