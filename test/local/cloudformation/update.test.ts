import {
  custom,
  failing,
  failingAfter,
  historyOf,
  oldPropertiesOf,
  parameterResource,
  propertiesOf,
  reasonsOf,
  START,
  TestWorld,
  TOKEN,
} from './world';

describe('updating a stack', () => {
  test('a changed property: an Update with old and new, and no event for what did not change', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom({ Size: 1 }), B: custom() });
    const before = stack.events.length;
    world.update({ A: custom({ Size: 2 }), B: custom() });
    await world.rest();
    expect(world.asked).toEqual(['Update A id-of-A']);
    expect(oldPropertiesOf(world.requestOf('Update', 'A')).Size).toBe('1');
    expect(propertiesOf(world.requestOf('Update', 'A')).Size).toBe('2');
    expect(stack.events.slice(before).map(({ logicalId, status }) => `${logicalId} ${status}`)).toEqual([
      'Test UPDATE_IN_PROGRESS',
      'A UPDATE_IN_PROGRESS',
      'A UPDATE_COMPLETE',
      'Test UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'Test UPDATE_COMPLETE',
    ]);
  });

  test('nothing changed: refused', async () => {
    const world = new TestWorld();
    await world.created({ A: custom() });
    expect(() => world.update({ A: custom() })).toThrow('No updates are to be performed.');
  });

  test.each([
    ['the spelling of a scalar', { Size: '1' }],
    ['ServiceTimeout alone', { Size: 1, ServiceTimeout: 60 }],
  ])('%s changes: an Update all the same', async (_what, properties) => {
    const world = new TestWorld();
    await world.created({ A: custom({ Size: 1 }) });
    world.update({ A: custom(properties) });
    await world.rest();
    expect(world.asked).toEqual(['Update A id-of-A']);
  });

  test('a policy or metadata alone changes: no Update, and the policy counts from then on', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom() });
    world.update({ A: custom({}, { DeletionPolicy: 'Retain', Metadata: { x: 1 } }) });
    await world.rest();
    world.update({ B: custom() });
    await world.rest();
    expect(world.asked).toEqual(['Create B']);
    expect(historyOf(stack, 'A').at(-1)).toBe('DELETE_SKIPPED');
  });

  test('an attribute that others refer to changes: they are updated after it', async () => {
    const world = new TestWorld();
    world.provider = (request) => ({ data: { Name: `name-${propertiesOf(request).Size}` } });
    const user = custom({ Other: { 'Fn::GetAtt': ['A', 'Name'] } });
    await world.created({ A: custom({ Size: 1 }), B: user });
    world.update({ A: custom({ Size: 2 }), B: user });
    await world.rest();
    expect(world.asked).toEqual(['Update A id-of-A', 'Update B id-of-B']);
    expect(oldPropertiesOf(world.requestOf('Update', 'B')).Other).toBe('name-1');
    expect(propertiesOf(world.requestOf('Update', 'B')).Other).toBe('name-2');
  });

  test('added and removed: the new comes first, the old goes in the cleanup', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom() });
    world.update({ B: custom() });
    await world.advance(10);
    expect(stack.status).toBe('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    await world.rest();
    expect(world.asked).toEqual(['Create B', 'Delete A id-of-A']);
    expect([...stack.resources.keys()]).toEqual(['B']);
  });

  test('another physical id in the answer: a replacement, the old one is deleted with its own properties', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom({ Size: 1 }) });
    world.provider = ({ RequestType }) => (RequestType === 'Update' ? { physicalId: 'new-id' } : {});
    world.update({ A: custom({ Size: 2 }) });
    await world.rest();
    expect(world.asked).toEqual(['Update A id-of-A', 'Delete A id-of-A']);
    expect(propertiesOf(world.requestOf('Delete', 'A')).Size).toBe('1');
    expect(stack.resources.get('A')?.physicalId).toBe('new-id');
  });

  test('UpdateReplacePolicy Retain: the old one stays', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom({ Size: 1 }) });
    world.provider = () => ({ physicalId: 'new-id' });
    world.update({ A: custom({ Size: 2 }, { UpdateReplacePolicy: 'Retain' }) });
    await world.rest();
    expect(world.asked).toEqual(['Update A id-of-A']);
    expect(historyOf(stack, 'A').at(-1)).toBe('DELETE_SKIPPED');
  });

  test('a delete of the cleanup fails: tried three times, and the update is well', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom() });
    world.provider = ({ RequestType }) => (RequestType === 'Delete' ? { status: 'FAILED' } : {});
    world.update({ B: custom() });
    await world.rest();
    expect(world.asked).toEqual(['Create B', 'Delete A id-of-A', 'Delete A id-of-A', 'Delete A id-of-A']);
    expect(stack.status).toBe('UPDATE_COMPLETE');
  });

  test('another service token: refused before the provider gets a request', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom() });
    world.update({ A: custom({ ServiceToken: `${TOKEN}-other` }) });
    await world.rest();
    expect(reasonsOf(stack, 'A')).toContain('Modifying service token is not allowed.');
    expect(world.asked).toEqual([]);
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });
});

describe('an update that fails', () => {
  test('what was updated: updated back, with the properties swapped', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom({ Size: 1 }) });
    world.update({ A: custom({ Size: 2 }), B: failing({ DependsOn: 'A' }) });
    await world.rest();
    expect(world.requests.map((request) => [propertiesOf(request).Size, oldPropertiesOf(request).Size])).toEqual([
      ['2', '1'],
      ['1', '2'],
    ]);
    expect(historyOf(stack, 'Test').slice(-4)).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_ROLLBACK_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
  });

  test('what was in progress: cancelled, keeps its old id, and is updated back', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom({ Size: 1 }) });
    let first = true;
    world.provider = () => {
      const seconds = first ? 600 : 10;
      first = false;
      return { seconds, physicalId: seconds === 600 ? 'too-late' : 'id-of-A' };
    };
    world.update({ A: custom({ Size: 2 }), B: failingAfter(60) });
    await world.rest();
    expect(reasonsOf(stack, 'A')).toContain('Resource update cancelled');
    expect(world.asked).toEqual(['Update A id-of-A', 'Update A id-of-A']);
    expect(stack.resources.get('A')).toMatchObject({ physicalId: 'id-of-A', properties: { Size: 1 } });
  });

  test('a failed answer with another id: taken, updated back under it, and cleaned up if that brings yet another', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom({ Size: 1 }) });
    world.provider = (request) =>
      propertiesOf(request).Size === '2' && request.RequestType === 'Update'
        ? { status: 'FAILED', physicalId: 'failed-id' }
        : request.RequestType === 'Update'
          ? { physicalId: 'id-of-A' }
          : {};
    world.update({ A: custom({ Size: 2 }) });
    await world.rest();
    expect(world.asked).toEqual(['Update A id-of-A', 'Update A failed-id', 'Delete A failed-id']);
    expect(stack.resources.get('A')?.physicalId).toBe('id-of-A');
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('what was created: deleted in the cleanup; a cancelled create under an invented id', async () => {
    const world = new TestWorld();
    world.provider = ({ LogicalResourceId, RequestType }) =>
      LogicalResourceId === 'C' && RequestType === 'Create' ? { seconds: 600 } : {};
    const stack = await world.created({ A: custom() });
    world.update({ A: custom(), B: custom(), C: custom(), D: failingAfter(60) });
    await world.rest();
    expect(world.asked.slice(0, 2)).toEqual(['Create B', 'Create C']);
    expect(world.asked).toContain('Delete B id-of-B');
    expect(world.requestOf('Delete', 'C').PhysicalResourceId).toMatch(/^Test-C-/);
    expect([...stack.resources.keys()]).toEqual(['A']);
  });

  test('what the update meant to remove: still there, never asked', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom() });
    world.update({ B: failing() });
    await world.rest();
    expect(world.asked).toEqual([]);
    expect(stack.resources.get('A')?.status).toBe('CREATE_COMPLETE');
  });

  test('a native replacement: the former resource counts again, the new one is deleted', async () => {
    const world = new TestWorld();
    const stack = await world.created({ P: parameterResource('1', 'first') });
    world.update({ P: parameterResource('1', 'second'), B: failing({ DependsOn: 'P' }) });
    await world.rest();
    expect(stack.resources.get('P')?.physicalId).toBe('first');
    expect(world.services.parameters.find('first')?.value).toBe('1');
    expect(world.services.parameters.find('second')).toBeUndefined();
  });

  test('the way back fails: UPDATE_ROLLBACK_FAILED, then well by ContinueUpdateRollback', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom({ Size: 1 }) });
    let broken = true;
    world.provider = (request) => (broken && propertiesOf(request).Size === '1' ? { status: 'FAILED' } : {});
    world.update({ A: custom({ Size: 2 }), B: failing({ DependsOn: 'A' }) });
    await world.rest();
    expect([stack.status, stack.reason]).toEqual([
      'UPDATE_ROLLBACK_FAILED',
      'The following resource(s) failed to update: [A].',
    ]);
    broken = false;
    world.engine.continueUpdateRollback('Test', []);
    await world.rest();
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.asked).toHaveLength(3);
  });

  test('ResourcesToSkip: counted as rolled back without being asked', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom({ Size: 1 }) });
    world.provider = (request) => (propertiesOf(request).Size === '1' ? { status: 'FAILED' } : {});
    world.update({ A: custom({ Size: 2 }), B: failing({ DependsOn: 'A' }) });
    await world.rest();
    world.engine.continueUpdateRollback('Test', ['A']);
    await world.rest();
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.asked).toHaveLength(2);
  });

  test.each(['ROLLBACK', 'PRESERVE'] as const)('CancelUpdateStack, on failure %s: rolls back', async (onFailure) => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom({ Size: 1 }) });
    world.provider = () => ({ seconds: 600 });
    world.update({ A: custom({ Size: 2 }) }, {}, onFailure);
    await world.advance(60);
    world.engine.cancelUpdateStack('Test');
    await world.rest();
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(reasonsOf(stack, 'A')).toContain('Resource update cancelled');
  });

  test.each([
    [false, START],
    [true, START + 60_000],
  ])('reading lastUpdatedTimeMovesAtRollback %s: as it says', async (lastUpdatedTimeMovesAtRollback, expected) => {
    const world = new TestWorld({ lastUpdatedTimeMovesAtRollback });
    const { stack } = world.engine.createChangeSet({
      stackName: 'Test',
      templateBody: JSON.stringify({ Resources: { A: failingAfter(60) } }),
      changeSetName: 'first',
      type: 'CREATE',
    });
    world.engine.executeChangeSet('first', 'Test', false);
    await world.rest();
    expect(stack.lastUpdatedTime).toBe(expected);
  });
});
