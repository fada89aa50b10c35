import {
  type CallRecord,
  DESKTOP,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  OFFICE_PROFESSIONAL_2019 as OFFICE_2019,
  OFFICE_BUNDLE,
  COMPANY_PORTAL as PORTAL,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { declare, Harness, MINUTE, SECOND, type Wire } from '../harness';

const YEAR = 365 * 24 * 60 * MINUTE;
const OTHER = 'ws-9other0001';
const ADOPT = { AllowExisting: 'true' };
/** Registers, and gives up before the user, who stays connected, lets it deploy. */
const IMPATIENT = { WhenUserConnected: 'WAIT', TimeoutSeconds: '600' };

/** Puts an application on a desktop that was there long before any stack. */
function long(harness: Harness, applicationId: string, workspaceId = DESKTOP): void {
  const created = harness.time - YEAR;
  harness.simulator.put({ workspaceId, applicationId, state: 'COMPLETED', created });
}

const outages = ({ simulator }: Harness, workspaceId = DESKTOP) => simulator.deploymentsOf(workspaceId).length;

/** An update, and the rollback of it. Returns how the update ended. */
async function roundTrip(harness: Harness, physicalId: string, old: Wire, properties: Wire): Promise<string> {
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const forward = await harness.deliver({ type: 'Update', properties, old, physicalId });
  const ended = await harness.finish(forward).then(
    () => 'done',
    (error: Error) => error.message,
  );
  harness.time += SECOND;
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS', { touch: true });
  await harness.run({ type: 'Update', properties: old, old: properties, physicalId: forward.physicalId });
  harness.stack.enter('UPDATE_ROLLBACK_COMPLETE');
  return ended;
}

describe('an application from before is declared absent, and the operation is rolled back', () => {
  // It goes together with every edition and release of Office.
  const portal = declare(DESKTOP, [PORTAL]);
  const without = (applicationId: string, more: Wire = {}) =>
    declare(DESKTOP, [PORTAL], { AbsentApplicationIds: [applicationId], ...more });

  test('its removal was only registered by a create: taken back, without an outage or a mark', async () => {
    const harness = new Harness({ resources: 2 });
    long(harness, OFFICE_2019);
    harness.simulator.setConnection(DESKTOP, 'CONNECTED');
    harness.stack.enter('CREATE_IN_PROGRESS');
    const properties = declare(DESKTOP, [], { AbsentApplicationIds: [OFFICE_2019], ...IMPATIENT });
    const waiter = await harness.deliver({ type: 'Create', properties });
    await expect(harness.finish(waiter)).rejects.toThrow('PENDING_UNINSTALL');
    harness.stack.enter('ROLLBACK_IN_PROGRESS');
    await harness.run({ type: 'Delete', properties, physicalId: waiter.physicalId });
    expect(harness.states(DESKTOP)).toEqual({ [OFFICE_2019]: 'COMPLETED' });
    expect(outages(harness)).toBe(0);
    expect(harness.marks(DESKTOP)).toEqual([]);
  });

  test('its removal was only registered by an update: taken back, and the marks are as before', async () => {
    const harness = new Harness();
    long(harness, OFFICE_2019);
    const { physicalId } = await harness.create(portal);
    harness.simulator.setConnection(DESKTOP, 'CONNECTED');
    expect(await roundTrip(harness, physicalId, portal, without(OFFICE_2019, IMPATIENT))).toContain(
      'PENDING_UNINSTALL',
    );
    expect(harness.states(DESKTOP)).toEqual({ [OFFICE_2019]: 'COMPLETED', [PORTAL]: 'COMPLETED' });
    expect(outages(harness)).toBe(1);
    expect(harness.marks(DESKTOP, physicalId)).toEqual([`holds ${PORTAL}`]);
  });

  test('it was uninstalled: installed again, and held by nothing, as before', async () => {
    const harness = new Harness();
    long(harness, OFFICE);
    const { physicalId } = await harness.create(portal);
    expect(await roundTrip(harness, physicalId, portal, without(OFFICE))).toBe('done');
    expect(harness.states(DESKTOP)).toEqual({ [OFFICE]: 'COMPLETED', [PORTAL]: 'COMPLETED' });
    expect(harness.marks(DESKTOP, physicalId)).toEqual([`holds ${PORTAL}`]);
  });

  test('it was uninstalled, and can only be uninstalled: the rollback ends well, with a warning', async () => {
    const harness = new Harness();
    long(harness, OFFICE_2019);
    const { physicalId } = await harness.create(portal);
    await roundTrip(harness, physicalId, portal, without(OFFICE_2019));
    expect(harness.states(DESKTOP)).toEqual({ [OFFICE_2019]: 'REMOVED', [PORTAL]: 'COMPLETED' });
    expect(harness.lines.filter((line) => line.includes('"level":"WARN"')).join()).toContain('does not come back');
    expect(harness.marks(DESKTOP, physicalId)).toEqual([`holds ${PORTAL}`]);
  });

  test('on the WorkSpace that a failed update moved to: taken back there', async () => {
    const harness = new Harness();
    harness.simulator.addWorkspace({ workspaceId: OTHER, userName: 'zoe' });
    long(harness, OFFICE_2019, OTHER);
    const { physicalId } = await harness.create(portal);
    harness.simulator.setConnection(OTHER, 'CONNECTED');
    const moved = declare(OTHER, [PORTAL], { AbsentApplicationIds: [OFFICE_2019], ...IMPATIENT });
    expect(await roundTrip(harness, physicalId, portal, moved)).toContain('PENDING_UNINSTALL');
    expect(harness.states(OTHER)).toEqual({ [OFFICE_2019]: 'COMPLETED' });
    expect([outages(harness, OTHER), harness.marks(OTHER)]).toEqual([0, []]);
  });

  test('a create uninstalls it, and what was to replace it fails: installed again, so that the desktop has what it had', async () => {
    const harness = new Harness({ resources: 2 });
    long(harness, OFFICE);
    harness.simulator.failApplication(VISIO, 'ValidationError.InsufficientDiskSpace');
    harness.stack.enter('CREATE_IN_PROGRESS');
    const properties = declare(DESKTOP, [VISIO], { AbsentApplicationIds: [OFFICE] });
    const waiter = await harness.deliver({ type: 'Create', properties });
    await expect(harness.finish(waiter)).rejects.toThrow('InsufficientDiskSpace');
    expect(harness.states(DESKTOP)).toMatchObject({ [OFFICE]: 'REMOVED' });
    harness.stack.enter('ROLLBACK_IN_PROGRESS');
    await harness.run({ type: 'Delete', properties, physicalId: waiter.physicalId });
    expect(harness.states(DESKTOP)).toMatchObject({ [OFFICE]: 'COMPLETED' });
    expect(['REMOVED', undefined]).toContain(harness.states(DESKTOP)[VISIO]);
    expect(harness.marks(DESKTOP)).toEqual([]);
  });

  test('it was adopted before, with allowExisting: adopted it stays, and a destroy leaves it', async () => {
    const harness = new Harness();
    long(harness, OFFICE);
    const adopted = declare(DESKTOP, [PORTAL, OFFICE], ADOPT);
    const { physicalId } = await harness.create(adopted);
    expect(await roundTrip(harness, physicalId, adopted, without(OFFICE, ADOPT))).toBe('done');
    expect(harness.states(DESKTOP)).toEqual({ [OFFICE]: 'COMPLETED', [PORTAL]: 'COMPLETED' });
    await harness.destroy(physicalId, adopted);
    expect(harness.states(DESKTOP)).toEqual({ [OFFICE]: 'COMPLETED', [PORTAL]: 'REMOVED' });
  });
});

describe('a colleague installs an application after the operation began, and before its create', () => {
  async function deliver(more: Wire) {
    const harness = new Harness();
    harness.stack.enter('CREATE_IN_PROGRESS');
    harness.time += MINUTE;
    harness.simulator.installNow(DESKTOP, VISIO);
    const properties = declare(DESKTOP, [VISIO], more);
    harness.time += 5 * SECOND;
    return { harness, properties, waiter: await harness.deliver({ type: 'Create', properties }) };
  }

  test('with allowExisting, and the operation is rolled back: left alone', async () => {
    const { harness, properties, waiter } = await deliver(ADOPT);
    await harness.finish(waiter);
    harness.stack.enter('ROLLBACK_IN_PROGRESS');
    await harness.run({ type: 'Delete', properties, physicalId: waiter.physicalId });
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
    expect(harness.mutations()).toEqual([]);
  });

  test('without it: refused, once no mark can be on its way, and left alone', async () => {
    const { harness, properties, waiter } = await deliver({});
    expect((await harness.tick(waiter)).IsComplete).toBe(false);
    await expect(harness.finish(waiter)).rejects.toThrow(/no mark shows that this library installed it/);
    harness.stack.enter('ROLLBACK_IN_PROGRESS');
    await harness.run({ type: 'Delete', properties, physicalId: waiter.physicalId });
    expect(harness.mutations()).toEqual([]);
    expect(harness.marks(DESKTOP)).toEqual([]);
  });
});

describe('the bundle of a new WorkSpace brings an application that its stack declares', () => {
  async function deliver(more: Wire, visibleAfter = 0) {
    const harness = new Harness();
    harness.stack.enter('CREATE_IN_PROGRESS');
    const desktop = { workspaceId: OTHER, userName: 'zoe', bundleId: OFFICE_BUNDLE };
    if (visibleAfter === 0) harness.simulator.addWorkspace(desktop);
    harness.time += MINUTE;
    if (visibleAfter > 0) harness.simulator.addWorkspace(desktop, visibleAfter);
    const properties = declare(OTHER, [OFFICE, VISIO], more);
    return { harness, properties, waiter: await harness.deliver({ type: 'Create', properties }) };
  }

  test('with allowExisting, later dropped: it never was the stack’s, and stays', async () => {
    const { harness, properties, waiter } = await deliver(ADOPT);
    const { physicalId } = await harness.finish(waiter);
    harness.stack.enter('CREATE_COMPLETE');
    await harness.update(physicalId, properties, declare(OTHER, [VISIO], ADOPT));
    expect(harness.states(OTHER)).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'COMPLETED' });
    expect(harness.marks(OTHER, physicalId)).toEqual([`holds ${VISIO}`]);
  });

  test('its associations cannot be found yet, and the WorkSpace can a moment later: it is looked at again before anything is done', async () => {
    const { harness, waiter } = await deliver(ADOPT, 5 * SECOND);
    harness.simulator.failOperation('DescribeWorkspaces', { exception: 'ThrottlingException', times: 3 });
    const { physicalId } = await harness.finish(waiter);
    expect(harness.marks(OTHER, physicalId)).toEqual([`holds ${VISIO}`]);
  });

  test('without it: refused, and nothing is changed', async () => {
    const { harness, waiter } = await deliver({});
    await expect(harness.finish(waiter)).rejects.toThrow(/allowExisting/);
    expect(harness.mutations()).toEqual([]);
  });
});

describe('the logical id changes under the same physical id', () => {
  const both = declare(DESKTOP, [VISIO, OFFICE]);

  test('then an application is dropped, and the stack destroyed: both are uninstalled', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(both);
    const office = declare(DESKTOP, [OFFICE]);
    const renamed = { logicalId: 'Renamed', physicalId };
    harness.stack.enter('UPDATE_IN_PROGRESS');
    await harness.run({ type: 'Update', properties: office, old: both, ...renamed });
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'REMOVED', [OFFICE]: 'COMPLETED' });
    harness.stack.enter('DELETE_IN_PROGRESS');
    await harness.run({ type: 'Delete', properties: office, ...renamed });
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'REMOVED', [OFFICE]: 'REMOVED' });
    expect(harness.marks(DESKTOP)).toEqual([]);
  });
});

describe('a move to another WorkSpace fails, and the old WorkSpace cannot be seen any more', () => {
  test('rolled back without a call about the old WorkSpace', async () => {
    const harness = new Harness();
    harness.simulator.addWorkspace({ workspaceId: OTHER, userName: 'zoe' });
    const visio = declare(DESKTOP, [VISIO]);
    const { physicalId } = await harness.create(visio);
    const marks = harness.marks(DESKTOP, physicalId);
    const isOld = ({ workspaceId }: CallRecord) => workspaceId === DESKTOP;
    const calls = harness.simulator.calls.filter(isOld).length;
    expect(calls).toBeGreaterThan(0);
    harness.simulator.failApplication(VISIO, 'ValidationError.InsufficientDiskSpace', { workspaceId: OTHER });
    const ended = await roundTrip(harness, physicalId, visio, declare(OTHER, [VISIO]));
    expect(ended).toContain('InsufficientDiskSpace');
    expect(harness.simulator.calls.filter(isOld)).toHaveLength(calls);
    expect([harness.states(DESKTOP), harness.marks(DESKTOP, physicalId)]).toEqual([{ [VISIO]: 'COMPLETED' }, marks]);
    expect([harness.states(OTHER)[VISIO] ?? 'ABSENT', harness.marks(OTHER)]).toEqual(['REMOVED', []]);
  });
});

describe('a create failed with --no-rollback, its cause is mended, and the same is deployed again', () => {
  test('green and installed: the delete of the failed resource leaves, and its successor holds', async () => {
    const harness = new Harness();
    const properties = declare(DESKTOP, [VISIO]);
    harness.simulator.failApplication(VISIO, 'ValidationError.InsufficientDiskSpace', { times: 1 });
    harness.stack.enter('CREATE_IN_PROGRESS');
    const failed = await harness.deliver({ type: 'Create', properties });
    await expect(harness.finish(failed)).rejects.toThrow('InsufficientDiskSpace');
    harness.stack.enter('CREATE_FAILED');
    harness.time += 5 * MINUTE;
    harness.stack.enter('UPDATE_IN_PROGRESS');
    const { physicalId } = await harness.run({ type: 'Create', properties });
    harness.stack.listed.set('Desk', physicalId);
    expect(physicalId).not.toBe(failed.physicalId);
    const before = outages(harness);
    harness.stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    await harness.run({ type: 'Delete', properties, physicalId: failed.physicalId });
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
    expect(outages(harness)).toBe(before);
    expect(harness.marks(DESKTOP, physicalId)).toEqual([`holds ${VISIO}`]);
  });
});

test('--no-rollback, an application is dropped, and the next update moves the resource and is rolled back: the application is back', async () => {
  const harness = new Harness();
  harness.simulator.addWorkspace({ workspaceId: OTHER, userName: 'zoe' });
  const [both, office, moved] = [
    declare(DESKTOP, [VISIO, OFFICE]),
    declare(DESKTOP, [OFFICE]),
    declare(OTHER, [OFFICE]),
  ] as const;
  const { physicalId } = await harness.create(both);
  harness.stack.enter('UPDATE_IN_PROGRESS');
  await harness.run({ type: 'Update', properties: office, old: both, physicalId });
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'REMOVED', [OFFICE]: 'COMPLETED' });
  harness.stack.enter('UPDATE_FAILED');
  harness.time += MINUTE;
  harness.stack.enter('UPDATE_IN_PROGRESS');
  await harness.deliver({ type: 'Update', properties: moved, old: office, physicalId });
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
  const ended = await harness.run({ type: 'Update', properties: both, old: moved, physicalId });
  expect(ended.physicalId).toBe(physicalId);
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED', [OFFICE]: 'COMPLETED' });
  expect(harness.marks(OTHER)).toEqual([]);
});

test('--no-rollback, a function is killed after it registered, and CloudFormation brings the resource back at once: as before', async () => {
  const harness = new Harness({ readings: { describeLagSeconds: 5 } });
  const visio = declare(DESKTOP, [VISIO]);
  const office = declare(DESKTOP, [OFFICE]);
  const { physicalId } = await harness.create(visio);
  harness.stack.enter('UPDATE_IN_PROGRESS');
  harness.simulator.failOperation('DeployWorkspaceApplications', { exception: 'ResourceInUseException', times: 1 });
  // It does not come to its next poll.
  await harness.tick(await harness.deliver({ type: 'Update', properties: office, old: visio, physicalId }));
  expect(Object.values(harness.states(DESKTOP))).toEqual([
    'PENDING_UNINSTALL_DEPLOYMENT',
    'PENDING_INSTALL_DEPLOYMENT',
  ]);
  await harness.run({ type: 'Update', properties: visio, old: office, physicalId });
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
  expect(harness.marks(DESKTOP, physicalId)).toEqual([`holds ${VISIO}`]);
});

describe('an engine sends the deletes of its cleanup while the stack goes forward', () => {
  const visio = declare(DESKTOP, [VISIO]);

  test('of a resource that is dropped: uninstalled', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(visio);
    harness.stack.enter('UPDATE_IN_PROGRESS');
    await harness.run({ type: 'Delete', properties: visio, physicalId });
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'REMOVED' });
    expect(harness.marks(DESKTOP)).toEqual([]);
  });

  test('of a resource that is renamed: leaves, without an outage', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(visio, 'Before');
    harness.stack.enter('UPDATE_IN_PROGRESS');
    const after = await harness.run({ type: 'Create', properties: visio, logicalId: 'After' });
    harness.stack.listed.set('After', after.physicalId);
    await harness.run({ type: 'Delete', properties: visio, physicalId, logicalId: 'Before' });
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
    expect(outages(harness)).toBe(1);
    expect(harness.marks(DESKTOP, after.physicalId)).toEqual([`holds ${VISIO}`]);
  });
});
