import { parseOperation } from '../../../lambda/stack/operation';
import {
  DESKTOP,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  PROJECT_PROFESSIONAL_2021 as PROJECT,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { type Delivery, declare, Harness, MINUTE } from '../harness';

const YEAR = 365 * 24 * 60 * MINUTE;
const OTHER = 'ws-9other0001';
const INVENTED = 'Desk-Desk-1ABCDEFGHIJKL';

const officeToVisio = (physicalId: string) =>
  ({ type: 'Update', properties: declare(DESKTOP, [VISIO]), old: declare(DESKTOP, [OFFICE]), physicalId }) as const;

test('R2 a failed install is rolled back: nothing is left, and the deletion succeeds', async () => {
  const harness = new Harness();
  harness.simulator.failApplication(VISIO, 'ValidationError.InsufficientDiskSpace');
  const waiter = await harness.creating(declare(DESKTOP, [VISIO]));
  await expect(harness.finish(waiter)).rejects.toThrow(/InsufficientDiskSpace/);
  harness.stack.enter('ROLLBACK_IN_PROGRESS', { touch: true });
  await harness.run({ type: 'Delete', properties: declare(DESKTOP, [VISIO]), physicalId: waiter.physicalId });
  expect(['REMOVED', undefined]).toContain(harness.states(DESKTOP)[VISIO]);
});

test('R3 a create is cancelled before its deployment: the delete with an invented id reverts it without an outage', async () => {
  const harness = new Harness({ resources: 2 });
  const waiter = await harness.creating(declare(DESKTOP, [VISIO]));
  await harness.tick(waiter);
  harness.stack.enter('ROLLBACK_IN_PROGRESS');
  const ending = await harness.run({ type: 'Delete', properties: declare(DESKTOP, [VISIO]), physicalId: INVENTED });
  expect(ending.physicalId).toBe(INVENTED);
  expect(harness.states(DESKTOP)).toEqual({});
  expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(0);
});

test('R3 under an invented id: what is older than the operation stays', async () => {
  const harness = new Harness();
  harness.simulator.put({
    workspaceId: DESKTOP,
    applicationId: VISIO,
    state: 'COMPLETED',
    created: harness.time - YEAR,
  });
  harness.stack.enter('CREATE_IN_PROGRESS');
  harness.stack.enter('ROLLBACK_IN_PROGRESS', { touch: true });
  await harness.run({ type: 'Delete', properties: declare(DESKTOP, [VISIO]), physicalId: INVENTED });
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
  expect(harness.mutations()).toEqual([]);
});

test('R3 while a creation is undone, the rollback of another stack brings back what both had changed, again and again: one outage, and it stays', async () => {
  const harness = new Harness();
  const properties = declare(DESKTOP, [VISIO]);
  const waiter = await harness.creating(properties);
  await harness.tick(waiter);
  harness.stack.enter('ROLLBACK_IN_PROGRESS');
  const undo = await harness.deliver({ type: 'Delete', properties, physicalId: waiter.physicalId });
  const { simulator } = harness;
  harness.beforeCalls((operation) => {
    // The other one polls as often, a second earlier.
    if (operation === 'DescribeWorkspaceAssociations' && simulator.state(DESKTOP, VISIO) === 'REMOVED')
      simulator.associate(DESKTOP, VISIO);
  });
  await harness.finish(undo);
  expect(simulator.deploymentsOf(DESKTOP)).toHaveLength(2);
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'PENDING_INSTALL_DEPLOYMENT' });
  expect(harness.marks(DESKTOP)).toEqual([]);
});

test('R4 a create waiter outlives its operation: it changes nothing, and the delete has the last word', async () => {
  const harness = new Harness({ resources: 2 });
  const late = await harness.creating(declare(DESKTOP, [VISIO]));
  harness.stack.enter('ROLLBACK_IN_PROGRESS');
  await harness.run({ type: 'Delete', properties: declare(DESKTOP, [VISIO]), physicalId: INVENTED });
  const before = harness.mutations().length;
  await expect(harness.finish(late)).rejects.toThrow(/operation of this request is over/);
  expect(harness.mutations()).toHaveLength(before);
});

test('R4 an update waiter outlives its operation, and its rollback: the old applications are there in the end', async () => {
  const harness = new Harness({ resources: 2 });
  const { physicalId } = await harness.create(declare(DESKTOP, [OFFICE]));
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const late = await harness.deliver(officeToVisio(physicalId));
  await harness.tick(late);
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS', { touch: true });
  const rollback = {
    type: 'Update',
    properties: declare(DESKTOP, [OFFICE]),
    old: declare(DESKTOP, [VISIO]),
    physicalId,
  } as const;
  await harness.run(rollback);
  await expect(harness.finish(late)).rejects.toThrow(/over/);
  expect(harness.states(DESKTOP)).toEqual({ [OFFICE]: 'COMPLETED' });
  expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(1);
});

test('R7 R30 an update whose install fails is rolled back: the old is installed, nothing of the new is left', async () => {
  const harness = new Harness();
  const { physicalId } = await harness.create(declare(DESKTOP, [OFFICE]));
  harness.simulator.failApplication(VISIO, 'DeploymentError.InternalServerError');
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const forward = officeToVisio(physicalId);
  await expect(harness.run(forward)).rejects.toThrow(/InternalServerError/);
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
  await harness.run({ ...forward, properties: forward.old, old: forward.properties });
  expect(harness.states(DESKTOP)).toMatchObject({ [OFFICE]: 'COMPLETED' });
  expect(['REMOVED', undefined]).toContain(harness.states(DESKTOP)[VISIO]);
});

test('R7 a change of WorkSpace is rolled back: the old id comes back, and the new WorkSpace is as before', async () => {
  const harness = new Harness();
  harness.simulator.addWorkspace({ workspaceId: OTHER, userName: 'zoe' });
  const { physicalId } = await harness.create(declare(DESKTOP, [VISIO]));
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const forward = {
    type: 'Update',
    properties: declare(OTHER, [VISIO]),
    old: declare(DESKTOP, [VISIO]),
    physicalId,
  } as const;
  const moved = await harness.run(forward);
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
  const back = await harness.run({
    type: 'Update',
    properties: forward.old,
    old: forward.properties,
    physicalId: moved.physicalId,
  });
  harness.stack.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  await harness.run({ type: 'Delete', properties: forward.properties, physicalId: moved.physicalId });
  expect(back.physicalId).toBe(physicalId);
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
  expect(harness.states(OTHER)).toEqual({ [VISIO]: 'REMOVED' });
});

test('R7 the rollback of a change of WorkSpace fails, and is continued: its failure names the new WorkSpace, and the old id comes back', async () => {
  const harness = new Harness();
  harness.simulator.addWorkspace({ workspaceId: OTHER, userName: 'zoe' });
  const { physicalId } = await harness.create(declare(DESKTOP, [VISIO]));
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const there = declare(OTHER, [VISIO]);
  const here = declare(DESKTOP, [VISIO]);
  const moved = await harness.run({ type: 'Update', properties: there, old: here, physicalId });
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
  harness.simulator.failOperation('DescribeTags', { exception: 'AccessDeniedException', times: 10_000 });
  const failing = await harness.deliver({
    type: 'Update',
    properties: here,
    old: there,
    physicalId: moved.physicalId,
  });
  await expect(harness.finish(failing)).rejects.toThrow(/DescribeTags on ws-9other0001 was refused/);
  expect(failing.physicalId).toBe(moved.physicalId);
  harness.simulator.clearFaults();
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
  const back = await harness.run({ type: 'Update', properties: here, old: here, physicalId: failing.physicalId });
  expect(back.physicalId).toBe(physicalId);
  harness.stack.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  await harness.run({ type: 'Delete', properties: there, physicalId: moved.physicalId });
  expect([harness.states(OTHER), harness.marks(OTHER)]).toEqual([{ [VISIO]: 'REMOVED' }, []]);
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
});

test('R5 a create is delivered twice, overlapping: one id, one deployment', async () => {
  const harness = new Harness({ resources: 2 });
  const first = await harness.creating(declare(DESKTOP, [VISIO]));
  await harness.tick(first);
  harness.time += 45_000;
  const second = await harness.deliver({ type: 'Create', properties: declare(DESKTOP, [VISIO]) });
  await harness.tick(second);
  await harness.finish(first);
  const again = await harness.finish(second);
  expect(again.physicalId).toBe(first.physicalId);
  expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(1);
});

test('R29 a create arrives when its stack is at rest: refused after another look, nothing changed', async () => {
  const harness = new Harness();
  harness.stack.enter('ROLLBACK_COMPLETE', { touch: true });
  await expect(harness.deliver({ type: 'Create', properties: declare(DESKTOP, [VISIO]) })).rejects.toThrow(
    /late delivery/,
  );
  expect(harness.simulator.calls).toEqual([]);
});

test('R29 the update that is being rolled back arrives during the rollback: refused, and the rollback alone is carried out', async () => {
  const harness = new Harness({ resources: 2 });
  const { physicalId } = await harness.create(declare(DESKTOP, [OFFICE]));
  const forward = officeToVisio(physicalId);
  harness.stack.enter('UPDATE_IN_PROGRESS');
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
  await harness.run({ ...forward, properties: forward.old, old: forward.properties });
  await expect(harness.deliver({ ...forward, late: true })).rejects.toThrow(/late delivery/);
  expect(harness.states(DESKTOP)).toEqual({ [OFFICE]: 'COMPLETED' });
});

describe('R29 what an operation had sent arrives in the next one, which goes forward', () => {
  const toOffice = { properties: declare(DESKTOP, [OFFICE]), old: declare(DESKTOP, [VISIO]) };

  const LATE: readonly { readonly situation: string; readonly late: Omit<Delivery, 'physicalId'> }[] = [
    { situation: 'the create', late: { type: 'Create', properties: declare(DESKTOP, [VISIO]) } },
    { situation: 'an update', late: { type: 'Update', ...toOffice } },
  ];

  test.each(LATE)('R29 $situation, to a resource that is left as it is: refused, nothing changed', async ({ late }) => {
    const harness = new Harness();
    const { physicalId } = await harness.create(declare(DESKTOP, [VISIO]));
    await harness.update(physicalId, declare(DESKTOP, [VISIO]), declare(DESKTOP, [OFFICE]));
    await harness.update(physicalId, declare(DESKTOP, [OFFICE]), declare(DESKTOP, [PROJECT]));
    harness.stack.enter('UPDATE_IN_PROGRESS');
    const before = harness.mutations().length;
    await expect(harness.deliver({ ...late, physicalId, late: true })).rejects.toThrow(/late delivery/);
    expect(harness.mutations()).toHaveLength(before);
  });

  test.each(LATE)(
    'R29 $situation, while the resource is updated: refused, the update is carried out',
    async ({ late }) => {
      const harness = new Harness({ resources: 2 });
      const { physicalId } = await harness.create(declare(DESKTOP, [VISIO]));
      await harness.update(physicalId, declare(DESKTOP, [VISIO]), declare(DESKTOP, [OFFICE]));
      harness.stack.enter('UPDATE_IN_PROGRESS');
      await harness.run({
        type: 'Update',
        properties: declare(DESKTOP, [PROJECT]),
        old: declare(DESKTOP, [OFFICE]),
        physicalId,
      });
      await expect(harness.deliver({ ...late, physicalId, late: true })).rejects.toThrow(/late delivery/);
      expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'REMOVED', [OFFICE]: 'REMOVED', [PROJECT]: 'COMPLETED' });
    },
  );
});

describe('R29 a delete arrives again after its resource was declared anew', () => {
  test('while a later update cleans up: changes nothing, for the new resource has a mark of its own', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(declare(DESKTOP, [VISIO]));
    const removal = { type: 'Delete', properties: declare(DESKTOP, [VISIO]), physicalId } as const;
    harness.stack.enter('UPDATE_IN_PROGRESS');
    harness.stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    await harness.run(removal);
    harness.stack.enter('UPDATE_COMPLETE');
    harness.time += 50 * MINUTE;
    harness.stack.enter('UPDATE_IN_PROGRESS');
    await harness.run({ type: 'Create', properties: declare(DESKTOP, [VISIO]) });
    harness.stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    await harness.finish(await harness.deliver({ ...removal, late: true }));
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
  });

  test('moved away and back, in a later rollback: stands down, the application stays', async () => {
    const harness = new Harness();
    harness.simulator.addWorkspace({ workspaceId: OTHER, userName: OTHER });
    const first = await harness.create(declare(DESKTOP, [VISIO]));
    const removal = { type: 'Delete', properties: declare(DESKTOP, [VISIO]), physicalId: first.physicalId } as const;
    harness.stack.enter('UPDATE_IN_PROGRESS');
    const moved = { properties: declare(OTHER, [VISIO]), old: removal.properties } as const;
    const second = await harness.run({ type: 'Update', ...moved, physicalId: first.physicalId });
    harness.stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    await harness.run(removal);
    harness.time += 50 * MINUTE;
    harness.stack.enter('UPDATE_IN_PROGRESS');
    const back = { properties: moved.old, old: moved.properties } as const;
    await harness.run({ type: 'Update', ...back, physicalId: second.physicalId });
    harness.stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    await harness.run({ type: 'Delete', properties: moved.properties, physicalId: second.physicalId });
    harness.time += MINUTE;
    harness.stack.enter('UPDATE_IN_PROGRESS');
    harness.time += MINUTE;
    harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
    const late = await harness.deliver({ ...removal, late: true });
    await expect(harness.finish(late)).rejects.toThrow(/late delivery/);
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
  });
});

test('R29 an update that was rolled back arrives in one that waits for the user: refused, no session ends', async () => {
  const harness = new Harness();
  const { physicalId } = await harness.create(declare(DESKTOP, [OFFICE]));
  harness.simulator.setConnection(DESKTOP, 'CONNECTED', 40 * MINUTE);
  const early = officeToVisio(physicalId);
  harness.stack.enter('UPDATE_IN_PROGRESS');
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
  harness.stack.enter('UPDATE_ROLLBACK_COMPLETE');
  harness.time += MINUTE;
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const properties = declare(DESKTOP, [VISIO], { WhenUserConnected: 'WAIT' });
  await harness.tick(await harness.deliver({ ...early, properties }));
  await expect(harness.deliver({ ...early, late: true })).rejects.toThrow(/late delivery/);
  expect(harness.simulator.sessionsEnded(DESKTOP)).toBe(0);
});

describe('R30 the rollback of an update of 450 resources', () => {
  const roll = async ({ touch = false, resting = false } = {}) => {
    const harness = new Harness();
    const { physicalId } = await harness.create(declare(DESKTOP, [OFFICE]));
    harness.time += MINUTE;
    harness.stack.enter('UPDATE_IN_PROGRESS');
    const began = harness.time;
    for (let index = 0; index < 450; index++)
      for (const status of ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'] as const)
        harness.stack.record(`Desk${index}`, status, {});
    harness.time += MINUTE;
    if (resting) {
      harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS', { touch });
      harness.stack.enter('UPDATE_ROLLBACK_FAILED');
      harness.time += MINUTE;
    }
    harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS', { touch: touch && !resting });
    const [properties, old] = [declare(DESKTOP, [OFFICE]), declare(DESKTOP, [VISIO])];
    const pages = harness.stack.pages;
    const { event } = await harness.deliver({ type: 'Update', properties, old, physicalId });
    return { pages: harness.stack.pages - pages, isRight: parseOperation(event).operationStartedAt === began };
  };

  test.each([
    { situation: 'LastUpdatedTime shows when it began', how: {}, pages: 1 },
    { situation: 'LastUpdatedTime has moved', how: { touch: true }, pages: 10 },
    { situation: 'it goes on after it failed', how: { resting: true }, pages: 10 },
    {
      situation: 'it goes on after it failed, LastUpdatedTime had moved',
      how: { touch: true, resting: true },
      pages: 10,
    },
  ])('R30 $situation: its beginning is known after $pages pages of events', async ({ how, pages }) => {
    expect(await roll(how)).toEqual({ pages, isRight: true });
  });
});

test('R29 a delete of an earlier operation arrives when the stack goes forward again: stands down, nothing changed', async () => {
  const harness = new Harness();
  const { physicalId } = await harness.create(declare(DESKTOP, [VISIO]));
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const before = harness.mutations().length;
  const late = await harness.deliver({ type: 'Delete', properties: declare(DESKTOP, [VISIO]), physicalId, late: true });
  await expect(harness.finish(late)).rejects.toThrow(/late delivery/);
  expect(harness.mutations()).toHaveLength(before);
});

test('R7 a resource that had moved before moves again, and is rolled back: exactly the old id comes back', async () => {
  const harness = new Harness();
  for (const workspaceId of [OTHER, 'ws-9third0001'])
    harness.simulator.addWorkspace({ workspaceId, userName: workspaceId });
  const { physicalId } = await harness.create(declare(DESKTOP, [VISIO]));
  const moved = await harness.update(physicalId, declare(DESKTOP, [VISIO]), declare(OTHER, [VISIO]));
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const forward = {
    type: 'Update',
    properties: declare('ws-9third0001', [VISIO]),
    old: declare(OTHER, [VISIO]),
  } as const;
  const again = await harness.run({ ...forward, physicalId: moved.physicalId });
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
  const back = await harness.run({
    type: 'Update',
    properties: forward.old,
    old: forward.properties,
    physicalId: again.physicalId,
  });
  expect(back.physicalId).toBe(moved.physicalId);
});

test('R30 a create is cancelled while it installs, and the install fails much later: the deletion takes it back all the same', async () => {
  const harness = new Harness({ durations: { install: 25 * MINUTE } });
  harness.simulator.failApplication(VISIO, 'DeploymentError.InternalServerError', { times: 1 });
  await harness.tick(await harness.creating(declare(DESKTOP, [VISIO])));
  harness.time += 5000;
  harness.stack.enter('ROLLBACK_IN_PROGRESS');
  await harness.run({ type: 'Delete', properties: declare(DESKTOP, [VISIO]), physicalId: INVENTED });
  expect(['REMOVED', undefined]).toContain(harness.states(DESKTOP)[VISIO]);
});

test('R3 a stack is deleted while it is created, and the service shows changes late: what the create registered is taken back', async () => {
  const harness = new Harness({ readings: { describeLagSeconds: 5 } });
  await harness.tick(await harness.creating(declare(DESKTOP, [VISIO])));
  harness.stack.enter('DELETE_IN_PROGRESS');
  await harness.run({ type: 'Delete', properties: declare(DESKTOP, [VISIO]), physicalId: INVENTED });
  expect(['REMOVED', undefined]).toContain(harness.states(DESKTOP)[VISIO]);
});
