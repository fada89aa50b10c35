import {
  GetResourcesCommand,
  type GetResourcesCommandInput,
  GetTagKeysCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { CreateTagsCommand, DeleteTagsCommand, WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { ManualClock } from '../../../local/clock';
import { DEFAULT_ENVIRONMENT } from '../../../local/environment';
import { Tagging } from '../../../local/tagging/tagging';
import {
  inProcessRequestHandler,
  makeWorkspaces,
  type WorkspaceSpec,
  WorkspacesSimulator,
} from '../../../local/workspaces';
import { inProcess } from '../sdk';

const arnOf = (id: string): string => `arn:aws:workspaces:us-east-1:111122223333:workspace/${id}`;

const OFFICE: readonly WorkspaceSpec[] = [
  { workspaceId: 'ws-design001', userName: 'ana', tags: { Team: 'Design', Ring: 'pilot' } },
  { workspaceId: 'ws-design002', userName: 'ben', tags: { Team: 'Design' } },
  { workspaceId: 'ws-sales0001', userName: 'cleo', tags: { Team: 'Sales', Frozen: 'true' } },
  { workspaceId: 'ws-untagged1', userName: 'dev' },
];

function world(workspaces: readonly WorkspaceSpec[] = OFFICE, tagIndexLagSeconds?: number) {
  const clock = new ManualClock(Date.UTC(2026, 0, 5));
  const simulator = new WorkspacesSimulator({ clock, world: { workspaces, applications: [] } });
  const readings = tagIndexLagSeconds === undefined ? {} : { tagIndexLagSeconds };
  const tagging = new Tagging(simulator, DEFAULT_ENVIRONMENT, () => clock.now(), readings);
  const client = new ResourceGroupsTaggingAPIClient(inProcess((request) => tagging.handle(request)));
  const get = (input: GetResourcesCommandInput = {}) =>
    client.send(new GetResourcesCommand({ ResourceTypeFilters: ['workspaces:workspace'], ...input }));
  const found = async (input: GetResourcesCommandInput = {}) => {
    const { ResourceTagMappingList = [] } = await get(input);
    return Object.fromEntries(
      ResourceTagMappingList.map(({ ResourceARN = '', Tags = [] }) => [
        ResourceARN.split('/')[1],
        Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
      ]),
    );
  };
  const workspacesClient = new WorkSpacesClient({
    requestHandler: inProcessRequestHandler(simulator),
    region: 'us-east-1',
  });
  return { clock, simulator, client, get, found, workspacesClient };
}

test('every WorkSpace that has a tag, with its tags; one that never had any is not among them', async () => {
  expect(await world().found()).toEqual({
    'ws-design001': { Team: 'Design', Ring: 'pilot' },
    'ws-design002': { Team: 'Design' },
    'ws-sales0001': { Team: 'Sales', Frozen: 'true' },
  });
});

test.each<[what: string, filters: GetResourcesCommandInput['TagFilters'], ids: string[]]>([
  ['a value', [{ Key: 'Team', Values: ['Design'] }], ['ws-design001', 'ws-design002']],
  [
    'one of several values',
    [{ Key: 'Team', Values: ['Sales', 'Design'] }],
    ['ws-design001', 'ws-design002', 'ws-sales0001'],
  ],
  ['a key with any value', [{ Key: 'Frozen' }], ['ws-sales0001']],
  ['two keys, both of them', [{ Key: 'Team', Values: ['Design'] }, { Key: 'Ring' }], ['ws-design001']],
  ['a value in other letters', [{ Key: 'Team', Values: ['design'] }], []],
])('filtered by %s: %j', async (_what, TagFilters, ids) => {
  expect(Object.keys(await world().found({ TagFilters }))).toEqual(ids);
});

test('WorkSpaces by their ARNs: those of them that have tags', async () => {
  const ResourceARNList = ['ws-design002', 'ws-untagged1', 'ws-nowhere01'].map(arnOf);
  expect(await world().found({ ResourceARNList })).toEqual({ 'ws-design002': { Team: 'Design' } });
});

test('more than a page: a hundred at a time, none twice and none skipped while others come and go', async () => {
  const { simulator, get } = world(makeWorkspaces(150, { tags: { Team: 'Design' } }));
  const first = await get({ ResourcesPerPage: 100 });
  simulator.terminate('ws-bench00003');
  simulator.terminate('ws-bench00120');
  const second = await get({ ResourcesPerPage: 100, PaginationToken: first.PaginationToken });
  expect([first.ResourceTagMappingList?.length, second.ResourceTagMappingList?.length]).toEqual([100, 49]);
  expect(second.ResourceTagMappingList?.[0]?.ResourceARN).toBe(arnOf('ws-bench00100'));
  expect(second.PaginationToken).toBe('');
  expect((await get()).ResourceTagMappingList).toHaveLength(50);
});

test('a token after a quarter of an hour: expired', async () => {
  const { clock, get } = world();
  const { PaginationToken } = await get({ ResourcesPerPage: 1 });
  await clock.advance(15 * 60_000);
  expect((await get({ PaginationToken })).ResourceTagMappingList).toHaveLength(2);
  await clock.advance(1);
  await expect(get({ PaginationToken })).rejects.toMatchObject({ name: 'PaginationTokenExpiredException' });
});

test('the index lags, if that is how it is read: tags, new WorkSpaces and gone ones are seen later', async () => {
  const { clock, simulator, found, workspacesClient } = world(OFFICE, 60);
  await clock.advance(120_000);
  await workspacesClient.send(
    new CreateTagsCommand({ ResourceId: 'ws-untagged1', Tags: [{ Key: 'Team', Value: 'Ops' }] }),
  );
  await workspacesClient.send(new DeleteTagsCommand({ ResourceId: 'ws-design002', TagKeys: ['Team'] }));
  simulator.addWorkspace({ workspaceId: 'ws-new000001', userName: 'eli', tags: { Team: 'Ops' } });
  simulator.terminate('ws-sales0001');
  await clock.advance(59_000);
  expect(Object.keys(await found({ TagFilters: [{ Key: 'Team' }] }))).toEqual(
    expect.arrayContaining(['ws-design002', 'ws-sales0001']),
  );
  expect(await found()).not.toHaveProperty('ws-untagged1');
  await clock.advance(1000);
  expect(await found()).toEqual({
    'ws-design001': { Team: 'Design', Ring: 'pilot' },
    // Tags were taken from it: it is still listed.
    'ws-design002': {},
    'ws-new000001': { Team: 'Ops' },
    'ws-untagged1': { Team: 'Ops' },
  });
});

test('tags that a test sets: seen at once, however far the index lags', async () => {
  const { simulator, found } = world(OFFICE, 60);
  simulator.setTags('ws-design001', { Frozen: 'true' });
  expect((await found())['ws-design001']).toEqual({ Frozen: 'true' });
});

test.each<[what: string, input: GetResourcesCommandInput, words: string]>([
  ['another type', { ResourceTypeFilters: ['ec2:instance'] }, 'the resource type ec2:instance'],
  ['too long a page', { ResourcesPerPage: 101 }, 'from 1 to 100'],
  ['a token that was never given', { PaginationToken: 'x' }, 'PaginationToken is not valid'],
  ['ARNs in pages', { ResourceARNList: [arnOf('ws-a')], ResourcesPerPage: 10 }, 'cannot be combined'],
  ['too many filters', { TagFilters: Array.from({ length: 51 }, (_, key) => ({ Key: `k${key}` })) }, 'at most 50'],
  ['too many values', { TagFilters: [{ Key: 'a', Values: Array(21).fill('x') }] }, 'at most 20 values'],
  ['tags per page', { TagsPerPage: 100 }, 'does not support TagsPerPage'],
])('%s: refused in words', async (_what, input, words) => {
  await expect(world().get(input)).rejects.toThrow(words);
});

test('a call that is not supported: refused by name', async () => {
  await expect(world().client.send(new GetTagKeysCommand({}))).rejects.toThrow('does not support');
});
