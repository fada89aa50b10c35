import type { JsonObject } from '../../../local/transport/json';
import { custom, parameterResource, TestWorld, template } from './world';

function changeSet(
  world: TestWorld,
  resources: JsonObject,
  more: JsonObject = {},
  type: 'CREATE' | 'UPDATE' = 'UPDATE',
) {
  const input = { stackName: 'Test', changeSetName: 'changes', type, templateBody: template(resources, more) };
  return world.engine.createChangeSet(input).changeSet;
}

test('a change set for a new stack: the stack is under review, everything is added, nothing is asked', () => {
  const world = new TestWorld();
  const { changes, status } = changeSet(world, { A: custom() }, {}, 'CREATE');
  expect(world.engine.describeStack('Test').status).toBe('REVIEW_IN_PROGRESS');
  expect([status, changes.map(({ action, logicalId }) => [action, logicalId])]).toEqual([
    'CREATE_COMPLETE',
    [['Add', 'A']],
  ]);
  expect(world.requests).toEqual([]);
});

test('nothing changed: FAILED, in the words that the CLI looks for', async () => {
  const world = new TestWorld();
  await world.created({ A: custom() });
  expect(changeSet(world, { A: custom() })).toMatchObject({
    status: 'FAILED',
    executionStatus: 'UNAVAILABLE',
    reason: expect.stringContaining("The submitted information didn't contain changes."),
  });
  expect(() => world.engine.executeChangeSet('changes', 'Test', false)).toThrow('cannot be executed');
});

test('only an output changed: there is something to do', async () => {
  const world = new TestWorld();
  const stack = await world.created({ A: custom() });
  expect(changeSet(world, { A: custom() }, { Outputs: { O: { Value: 'x' } } }).status).toBe('CREATE_COMPLETE');
  world.engine.executeChangeSet('changes', 'Test', false);
  await world.rest();
  expect([stack.status, stack.outputs[0]?.value, world.requests.length]).toEqual(['UPDATE_COMPLETE', 'x', 0]);
});

test('each kind of change: listed as what it is', async () => {
  const world = new TestWorld();
  const before = {
    A: custom({ Size: 1 }),
    B: custom({ Other: { Ref: 'A' } }),
    C: custom(),
    E: custom({}, { DeletionPolicy: 'RetainExceptOnCreate' }),
    P: parameterResource('v', 'one'),
    Q: parameterResource('v', 'three'),
  };
  await world.created(before);
  const after = {
    A: custom({ Size: 2 }),
    B: before.B,
    D: custom(),
    P: parameterResource('v', 'two'),
    Q: parameterResource('v', 'four', { UpdateReplacePolicy: 'Retain' }),
  };
  const listed = changeSet(world, after).changes.map(({ action, logicalId, replacement, policyAction }) => [
    logicalId,
    action,
    replacement,
    policyAction,
  ]);
  expect(listed).toEqual([
    ['A', 'Modify', 'False', undefined],
    ['D', 'Add', undefined, undefined],
    ['P', 'Modify', 'True', 'ReplaceAndDelete'],
    ['Q', 'Modify', 'True', 'ReplaceAndRetain'],
    ['B', 'Modify', 'Conditional', undefined],
    ['C', 'Remove', undefined, 'Delete'],
    ['E', 'Remove', undefined, 'Retain'],
  ]);
});

test('the type of a resource changed: refused, naming it', async () => {
  const world = new TestWorld();
  await world.created({ A: custom() });
  expect(() => changeSet(world, { A: parameterResource('v') })).toThrow(
    /modifies resource type of the following resources: \[A\]/,
  );
});

test('a stack under review: deleted at once', async () => {
  const world = new TestWorld();
  changeSet(world, { A: custom() }, {}, 'CREATE');
  world.engine.deleteStack('Test');
  await world.rest();
  expect(() => world.engine.describeStack('Test')).toThrow('does not exist');
  expect(world.requests).toEqual([]);
});
