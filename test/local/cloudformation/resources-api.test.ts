import type { JsonObject } from '../../../local/transport/json';
import { call, refusal, textsOf } from './call';
import { custom, parameterResource, START, TestWorld, template } from './world';

const listed = (world: TestWorld, parameters: Readonly<Record<string, string>>): string[] =>
  textsOf(call(world, 'DescribeStackResources', parameters), 'LogicalResourceId');

const RETAINED: JsonObject = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };

describe('DescribeStackResources by physical id', () => {
  test('a living resource: the resources of its stack', async () => {
    const world = new TestWorld();
    await world.created({ A: custom(), P: parameterResource('v') });
    expect(listed(world, { PhysicalResourceId: 'id-of-A' })).toEqual(['A', 'P']);
    expect(listed(world, { PhysicalResourceId: 'id-of-A', LogicalResourceId: 'P' })).toEqual(['P']);
  });

  test('a service that returns the resource alone: the resource alone', async () => {
    const world = new TestWorld({ physicalIdAnswers: 'the resource' });
    await world.created({ A: custom(), P: parameterResource('v') });
    expect(listed(world, { PhysicalResourceId: 'id-of-A' })).toEqual(['A']);
  });

  const NONE = ['ValidationError', 'Stack for id-of-A does not exist'];

  test('nothing has the id: refused', () => {
    expect(refusal(new TestWorld(), 'DescribeStackResources', { PhysicalResourceId: 'id-of-A' })).toEqual(NONE);
  });

  test.each([
    ['deleted with its stack', {}],
    ['retained when its stack is deleted', RETAINED],
  ])('a resource %s: refused', async (_situation, policies) => {
    const world = new TestWorld();
    await world.created({ A: custom({}, policies) });
    world.engine.deleteStack('Test');
    await world.rest();
    expect(refusal(world, 'DescribeStackResources', { PhysicalResourceId: 'id-of-A' })).toEqual(NONE);
  });

  test.each([
    ['deleted by an update', {}],
    ['retained by an update', RETAINED],
  ])('a resource %s: refused', async (_situation, policies) => {
    const world = new TestWorld();
    await world.created({ A: custom({}, policies), P: parameterResource('v') });
    world.update({ P: parameterResource('v') });
    await world.rest();
    expect(refusal(world, 'DescribeStackResources', { PhysicalResourceId: 'id-of-A' })).toEqual(NONE);
  });

  test('a resource that was replaced: the new one is found, the old one is not', async () => {
    const world = new TestWorld();
    await world.created({ A: custom() });
    world.provider = ({ RequestType }) => (RequestType === 'Update' ? { physicalId: 'second' } : {});
    world.update({ A: custom({ Size: '2' }) });
    await world.rest();
    expect(listed(world, { PhysicalResourceId: 'second' })).toEqual(['A']);
    expect(refusal(world, 'DescribeStackResources', { PhysicalResourceId: 'id-of-A' })).toEqual(NONE);
  });

  test('a create that failed and was not rolled back: found by the id that its provider gave', async () => {
    const world = new TestWorld();
    world.provider = () => ({ status: 'FAILED', physicalId: 'first' });
    world.create({ A: custom() }, {}, 'DO_NOTHING');
    await world.rest();
    expect(listed(world, { PhysicalResourceId: 'first' })).toEqual(['A']);
  });
});

test.each([
  ['cleanup is listed' as const, 'is listed' as const, ['A', 'P'], ['DELETE_IN_PROGRESS', 'CREATE_COMPLETE']],
  ['cleanup is not listed' as const, 'is not listed' as const, ['P'], ['CREATE_COMPLETE']],
])('a resource that an update removes, while the %s: %s', async (_name, cleanup, ids, statuses) => {
  const world = new TestWorld({ cleanup });
  await world.created({ A: custom(), P: parameterResource('v') });
  world.update({ P: parameterResource('v') });
  await world.advance(5);
  const answer = call(world, 'ListStackResources', { StackName: 'Test' });
  expect([textsOf(answer, 'LogicalResourceId'), textsOf(answer, 'ResourceStatus')]).toEqual([ids, statuses]);
});

test('a deleted stack: its resources by its id, nothing by its name', async () => {
  const world = new TestWorld();
  const { id } = await world.created({ A: custom(), B: custom({}, RETAINED) });
  world.engine.deleteStack('Test');
  await world.rest();
  const answer = call(world, 'DescribeStackResources', { StackName: id });
  expect(textsOf(answer, 'ResourceStatus')).toEqual(['DELETE_COMPLETE', 'DELETE_SKIPPED']);
  expect(refusal(world, 'DescribeStackResources', { StackName: 'Test' })).toEqual([
    'ValidationError',
    'Stack with id Test does not exist',
  ]);
});

test.each([
  ['neither a stack nor a resource', {}],
  ['both a stack and a resource', { StackName: 'Test', PhysicalResourceId: 'id-of-A' }],
])('DescribeStackResources of %s: refused', async (_situation, parameters) => {
  const world = new TestWorld();
  await world.created({ A: custom() });
  expect(refusal(world, 'DescribeStackResources', parameters)).toEqual([
    'ValidationError',
    'Specify either StackName or PhysicalResourceId, and not both',
  ]);
});

test('more than a hundred resources: ListStackResources has a second page, DescribeStackResources has not', async () => {
  const world = new TestWorld();
  await world.created(
    Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`P${n}`, parameterResource('v', `p${n}`)])),
  );
  expect(listed(world, { StackName: 'Test' })).toHaveLength(100);
  const first = call(world, 'ListStackResources', { StackName: 'Test' });
  const [token = ''] = textsOf(first, 'NextToken');
  const second = call(world, 'ListStackResources', { StackName: 'Test', NextToken: token });
  expect(textsOf(second, 'LogicalResourceId')).toEqual(['P100']);
  expect(textsOf(second, 'NextToken')).toEqual([]);
});

describe('DescribeStackResource', () => {
  const describe = (world: TestWorld): string =>
    call(world, 'DescribeStackResource', { StackName: 'Test', LogicalResourceId: 'A' });
  const seconds = (xml: string): number[] =>
    textsOf(xml, 'LastUpdatedTimestamp').map((time) => (Date.parse(time) - START) / 1000);

  test('a create, an update and a delete under way: when each began', async () => {
    const world = new TestWorld();
    world.provider = () => ({ seconds: 600 });
    world.create({ A: custom() });
    await world.advance(100);
    expect([textsOf(describe(world), 'ResourceStatus'), seconds(describe(world))]).toEqual([
      ['CREATE_IN_PROGRESS'],
      [0],
    ]);
    await world.rest();
    world.update({ A: custom({ Size: '2' }) });
    await world.advance(100);
    expect([textsOf(describe(world), 'ResourceStatus'), seconds(describe(world))]).toEqual([
      ['UPDATE_IN_PROGRESS'],
      [7300],
    ]);
    await world.rest();
    world.engine.deleteStack('Test');
    await world.advance(100);
    expect([textsOf(describe(world), 'ResourceStatus'), seconds(describe(world))]).toEqual([
      ['DELETE_IN_PROGRESS'],
      [14_600],
    ]);
  });

  test('its physical id and its metadata: as they are', async () => {
    const world = new TestWorld();
    await world.created({ A: custom({}, { Metadata: { a: 1 } }) });
    const answer = describe(world);
    expect([textsOf(answer, 'PhysicalResourceId'), textsOf(answer, 'Metadata')]).toEqual([
      ['id-of-A'],
      ['{&quot;a&quot;:1}'],
    ]);
  });

  test.each([
    ['a resource that the stack does not have', 'Test', 'Resource B does not exist for stack Test'],
    ['a stack that does not exist', 'Other', "Stack 'Other' does not exist"],
  ])('%s: refused', async (_situation, StackName, message) => {
    const world = new TestWorld();
    await world.created({ A: custom() });
    const parameters = { StackName, LogicalResourceId: 'B' };
    expect(refusal(world, 'DescribeStackResource', parameters)).toEqual(['ValidationError', message]);
  });
});

test('stacks in stacks: each names its parent and its root, the outermost neither', async () => {
  const world = new TestWorld();
  const inner = template({ A: custom() });
  const nested = (name: string): JsonObject => ({
    Type: 'AWS::CloudFormation::Stack',
    Properties: { TemplateURL: name },
  });
  world.services.templateAt = (url) => (url === 'inner' ? inner : template({ Inner: nested('inner') }));
  const outer = await world.created({ Middle: nested('middle') });
  const ids = Object.fromEntries(
    world.engine.allStacks().map(({ id, name }) => [name.replace(/-[A-Z0-9]{12}/g, ''), id]),
  );
  const relatives = (name = ''): (string | undefined)[] => {
    const answer = call(world, 'DescribeStacks', { StackName: name });
    return [textsOf(answer, 'ParentId')[0], textsOf(answer, 'RootId')[0]];
  };
  expect(relatives(ids['Test-Middle-Inner'])).toEqual([ids['Test-Middle'], outer.id]);
  expect(relatives(ids['Test-Middle'])).toEqual([outer.id, outer.id]);
  expect(relatives('Test')).toEqual([undefined, undefined]);
});
