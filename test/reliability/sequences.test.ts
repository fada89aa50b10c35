import { LOOKUP_TYPE } from '../../lambda/contract/lookup';
import type { DeployInput } from '../../local/cloudformation/inputs';
import type { JsonObject } from '../../local/transport/json';
import {
  CATALOGUE,
  companyApplication,
  COMPANY_PORTAL as PORTAL,
  SEED_WORLD,
  VISIO_PROFESSIONAL_2021 as VISIO,
  VISIO_STANDARD_2021 as VISIO_STANDARD,
} from '../../local/workspaces';
import { declare, Harness, type Wire } from '../lambda/harness';
import { A, B, bomb, DESKTOP, desk, MINUTE, OLD, OTHER, SECOND, StackWorld, templateOf } from './world';

/* Sequences that somebody found who read the promises and the code, and not the other tests. */

const DAY = 24 * 60;

/** Another stack, beside that of the world. */
class OtherStack {
  constructor(
    private readonly world: StackWorld,
    private readonly name: string,
  ) {}

  create(resources: JsonObject): Promise<string> {
    this.world.functions.declare(this.name, { resources: Object.keys(resources).length });
    this.world.engine.createStack({ stackName: this.name, templateBody: templateOf(resources) });
    return this.rest();
  }

  delete(): Promise<string> {
    this.world.engine.deleteStack(this.name);
    return this.rest();
  }

  private async rest(): Promise<string> {
    const { id } = this.world.engine.describeStack(this.name);
    const { status } = await this.world.clock.runUntil(this.world.engine.settled(id));
    return status;
  }
}

/** An update that leaves what it did if it fails. */
async function updateWithoutRollback(world: StackWorld, resources: JsonObject): Promise<string> {
  const input: DeployInput = { stackName: 'Desk', templateBody: templateOf(resources), onFailure: 'PRESERVE' };
  world.engine.updateStack(input);
  return (await world.rest()).status;
}

async function rollBack(world: StackWorld): Promise<string> {
  world.engine.rollbackStack(world.stackId);
  return (await world.rest()).status;
}

describe('whose mark is too old for what is there', () => {
  test('uninstalled by hand, installed again by a second stack, which is destroyed: what the first stack still declares stays', async () => {
    const world = new StackWorld();
    await world.create({ Desk: desk([A]) });
    await world.pass(DAY);
    world.simulator.remove(DESKTOP, A);
    const second = new OtherStack(world, 'Second');
    expect(await second.create({ Desk: desk([A]) })).toBe('CREATE_COMPLETE');
    expect(world.states()).toMatchObject({ [A]: 'COMPLETED' });
    await second.delete();
    expect(world.states()).toMatchObject({ [A]: 'COMPLETED' });
  });

  test('uninstalled by hand and installed again by a colleague, declared absent by a second stack: refused, since the first stack declares it', async () => {
    const world = new StackWorld();
    await world.create({ Desk: desk([A]) });
    await world.pass(DAY);
    world.simulator.remove(DESKTOP, A);
    world.simulator.installNow(DESKTOP, A);
    const second = new OtherStack(world, 'Second');
    expect(await second.create({ Desk: desk([B], { AbsentApplicationIds: [A] }) })).toBe('ROLLBACK_COMPLETE');
    expect(world.simulator.removals).toEqual([]);
  });
});

test('two stacks hold it, and the first is a resource behind a hundred others of its stack: the second is destroyed, and it stays', async () => {
  const world = new StackWorld();
  const handles = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [`Handle${index}`, { Type: 'AWS::CloudFormation::WaitConditionHandle' }]),
  );
  await world.create({ ...handles, Desk: desk([A], {}, { DependsOn: Object.keys(handles) }) });
  const second = new OtherStack(world, 'Second');
  expect(await second.create({ Desk: desk([A], { AllowExisting: 'true' }) })).toBe('CREATE_COMPLETE');
  await second.delete();
  expect(world.states()).toMatchObject({ [A]: 'COMPLETED' });
});

describe('updates that fail and are left', () => {
  test('properties that cannot be read, then the stack is destroyed: nothing of it is left', async () => {
    const world = new StackWorld();
    Object.assign(world.engine.readings, { failedUpdate: 'is left' });
    await world.create({ Desk: desk([A]) });
    expect(await updateWithoutRollback(world, { Desk: desk(['no id']) })).toBe('UPDATE_FAILED');
    expect((await world.delete()).status).toBe('DELETE_COMPLETE');
    expect(world.states()).toEqual({ [OLD]: 'COMPLETED' });
  });

  test.each([[true], [false]])(
    'two of them, the first declares an application absent, then a rollback: it is back (second changes it: %s)',
    async (changes) => {
      const world = new StackWorld();
      await world.create({ Desk: desk([A]) });
      const absent = { AbsentApplicationIds: [OLD] };
      const fails = { Bomb: bomb(300, { DependsOn: 'Desk' }) };
      expect(await updateWithoutRollback(world, { Desk: desk([A], absent), ...fails })).toBe('UPDATE_FAILED');
      expect(world.states()).toEqual({ [A]: 'COMPLETED' });
      const again = { Desk: desk([A, ...(changes ? [B] : [])], absent), ...fails };
      expect(await updateWithoutRollback(world, again)).toBe('UPDATE_FAILED');
      expect(await rollBack(world)).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(world.states()).toEqual({ [A]: 'COMPLETED', [OLD]: 'COMPLETED' });
    },
  );
});

test('retained, declared again under its logical id, and that update is cancelled: what was retained stays', async () => {
  const world = new StackWorld();
  const elsewhere = desk([B], { WorkspaceId: OTHER });
  await world.create({ Other: elsewhere, Desk: desk([A], {}, { DeletionPolicy: 'Retain' }) });
  await world.update({ Other: elsewhere });
  expect(world.states()).toMatchObject({ [A]: 'COMPLETED' });
  world.beginUpdate({ Other: elsewhere, Desk: desk([A]), Slow: desk([B]) });
  await world.clock.runUntil(world.clock.sleep(20 * SECOND));
  world.engine.cancelUpdateStack(world.stackId);
  expect((await world.rest()).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.states()).toEqual({ [OLD]: 'COMPLETED', [A]: 'COMPLETED' });
});

test('a stack moves away, a second one that holds it too is destroyed meanwhile, and the move is rolled back: it is still there', async () => {
  const world = new StackWorld();
  await world.create({ Desk: desk([A]) });
  const second = new OtherStack(world, 'Second');
  await second.create({ Desk: desk([A], { AllowExisting: 'true' }) });
  await world.pass(DAY);
  world.beginUpdate({ Desk: desk([A], { WorkspaceId: OTHER }), Bomb: bomb(1800, { DependsOn: 'Desk' }) });
  await world.clock.runUntil(world.clock.sleep(10 * MINUTE));
  expect(world.states(OTHER)).toMatchObject({ [A]: 'COMPLETED' });
  await second.delete();
  expect((await world.rest()).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.states()).toMatchObject({ [A]: 'COMPLETED' });
});

describe('a nested stack is created in an operation that is rolled back, so that CloudFormation deletes it', () => {
  const nested: JsonObject = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://t/inner' } };
  const fails = { Nested: nested, Bomb: bomb(300, { DependsOn: 'Nested' }) };
  const elsewhere = desk([B], { WorkspaceId: OTHER });
  const removing = templateOf({ Desk: desk([A], { AbsentApplicationIds: [OLD] }) });

  test('the outer stack is being created: what it has removed is back', async () => {
    const world = new StackWorld({ templates: { inner: removing } });
    expect((await world.create(fails)).status).toBe('ROLLBACK_COMPLETE');
    expect(world.states()).toEqual({ [OLD]: 'COMPLETED' });
  });

  test('the outer stack is being updated: what it has removed is back', async () => {
    const world = new StackWorld({ templates: { inner: removing } });
    await world.create({ Other: elsewhere });
    expect((await world.update({ Other: elsewhere, ...fails })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.states()).toEqual({ [OLD]: 'COMPLETED' });
  });

  test('it had joined what was retained: that stays', async () => {
    const world = new StackWorld({ templates: { inner: templateOf({ Desk: desk([A]) }) } });
    await world.create({ Other: elsewhere, Kept: desk([A], {}, { DeletionPolicy: 'Retain' }) });
    await world.update({ Other: elsewhere });
    expect((await world.update({ Other: elsewhere, ...fails })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.states()).toEqual({ [OLD]: 'COMPLETED', [A]: 'COMPLETED' });
  });
});

test('a create fails with OnFailure=DELETE: what it has removed is back', async () => {
  const world = new StackWorld();
  const resources = { Desk: desk([A], { AbsentApplicationIds: [OLD] }), Bomb: bomb(300, { DependsOn: 'Desk' }) };
  expect((await world.create(resources, 'DELETE')).status).toBe('DELETE_COMPLETE');
  expect(world.states()).toEqual({ [OLD]: 'COMPLETED' });
});

test('one resource drops what another takes over two minutes later, and a third adds something to the desktop: one outage, nothing is uninstalled', async () => {
  const world = new StackWorld();
  const [present, added] = ['wsa-0aaaaaaa2', 'wsa-0bbbbbbb2'];
  const slow = (after: JsonObject = {}) => desk([A], { WorkspaceId: OTHER }, after);
  await world.create({ Drops: desk([A, B]), Adds: desk([present]), Slow: slow() });
  const outages = world.outages();
  await world.update({
    Drops: desk([B]),
    Adds: desk([present, added]),
    Slow: slow(),
    Slower: slow({ DependsOn: 'Slow' }),
    Slowest: slow({ DependsOn: 'Slower' }),
    Takes: desk([A], {}, { DependsOn: 'Slowest' }),
  });
  expect(world.simulator.removals).toEqual([]);
  expect(world.outages()).toBe(outages + 1);
});

const DENIED = { exception: 'AccessDeniedException', times: 100_000 };
const outagesOf = ({ simulator }: Harness) => simulator.deploymentsOf(DESK).length;
const DESK = 'ws-0abc12345';

const ended = (request: Promise<unknown>): Promise<string> =>
  request.then(
    () => 'done',
    (error: Error) => error.message,
  );

/** An update, and the rollback of it. Returns how the update ended. */
async function roundTrip(harness: Harness, physicalId: string, old: Wire, properties: Wire): Promise<string> {
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const how = await ended(harness.run({ type: 'Update', properties, old, physicalId }));
  harness.time += SECOND;
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS', { touch: true });
  await harness.run({ type: 'Update', properties: old, old: properties, physicalId });
  return how;
}

describe('marks may not be written any more', () => {
  test('a stack is destroyed, and the uninstallation ends in ERROR: tried once', async () => {
    const harness = new Harness();
    const properties = declare(DESK, [VISIO]);
    const { physicalId } = await harness.create(properties);
    harness.simulator.failApplication(VISIO, 'DeploymentError.WorkspaceUnreachable', { aim: 'UNINSTALL' });
    harness.simulator.failOperation('CreateTags', DENIED);
    expect(await ended(harness.destroy(physicalId, properties))).toContain('WorkspaceUnreachable');
    expect(outagesOf(harness)).toBe(2);
  });

  test('nor deleted, and an update drops an application: no outage for nothing', async () => {
    const harness = new Harness();
    const properties = declare(DESK, [VISIO, PORTAL]);
    const { physicalId } = await harness.create(properties);
    harness.simulator.failOperation('DeleteTags', DENIED);
    harness.stack.enter('UPDATE_IN_PROGRESS');
    const dropped = declare(DESK, [PORTAL]);
    const how = await ended(harness.run({ type: 'Update', properties: dropped, old: properties, physicalId }));
    expect([how === 'done', harness.states(DESK)[VISIO] === 'COMPLETED']).toEqual([how === 'done', how !== 'done']);
  });
});

describe('somebody has uninstalled an application, and an update that is not about it is rolled back: no outage', () => {
  test.each([
    ['it was refused, since an id cannot be read', declare(DESK, ['no id'])],
    ['it only spells the same in another way', declare(DESK, [VISIO, PORTAL], { AllowExisting: 'false' })],
  ])('%s', async (_why, properties) => {
    const harness = new Harness();
    const old = declare(DESK, [VISIO, PORTAL]);
    const { physicalId } = await harness.create(old);
    harness.simulator.remove(DESK, VISIO);
    await roundTrip(harness, physicalId, old, properties);
    expect(outagesOf(harness)).toBe(1);
  });

  test('its new revision has registered the installation, and gave up since the user stays: nothing stays registered', async () => {
    const harness = new Harness();
    const old = declare(DESK, [VISIO, PORTAL]);
    const { physicalId } = await harness.create(old);
    harness.simulator.remove(DESK, VISIO);
    harness.simulator.setConnection(DESK, 'CONNECTED');
    const revised = { ...old, Revision: '2', WhenUserConnected: 'WAIT', TimeoutSeconds: '600' };
    expect(await roundTrip(harness, physicalId, old, revised)).toContain('connected');
    expect(String(harness.states(DESK)[VISIO])).not.toMatch(/PENDING/);
  });
});

test.each([98, 400])(
  'an update fails and is left, and the same is deployed again with %i events of others before: the application is installed',
  async (events) => {
    const harness = new Harness();
    const [old, properties] = [declare(DESK, [PORTAL]), declare(DESK, [PORTAL, VISIO])];
    const { physicalId } = await harness.create(old);
    harness.simulator.failApplication(VISIO, 'DeploymentError.InternalServerError', { times: 1 });
    harness.stack.enter('UPDATE_IN_PROGRESS');
    await ended(harness.run({ type: 'Update', properties, old, physicalId }));
    harness.stack.enter('UPDATE_FAILED');
    harness.time += MINUTE;
    harness.stack.enter('UPDATE_IN_PROGRESS');
    for (let event = 0; event < events; event++) harness.stack.record(`Other${event}`, 'UPDATE_IN_PROGRESS', {});
    await harness.run({ type: 'Update', properties, old: properties, physicalId });
    expect(harness.states(DESK)).toMatchObject({ [VISIO]: 'COMPLETED' });
  },
);

test('a look-up is rolled back to a name that can only be uninstalled by now: answered, so that the rollback does not fail', async () => {
  const withdrawn = companyApplication('wsa-0old00000', 'Old', { state: 'UNINSTALL_ONLY' });
  const harness = new Harness({ world: { ...SEED_WORLD, applications: [...CATALOGUE, withdrawn] } });
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
  const answer = await harness.onEvent({
    RequestType: 'Update',
    RequestId: 'request-1',
    ResponseURL: 'https://example.invalid',
    StackId: harness.stack.id,
    LogicalResourceId: 'Lookup',
    ResourceType: LOOKUP_TYPE,
    PhysicalResourceId: VISIO,
    ResourceProperties: { Name: 'Old' },
    OldResourceProperties: { Name: 'Microsoft Visio LTSC Professional 2021' },
  });
  expect(answer.PhysicalResourceId).toBe('wsa-0old00000');
});

test('the user connects while the mark of a reboot settles: WAIT ends no session', async () => {
  const harness = new Harness();
  const { simulator } = harness;
  const more = { WhenUserConnected: 'WAIT', RebootAfterInstallation: 'true' };
  harness.beforeCalls((operation) => {
    const isRebootNext = operation === 'CreateTags' && simulator.state(DESK, VISIO) === 'COMPLETED';
    if (isRebootNext) simulator.setConnection(DESK, 'CONNECTED');
  });
  await ended(harness.create(declare(DESK, [VISIO], more)));
  expect(simulator.sessionsEnded(DESK)).toBe(0);
});

test.each([
  'ApplicationNotSupportedException',
  'ComputeNotCompatibleException',
  'OperatingSystemNotCompatibleException',
  'ResourceNotFoundException',
])(
  'an update replaces an application, and the rollback meets %s for the old one: it ends well, with a warning',
  async (exception) => {
    const harness = new Harness();
    const [old, properties] = [declare(DESK, [VISIO]), declare(DESK, [PORTAL])];
    const { physicalId } = await harness.create(old);
    harness.stack.enter('UPDATE_IN_PROGRESS');
    await harness.run({ type: 'Update', properties, old, physicalId });
    harness.simulator.failOperation('AssociateWorkspaceApplication', { exception, times: 100_000 });
    harness.time += MINUTE;
    harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS', { touch: true });
    const rollback = harness.run({ type: 'Update', properties: old, old: properties, physicalId });
    expect(await ended(rollback)).toBe('done');
  },
);

test.each([
  ['the update declares', 0, false],
  ['the create declares', 0, true],
  ['the create, whose stack has a time 5 ms before its first event, declares', 5, true],
] as const)(
  'a create and an update fail and are left, %s an application absent, then a rollback of both: it is back',
  async (_which, earlier, isCreate) => {
    const world = new StackWorld();
    const fails = { Bomb: bomb(300, { DependsOn: 'Desk' }) };
    const stackName = 'Desk';
    const left = async (resources: JsonObject, isFirst = false) => {
      const input: DeployInput = { stackName, templateBody: templateOf(resources), onFailure: 'PRESERVE' };
      const stack = isFirst ? world.engine.createStack(input) : world.engine.updateStack(input);
      if (isFirst) stack.lastUpdatedTime = world.clock.now() - earlier;
      return world.clock.runUntil(world.engine.settled(stack.id));
    };
    const absent = { AbsentApplicationIds: [OLD] };
    await left({ Desk: desk([A], isCreate ? absent : {}), ...fails }, true);
    await left({ Desk: desk([A, B], absent), ...fails });
    const { id } = world.engine.rollbackStack(stackName);
    expect((await world.clock.runUntil(world.engine.settled(id))).status).toBe('ROLLBACK_COMPLETE');
    expect(world.states()).toEqual({ [OLD]: 'COMPLETED' });
  },
);

test.each([
  ['InvalidParameterValuesException', 1],
  ['OperationNotSupportedException', 100_000],
])(
  'destroyed while the applications of the WorkSpace cannot be observed (%s, %i times), and a mark shows that one is there: not answered as done',
  async (exception, times) => {
    const harness = new Harness();
    const properties = declare(DESK, [VISIO]);
    const { physicalId } = await harness.create(properties);
    harness.simulator.failOperation('DescribeWorkspaceAssociations', { exception, times });
    const how = await ended(harness.destroy(physicalId, properties));
    expect([how === 'done', harness.states(DESK)[VISIO]]).not.toEqual([true, 'COMPLETED']);
  },
);

test('a move is done long before its cleanup begins: the delete on the old WorkSpace has the full time', async () => {
  const harness = new Harness();
  const elsewhere = 'ws-9other0001';
  harness.simulator.addWorkspace({ workspaceId: elsewhere, userName: 'zoe' });
  const more = { WhenUserConnected: 'WAIT' };
  const [old, properties] = [declare(DESK, [VISIO], more), declare(elsewhere, [VISIO], more)];
  const { physicalId } = await harness.create(old);
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const moved = await harness.run({ type: 'Update', properties, old, physicalId });
  // The record of the logical id is that of the new WorkSpace, and changes no more.
  harness.stack.listed.set('Desk', moved.physicalId);
  harness.stack.since.set('Desk', harness.time);
  harness.time += 40 * MINUTE;
  harness.simulator.setConnection(DESK, 'CONNECTED', 30 * MINUTE);
  harness.stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  expect(await ended(harness.run({ type: 'Delete', properties: old, physicalId }))).toBe('done');
});

describe('the functions may not see a WorkSpace, and nothing of the resource is there', () => {
  const elsewhere = 'ws-9other0001';

  function denying(): Harness {
    const harness = new Harness();
    harness.simulator.addWorkspace({ workspaceId: elsewhere, userName: 'zoe' });
    for (const operation of ['DescribeWorkspaceAssociations', 'AssociateWorkspaceApplication'] as const)
      harness.simulator.failOperation(operation, { ...DENIED, workspaceId: elsewhere });
    return harness;
  }

  test('an update moves the resource there, which fails: the rollback does not', async () => {
    const harness = denying();
    const [old, properties] = [declare(DESK, [VISIO]), declare(elsewhere, [VISIO])];
    const { physicalId } = await harness.create(old);
    harness.stack.enter('UPDATE_IN_PROGRESS');
    const waiter = await harness.deliver({ type: 'Update', properties, old, physicalId });
    expect(await ended(harness.finish(waiter))).toContain('AccessDenied');
    harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS', { touch: true });
    const rollback = harness.run({ type: 'Update', properties: old, old: properties, physicalId: waiter.physicalId });
    expect(await ended(rollback)).toBe('done');
  });

  test('a create fails there and is left, and the stack is destroyed: it is', async () => {
    const harness = denying();
    const properties = declare(elsewhere, [VISIO]);
    const waiter = await harness.creating(properties);
    expect(await ended(harness.finish(waiter))).toContain('AccessDenied');
    harness.stack.enter('CREATE_FAILED');
    harness.time += MINUTE;
    expect(await ended(harness.destroy(waiter.physicalId, properties))).toBe('done');
  });
});

test('the name of the endpoint does not resolve for five minutes, in the middle of an installation: waited out', async () => {
  const harness = new Harness();
  const waiter = await harness.creating(declare(DESK, [VISIO]));
  const from = harness.time + 12 * MINUTE;
  harness.beforeCalls(() => {
    if (harness.time >= from && harness.time < from + 5 * MINUTE)
      throw Object.assign(new Error('getaddrinfo ENOTFOUND host.invalid'), { code: 'ENOTFOUND' });
  });
  expect(await ended(harness.finish(waiter))).toBe('done');
});

test('an update changes the edition in two resources, and is rolled back: the old edition is there, or the rollback fails', async () => {
  const world = new StackWorld();
  const [standard, professional] = [VISIO_STANDARD, VISIO];
  await world.create({ Set: desk([A, standard]) });
  expect(world.states()).toMatchObject({ [standard]: 'COMPLETED' });
  const added = desk([professional], {}, { DependsOn: 'Set' });
  const { status } = await world.update({ Set: desk([A]), Added: added, Bomb: bomb(600, { DependsOn: 'Added' }) });
  expect([status, world.states()[standard]]).not.toEqual(['UPDATE_ROLLBACK_COMPLETE', undefined]);
});

test('an update fails and is left, and a changed one is deployed with 400 events of others before: what had failed is installed', async () => {
  const harness = new Harness();
  const [old, failed] = [declare(DESK, [PORTAL]), declare(DESK, [PORTAL, VISIO])];
  const { physicalId } = await harness.create(old);
  harness.simulator.failApplication(VISIO, 'DeploymentError.InternalServerError', { times: 1 });
  harness.stack.enter('UPDATE_IN_PROGRESS');
  await ended(harness.run({ type: 'Update', properties: failed, old, physicalId }));
  harness.stack.enter('UPDATE_FAILED');
  harness.time += MINUTE;
  harness.stack.enter('UPDATE_IN_PROGRESS');
  for (let event = 0; event < 400; event++) harness.stack.record(`Other${event}`, 'UPDATE_IN_PROGRESS', {});
  const properties = { ...failed, AllowExisting: 'true' };
  await harness.run({ type: 'Update', properties, old: failed, physicalId });
  expect(harness.states(DESK)).toMatchObject({ [VISIO]: 'COMPLETED' });
});

test('a create that has joined what was retained fails with OnFailure=DELETE: that stays', async () => {
  const world = new StackWorld();
  const second = new OtherStack(world, 'Second');
  await second.create({ Desk: desk([A], {}, { DeletionPolicy: 'Retain' }) });
  await second.delete();
  await world.create({ Desk: desk([A]), Bomb: bomb(300, { DependsOn: 'Desk' }) }, 'DELETE');
  expect(world.states()).toEqual({ [OLD]: 'COMPLETED', [A]: 'COMPLETED' });
});

test.each([5, 600])(
  'a create is cancelled, and LastUpdatedTime was %i s before the event of the beginning: deleted under an invented id, nothing is left',
  async (seconds) => {
    const harness = new Harness();
    harness.stack.enter('CREATE_IN_PROGRESS');
    // Of a stack that a change set creates, CreationTime is when the change set was made.
    // biome-ignore lint/complexity/useLiteralKeys: it is private
    harness.stack['model'].lastUpdatedTime = harness.time - seconds * SECOND;
    const properties = declare(DESK, [VISIO]);
    const waiter = await harness.deliver({ type: 'Create', properties });
    await harness.tickFor(5 * MINUTE, waiter);
    harness.stack.enter('ROLLBACK_IN_PROGRESS');
    await harness.run({ type: 'Delete', properties, physicalId: 'Desk-Desk-1ABCDEF' });
    expect(['REMOVED', undefined]).toContain(harness.states(DESK)[VISIO]);
    expect(harness.marks(DESK)).toEqual([]);
  },
);
