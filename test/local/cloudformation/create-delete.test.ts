// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub is written
import { custom, failing, failingAfter, historyOf, parameterResource, reasonsOf, TestWorld, TOKEN } from './world';

const INVENTED = /^Test-A-[A-Z0-9]{12}$/;

describe('creating a stack', () => {
  test('resources without dependencies: asked for at once, side by side', async () => {
    const world = new TestWorld();
    const stack = world.create({ A: custom(), B: custom(), C: custom() });
    await world.advance(0);
    expect(world.asked).toEqual(['Create A', 'Create B', 'Create C']);
    await world.advance(10);
    expect(stack.status).toBe('CREATE_COMPLETE');
  });

  test.each([
    ['DependsOn', custom({}, { DependsOn: 'A' })],
    ['Ref', custom({ Other: { Ref: 'A' } })],
    ['Fn::GetAtt', custom({ Other: { 'Fn::GetAtt': ['A', 'Name'] } })],
    ['Fn::Sub', custom({ Other: { 'Fn::Sub': 'x-${A.Name}' } })],
  ])('a dependency by %s: asked for once the other is there', async (_how, second) => {
    const world = new TestWorld();
    world.provider = () => ({ data: { Name: 'first' } });
    const stack = world.create({ B: second, A: custom() });
    await world.advance(5);
    expect(world.asked).toEqual(['Create A']);
    await world.rest();
    expect(world.asked).toEqual(['Create A', 'Create B']);
    expect(stack.status).toBe('CREATE_COMPLETE');
  });

  test('a stack that comes well: the events of the service, in its order', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom() });
    expect(
      stack.events.map(({ logicalId, status, physicalId }) => [logicalId, status, physicalId === 'id-of-A']),
    ).toEqual([
      ['Test', 'CREATE_IN_PROGRESS', false],
      ['A', 'CREATE_IN_PROGRESS', false],
      ['A', 'CREATE_IN_PROGRESS', true],
      ['A', 'CREATE_COMPLETE', true],
      ['Test', 'CREATE_COMPLETE', false],
    ]);
  });

  test('outputs and exports: resolved, and there for another stack to import', async () => {
    const world = new TestWorld();
    world.provider = () => ({ data: { Name: 'n' } });
    await world.created(
      { A: custom() },
      { Outputs: { Out: { Value: { 'Fn::GetAtt': 'A.Name' }, Export: { Name: 'shared' } } } },
    );
    const other = world.engine.createStack({
      stackName: 'Other',
      templateBody: JSON.stringify({ Resources: { P: parameterResource({ 'Fn::ImportValue': 'shared' }) } }),
    });
    await world.rest();
    expect(other.resources.get('P')?.properties.Value).toBe('n');
    expect(() => world.engine.deleteStack('Test')).toThrow('Export shared cannot be deleted as it is in use by Other');
  });
});

describe('a create that fails', () => {
  test('one resource refused: the reason is its own, what was made goes in reverse order', async () => {
    const world = new TestWorld();
    const stack = world.create({ A: custom(), B: custom({}, { DependsOn: 'A' }), C: failing({ DependsOn: 'B' }) });
    await world.rest();
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(reasonsOf(stack, 'C')).toEqual(['No access to reserved parameter name: /aws/reserved.']);
    expect(reasonsOf(stack, 'Test')).toContain(
      'The following resource(s) failed to create: [C]. Rollback requested by user.',
    );
    expect(world.asked).toEqual(['Create A', 'Create B', 'Delete B id-of-B', 'Delete A id-of-A']);
  });

  test('a sibling in progress: cancelled, and deleted under an invented id, while its waiter goes on', async () => {
    const world = new TestWorld();
    world.provider = ({ RequestType }) => ({ seconds: RequestType === 'Create' ? 600 : 10 });
    const stack = world.create({ A: custom({ Size: 1 }), B: failingAfter(60) });
    await world.rest();
    expect(reasonsOf(stack, 'A')).toEqual(['Resource creation cancelled']);
    expect(world.requestOf('Delete', 'A')).toMatchObject({
      PhysicalResourceId: expect.stringMatching(INVENTED),
      ResourceProperties: { ServiceToken: TOKEN, Size: '1' },
    });
    expect(historyOf(stack, 'A')).toEqual([
      'CREATE_IN_PROGRESS',
      'CREATE_FAILED',
      'DELETE_IN_PROGRESS',
      'DELETE_COMPLETE',
    ]);
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
  });

  test.each([
    [
      'answers FAILED with an id',
      { status: 'FAILED', physicalId: 'mine', reason: 'no' } as const,
      'mine',
      /Message returned: no/,
    ],
    ['never answers', 'silent' as const, INVENTED, /did not receive a response/],
    ['answers without an id', { body: 'x' } as const, INVENTED, /not valid JSON/],
  ])('a provider that %s: asked to delete', async (_what, reply, id, reason) => {
    const world = new TestWorld();
    world.provider = ({ RequestType }) => (RequestType === 'Create' ? reply : {});
    const stack = world.create({ A: custom() });
    await world.rest();
    expect(reasonsOf(stack, 'A')[0]).toMatch(reason);
    expect(world.requestOf('Delete', 'A').PhysicalResourceId).toMatch(id);
  });

  test('properties that do not resolve: the provider gets no request', async () => {
    const world = new TestWorld();
    const stack = world.create({ A: custom(), B: custom({ X: { 'Fn::GetAtt': ['A', 'Missing'] } }) });
    await world.rest();
    expect(reasonsOf(stack, 'B')[0]).toMatch(/Vendor response doesn't contain Missing attribute/);
    expect(world.asked).toEqual(['Create A', 'Delete A id-of-A']);
  });

  test('a delete of the rollback fails: ROLLBACK_FAILED, and what it depends on stays', async () => {
    const world = new TestWorld();
    world.provider = ({ RequestType, LogicalResourceId }) =>
      RequestType === 'Delete' && LogicalResourceId === 'B' ? { status: 'FAILED' } : {};
    const stack = world.create({ A: custom(), B: custom({}, { DependsOn: 'A' }), C: failing({ DependsOn: 'B' }) });
    await world.rest();
    expect(stack.status).toBe('ROLLBACK_FAILED');
    expect(stack.reason).toBe('The following resource(s) failed to delete: [B].');
    expect(stack.resources.get('A')?.status).toBe('CREATE_COMPLETE');
  });

  test('OnFailure DELETE: deleted instead of rolled back', async () => {
    const world = new TestWorld();
    const stack = world.create({ A: custom(), B: failing({ DependsOn: 'A' }) }, {}, 'DELETE');
    await world.rest();
    expect(historyOf(stack, 'Test')).toEqual(['CREATE_IN_PROGRESS', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE']);
    expect(world.asked).toContain('Delete A id-of-A');
  });

  test('ROLLBACK_COMPLETE: can be deleted, and nothing else', async () => {
    const world = new TestWorld();
    await world.created({ A: failing() });
    expect(() => world.update({ A: custom() })).toThrow(/is in ROLLBACK_COMPLETE state and can not be updated/);
    world.engine.deleteStack('Test');
    const stack = await world.engine.settled(world.engine.allStacks()[0]?.id ?? '');
    expect(stack.status).toBe('DELETE_COMPLETE');
  });
});

describe('deleting a stack', () => {
  test('the name is free again, and the id still finds it', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom(), B: custom({}, { DependsOn: 'A' }) });
    world.engine.deleteStack('Test');
    await world.rest();
    expect(world.asked).toEqual(['Delete B id-of-B', 'Delete A id-of-A']);
    expect(() => world.engine.describeStack('Test')).toThrow('Stack with id Test does not exist');
    expect(world.engine.describeStack(stack.id).status).toBe('DELETE_COMPLETE');
    expect(world.create({ A: custom() }).id).not.toBe(stack.id);
  });

  test('while it is being created: creates are cancelled, then everything is deleted', async () => {
    const world = new TestWorld();
    world.provider = ({ LogicalResourceId, RequestType }) =>
      LogicalResourceId === 'A' && RequestType === 'Create' ? { seconds: 900 } : {};
    const stack = world.create({ A: custom(), B: custom() });
    await world.advance(60);
    world.engine.deleteStack('Test');
    await world.rest();
    expect(historyOf(stack, 'Test')).toEqual(['CREATE_IN_PROGRESS', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE']);
    expect(world.requestOf('Delete', 'A').PhysicalResourceId).toMatch(INVENTED);
    expect(world.asked).toContain('Delete B id-of-B');
  });

  test('a delete fails: DELETE_FAILED, then well with RetainResources', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom(), B: custom({}, { DependsOn: 'A' }) });
    world.provider = ({ LogicalResourceId }) => (LogicalResourceId === 'B' ? { status: 'FAILED' } : {});
    world.engine.deleteStack('Test');
    await world.rest();
    expect([stack.status, stack.resources.get('A')?.status]).toEqual(['DELETE_FAILED', 'CREATE_COMPLETE']);
    world.engine.deleteStack('Test', ['B']);
    await world.rest();
    expect([stack.status, stack.resources.get('B')?.status]).toEqual(['DELETE_COMPLETE', 'DELETE_SKIPPED']);
  });
});

describe('what a policy spares', () => {
  test.each([
    ['Delete', true, true],
    ['Retain', false, false],
    ['RetainExceptOnCreate', false, true],
  ])(
    'DeletionPolicy %s: deleted with the stack %s, when its create is rolled back %s',
    async (policy, deleted, rolledBack) => {
      const kept = new TestWorld();
      await kept.created({ A: custom({}, { DeletionPolicy: policy }) });
      kept.engine.deleteStack('Test');
      await kept.rest();
      expect(kept.asked.includes('Delete A id-of-A')).toBe(deleted);

      const failed = new TestWorld();
      failed.create({ A: custom({}, { DeletionPolicy: policy }), B: failing({ DependsOn: 'A' }) });
      await failed.rest();
      expect(failed.asked.includes('Delete A id-of-A')).toBe(rolledBack);
    },
  );
});
