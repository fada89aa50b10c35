import type { Readings } from '../../../local/cloudformation/context';
import { call, refusal, textsOf } from './call';
import {
  custom,
  failing,
  historyOf,
  oldPropertiesOf,
  parameterResource,
  propertiesOf,
  reasonsOf,
  START,
  TestWorld,
  template,
} from './world';

/** What was done before the failure is left, as `cdk deploy --no-rollback` asks for it. */
const PRESERVE = 'PRESERVE';

const hours = (world: TestWorld): number => (world.clock.now() - START) / 3_600_000;

/** A provider that fails whatever has one of these sizes, under an id that says in which hour. */
const failsAt = (world: TestWorld, ...sizes: string[]) => {
  world.provider = (request) =>
    request.RequestType !== 'Delete' && sizes.includes(String(propertiesOf(request).Size))
      ? { status: 'FAILED', physicalId: `failed-${hours(world)}` }
      : {};
};

/** A create of A that failed and was left, beside B, which did not. */
async function leftAtCreate(readings: Partial<Readings> = {}) {
  const world = new TestWorld(readings);
  failsAt(world, '1');
  const stack = world.create({ A: custom({ Size: 1 }), B: custom() }, {}, PRESERVE);
  await world.rest();
  world.requests.length = 0;
  failsAt(world);
  return { world, stack };
}

/** An update of A that failed and was left. */
async function leftAtUpdate(readings: Partial<Readings> = {}) {
  const world = new TestWorld(readings);
  const stack = await world.created({ A: custom({ Size: 1 }) });
  failsAt(world, '2');
  world.update({ A: custom({ Size: 2 }) }, {}, PRESERVE);
  await world.rest();
  failsAt(world);
  return { world, stack };
}

describe('a create that fails and is left', () => {
  test('what is independent goes on, what depends on the failure is not begun, everything stays', async () => {
    const world = new TestWorld();
    failsAt(world, '1');
    const resources = { A: custom({ Size: 1 }), B: custom(), C: custom({}, { DependsOn: 'A' }) };
    const stack = world.create(resources, {}, PRESERVE);
    await world.rest();
    expect([stack.status, stack.reason]).toEqual(['CREATE_FAILED', 'The following resource(s) failed to create: [A].']);
    expect(world.asked).toEqual(['Create A', 'Create B']);
    expect([...stack.resources.values()].map(({ status }) => status)).toEqual(['CREATE_FAILED', 'CREATE_COMPLETE']);
    expect(textsOf(call(world, 'DescribeStacks', { StackName: 'Test' }), 'DisableRollback')).toEqual(['true']);
  });

  test.each([
    ['goes in the cleanup', ['Create A', 'Delete A failed-0']],
    ['goes first', ['Delete A failed-0', 'Create A']],
  ] as const)('updated: the failed one is made anew, and what it had made %s', async (failedCreate, asked) => {
    const { world, stack } = await leftAtCreate({ failedCreate });
    world.update({ A: custom({ Size: 1 }), B: custom() }, {}, PRESERVE);
    await world.rest();
    expect([stack.status, world.asked]).toEqual(['UPDATE_COMPLETE', asked]);
    expect(stack.resources.get('A')?.physicalId).toBe('id-of-A');
  });

  test('updated, and it fails again: UPDATE_FAILED; then rolled back: deleted, with what each attempt had made', async () => {
    const { world, stack } = await leftAtCreate();
    failsAt(world, '1');
    world.update({ A: custom({ Size: 1 }), B: custom() }, {}, PRESERVE);
    await world.rest();
    expect(stack.status).toBe('UPDATE_FAILED');
    world.engine.rollbackStack('Test');
    await world.rest();
    expect([stack.status, world.asked]).toEqual([
      'ROLLBACK_COMPLETE',
      ['Create A', 'Delete A failed-0', 'Delete A failed-2', 'Delete B id-of-B'],
    ]);
  });

  test('dropped by an update: deleted, also if it is to be retained', async () => {
    const world = new TestWorld();
    failsAt(world, '1');
    world.create({ A: custom({ Size: 1 }, { DeletionPolicy: 'Retain' }), B: custom() }, {}, PRESERVE);
    await world.rest();
    world.update({ B: custom() }, {}, PRESERVE);
    await world.rest();
    expect(world.asked).toContain('Delete A failed-0');
  });

  test.each([['rollback' as const], ['delete' as const]])('%s: what failed is deleted too', async (how) => {
    const { world, stack } = await leftAtCreate();
    if (how === 'rollback') world.engine.rollbackStack('Test');
    else world.engine.deleteStack('Test');
    await world.rest();
    expect(stack.status).toBe(how === 'rollback' ? 'ROLLBACK_COMPLETE' : 'DELETE_COMPLETE');
    expect(world.asked).toEqual(['Delete A failed-0', 'Delete B id-of-B']);
  });
});

describe('an update that fails and is left', () => {
  test('documented: what failed is brought back, counts as failed, and is asked for again by the next update', async () => {
    const { world, stack } = await leftAtUpdate();
    expect([stack.status, stack.resources.get('A')?.status]).toEqual(['UPDATE_FAILED', 'UPDATE_FAILED']);
    world.update({ A: custom({ Size: 2 }) }, {}, PRESERVE);
    await world.rest();
    expect(stack.status).toBe('UPDATE_COMPLETE');
    const sizes = world.requests.map((request) => [oldPropertiesOf(request).Size, propertiesOf(request).Size]);
    expect(sizes.slice(0, 3)).toEqual([
      ['1', '2'],
      ['2', '1'],
      ['1', '2'],
    ]);
  });

  test('where it is left: the next update asks from what it had asked for', async () => {
    const { world, stack } = await leftAtUpdate({ failedUpdate: 'is left' });
    world.update({ A: custom({ Size: 3 }) }, {}, PRESERVE);
    await world.rest();
    expect(stack.status).toBe('UPDATE_COMPLETE');
    const sizes = world.requests
      .filter(({ RequestType }) => RequestType === 'Update')
      .map((request) => [oldPropertiesOf(request).Size, propertiesOf(request).Size]);
    expect(sizes).toEqual([
      ['1', '2'],
      ['2', '3'],
    ]);
  });

  test.each([
    ['is brought back', 2],
    ['is left', 2],
  ] as const)('rolled back, where what failed %s: as before, and asked for once', async (failedUpdate, updates) => {
    const { world, stack } = await leftAtUpdate({ failedUpdate });
    world.engine.rollbackStack('Test');
    await world.rest();
    expect([stack.status, stack.resources.get('A')?.properties.Size]).toEqual(['UPDATE_ROLLBACK_COMPLETE', 1]);
    expect(world.requests.filter(({ RequestType }) => RequestType === 'Update')).toHaveLength(updates);
  });

  test('what it made stays, what it dropped is still there; the next one that succeeds cleans up', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom() });
    world.update({ B: custom(), X: failing() }, {}, PRESERVE);
    await world.rest();
    expect([stack.status, [...stack.resources.keys()]]).toEqual(['UPDATE_FAILED', ['A', 'B', 'X']]);
    world.update({ B: custom() }, {}, PRESERVE);
    await world.rest();
    expect([stack.status, [...stack.resources.keys()]]).toEqual(['UPDATE_COMPLETE', ['B']]);
    expect(world.asked).toEqual(['Create B', 'Delete A id-of-A']);
  });

  test('a physical resource that is brought back from another, and then becomes that one after all: the living is not deleted', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom({ Size: 1 }) });
    let isIll = true;
    world.provider = (request) =>
      propertiesOf(request).Size === '2'
        ? { status: isIll ? 'FAILED' : 'SUCCESS', physicalId: 'other' }
        : { physicalId: 'id-of-A' };
    world.update({ A: custom({ Size: 2 }) }, {}, PRESERVE);
    await world.rest();
    isIll = false;
    world.update({ A: custom({ Size: 2 }) }, {}, PRESERVE);
    await world.rest();
    expect(stack.resources.get('A')?.physicalId).toBe('other');
    expect(world.asked).toEqual(['Update A id-of-A', 'Update A other', 'Update A id-of-A', 'Delete A id-of-A']);
  });

  test('a change that needs another physical resource: refused in the words of the service', async () => {
    const world = new TestWorld();
    const stack = await world.created({ P: parameterResource('1', 'first') });
    world.update({ P: parameterResource('1', 'second') }, {}, PRESERVE);
    await world.rest();
    expect(reasonsOf(stack, 'P')).toContain('Replacement type updates not supported on stack with disable-rollback.');
    expect([stack.status, world.services.parameters.valueOf('first')]).toEqual(['UPDATE_FAILED', '1']);
    expect(historyOf(stack, 'P').at(-1)).toBe('UPDATE_FAILED');
  });
});

describe('what a failed stack accepts', () => {
  const AGAIN = { StackName: 'Test', TemplateBody: template({ A: custom({ Size: 1 }), B: custom() }) };

  test.each([
    ['UpdateStack', 'update-stack'],
    ['ExecuteChangeSet', 'execute-change-set'],
  ])('%s that would roll back: refused, with the ways out', async (action, words) => {
    const { world } = await leftAtCreate();
    call(world, 'CreateChangeSet', { ...AGAIN, ChangeSetName: 'changes', ChangeSetType: 'UPDATE' });
    const more = action === 'UpdateStack' ? AGAIN : { StackName: 'Test', ChangeSetName: 'changes' };
    expect(refusal(world, action, more)).toEqual([
      'ValidationError',
      `This stack is currently in a non-terminal [CREATE_FAILED] state. To update the stack from this state, please use the disable-rollback parameter with ${words} API. To rollback to the last known good state, use the rollback-stack API`,
    ]);
  });

  test('a change set with DisableRollback, as the CDK CLI sends it: carried out', async () => {
    const { world, stack } = await leftAtCreate();
    call(world, 'CreateChangeSet', { ...AGAIN, ChangeSetName: 'changes', ChangeSetType: 'UPDATE' });
    call(world, 'ExecuteChangeSet', { StackName: 'Test', ChangeSetName: 'changes', DisableRollback: 'true' });
    await world.rest();
    expect(stack.status).toBe('UPDATE_COMPLETE');
  });

  test('a stack created with OnFailure DO_NOTHING: no update, a rollback', async () => {
    const world = new TestWorld();
    call(world, 'CreateStack', {
      StackName: 'Test',
      TemplateBody: template({ B: custom(), X: failing() }),
      OnFailure: 'DO_NOTHING',
    });
    await world.rest();
    expect(refusal(world, 'UpdateStack', { ...AGAIN, DisableRollback: 'true' })[1]).toMatch(
      /because it contains \[on-failure: DO_NOTHING\]/,
    );
    call(world, 'RollbackStack', { StackName: 'Test' });
    await world.rest();
    expect(world.engine.describeStack('Test').status).toBe('ROLLBACK_COMPLETE');
  });

  test.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE'])('RollbackStack of a stack in %s: refused', async (status) => {
    const world = new TestWorld();
    await world.created({ A: custom() });
    if (status === 'UPDATE_COMPLETE') world.update({ A: custom(), B: custom() });
    await world.rest();
    expect(refusal(world, 'RollbackStack', { StackName: 'Test' })[1]).toMatch(`is in ${status} state`);
  });
});
