import type { Json } from '../../../local/transport/json';
import { custom, parameterResource, propertiesOf, reasonsOf, TestWorld } from './world';

const put = (world: TestWorld, value: string) =>
  world.services.parameters.put({ name: '/desk', value, overwrite: true }, 0);

function worldWith(...values: readonly string[]): TestWorld {
  const world = new TestWorld();
  for (const value of values) put(world, value);
  return world;
}

describe('{{resolve:ssm}} in a property', () => {
  test.each<[string, Json, Json]>([
    ['alone', '{{resolve:ssm:/desk}}', 'ws-2'],
    ['of a version', '{{resolve:ssm:/desk:1}}', 'ws-1'],
    ['in the middle, twice', 'a {{resolve:ssm:/desk:1}} b {{resolve:ssm:/desk}}', 'a ws-1 b ws-2'],
    ['in a list in an object', { List: ['{{resolve:ssm:/desk}}'] }, { List: ['ws-2'] }],
    ['put together by a function', { 'Fn::Join': ['', ['{{resolve:ssm:/', 'desk}}']] }, 'ws-2'],
  ])('%s: the value', async (_where, value, seen) => {
    const world = worldWith('ws-1', 'ws-2');
    world.create({ A: custom({ Value: value }) });
    await world.rest();
    expect(propertiesOf(world.requestOf('Create', 'A')).Value).toEqual(seen);
  });

  test('another value by the next update: the resource is updated with it, if anything else changed', async () => {
    const world = worldWith('ws-1');
    await world.created({ A: custom({ Value: '{{resolve:ssm:/desk}}' }), B: custom() });
    put(world, 'ws-2');
    expect(() => world.update({ A: custom({ Value: '{{resolve:ssm:/desk}}' }), B: custom() })).toThrow('No updates');
    world.update({ A: custom({ Value: '{{resolve:ssm:/desk}}' }), B: custom({ Size: '2' }) });
    await world.rest();
    expect(propertiesOf(world.requestOf('Update', 'A')).Value).toBe('ws-2');
  });
});

test.each([
  ['a parameter that is not there', '{{resolve:ssm:/none}}', 'Parameters: [ssm:/none] cannot be found.'],
  ['a version that is not there', '{{resolve:ssm:/desk:7}}', 'Parameters: [ssm:/desk:7] cannot be found.'],
  [
    'a version that is no number',
    '{{resolve:ssm:/desk:latest}}',
    'Incorrect format is used in the following SSM reference: [{{resolve:ssm:/desk:latest}}]',
  ],
  [
    'a secure string',
    '{{resolve:ssm-secure:/desk}}',
    'SSM Secure reference is not supported in: [Custom::Thing/Properties/Value]',
  ],
  [
    'a secret',
    '{{resolve:secretsmanager:x:SecretString:y}}',
    'The embedded AWS does not support dynamic references ({{resolve:secretsmanager:...}})',
  ],
])('%s: refused before anything is done', (_what, value, message) => {
  const world = worldWith('ws-1');
  expect(() => world.create({ A: custom({ Value: value }) })).toThrow(message);
  expect(world.engine.allStacks()).toEqual([]);
});

test('a reference that a function puts together, to nothing: its resource fails', async () => {
  const world = worldWith();
  const stack = world.create({
    A: custom({ Value: { 'Fn::Join': ['', ['{{resolve:ssm:/', { Ref: 'AWS::Region' }, '}}']] } }),
  });
  await world.rest();
  expect(reasonsOf(stack, 'A')).toEqual(['Parameters: [ssm:/us-east-1] cannot be found.']);
  expect(world.requests).toEqual([]);
});

test('a parameter of the same stack, changed before: resolved once it is changed', async () => {
  const world = worldWith();
  await world.created({ P: parameterResource('old', '/desk') });
  world.update({
    P: parameterResource('new', '/desk'),
    A: custom({ Value: '{{resolve:ssm:/desk}}' }, { DependsOn: 'P' }),
  });
  await world.rest();
  expect(propertiesOf(world.requestOf('Create', 'A')).Value).toBe('new');
});
