import { failing, historyOf, parameterResource, reasonsOf, TestWorld } from '../cloudformation/world';

const versions = (world: TestWorld) =>
  world.services.parameters.history('p').map(({ version, value }) => `${version}: ${value}`);

test('an update, and one that is rolled back: each moves the version', async () => {
  const world = new TestWorld();
  await world.created({ P: parameterResource('a', 'p') });
  world.update({ P: parameterResource('b', 'p') });
  await world.rest();
  expect(versions(world)).toEqual(['1: a', '2: b']);
  world.update({ P: parameterResource('c', 'p'), Z: failing({ DependsOn: 'P' }) });
  await world.rest();
  expect(versions(world)).toEqual(['1: a', '2: b', '3: c', '4: b']);
});

test('an update that changes nothing about it: the version stays', async () => {
  const world = new TestWorld();
  await world.created({ P: parameterResource('a', 'p') });
  world.update({ P: parameterResource('a', 'p'), Q: parameterResource('x', 'q') });
  await world.rest();
  expect(versions(world)).toEqual(['1: a']);
});

test('a value beyond 4 KB in a template: the stack fails in the words of the service, unless the tier allows it', async () => {
  const world = new TestWorld();
  const refused = world.create({ P: parameterResource('x'.repeat(5000), 'p') });
  await world.rest();
  expect(reasonsOf(refused, 'P').join()).toContain('maximum parameter value of 4096 characters');
  world.engine.deleteStack('Test');
  await world.rest();
  const { Properties, ...resource } = parameterResource('x'.repeat(5000), 'p');
  const stack = await world.created({ P: { ...resource, Properties: { ...Object(Properties), Tier: 'Advanced' } } });
  expect(historyOf(stack, 'P').at(-1)).toBe('CREATE_COMPLETE');
});

test('a name that another parameter has: refused, and the other stays as it is', async () => {
  const world = new TestWorld();
  world.services.parameters.put({ name: 'p', value: 'theirs', overwrite: false }, 0);
  const stack = world.create({ P: parameterResource('ours', 'p') });
  await world.rest();
  expect(reasonsOf(stack, 'P').join()).toContain('already exists');
  expect(world.services.parameters.find('p')?.value).toBe('theirs');
});

test('a property that is not supported: refused by name', async () => {
  const world = new TestWorld();
  const stack = world.create({
    P: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'x', Policies: '[]' } },
  });
  await world.rest();
  expect(reasonsOf(stack, 'P').join()).toContain('does not support Policies of AWS::SSM::Parameter');
});
