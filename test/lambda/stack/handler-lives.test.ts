import {
  DESKTOP,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  OFFICE_PROFESSIONAL_2019 as OFFICE_2019,
  VISIO_PROFESSIONAL_2021 as VISIO,
  VISIO_STANDARD_2021 as VISIO_STANDARD,
} from '../../../local/workspaces';
import { declare, Harness, MINUTE, STATE } from '../harness';

const YEAR = 365 * 24 * 60 * MINUTE;
const OTHER = 'ws-9other0001';

describe('create', () => {
  test('nothing installed yet: installs it with one deployment and answers once it is installed', async () => {
    const harness = new Harness();
    const ending = await harness.create(declare(DESKTOP, [VISIO]));
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
    expect(harness.mutations()).toEqual([`Associate ${VISIO}`, 'Deploy']);
    expect(ending.data).toEqual({ [STATE]: 'COMPLETED', Created: expect.stringMatching(/^2026-11-22T12:0/) });
    expect(ending.physicalId).toMatch(/^ws-0abc12345\/[0-9a-f]{16}\.[0-9a-z]+$/);
    expect(ending.minutes).toBeLessThan(21);
  });

  test('a set of two: one deployment for both', async () => {
    const harness = new Harness({ resources: 2 });
    await harness.create(declare(DESKTOP, [VISIO, OFFICE]));
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED', [OFFICE]: 'COMPLETED' });
    expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(1);
  });

  test('two resources of one WorkSpace side by side: one deployment carries both', async () => {
    const harness = new Harness({ resources: 2 });
    const first = await harness.creating(declare(DESKTOP, [VISIO]), 'Visio');
    harness.time += 20_000;
    const second = await harness.deliver({
      type: 'Create',
      properties: declare(DESKTOP, [OFFICE]),
      logicalId: 'Office',
    });
    let complete = 0;
    for (let ticks = 0; ticks < 110 && complete < 2; ticks++) {
      complete = [await harness.tick(first), await harness.tick(second)].filter((answer) => answer.IsComplete).length;
      harness.time += 30_000;
    }
    expect(complete).toBe(2);
    expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(1);
  });

  test('waitForInstallation false: done as soon as it is being installed', async () => {
    const harness = new Harness();
    const ending = await harness.create(declare(DESKTOP, [VISIO], { WaitForInstallation: 'false' }));
    expect(ending.data[STATE]).toBe('INSTALLING');
    expect(ending.minutes).toBeLessThan(2);
  });

  test('an application declared absent: uninstalled whatever its age', async () => {
    const harness = new Harness();
    harness.simulator.put({
      workspaceId: DESKTOP,
      applicationId: OFFICE_2019,
      state: 'COMPLETED',
      created: harness.time - YEAR,
    });
    await harness.create(declare(DESKTOP, [VISIO], { AbsentApplicationIds: [OFFICE_2019] }));
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED', [OFFICE_2019]: 'REMOVED' });
  });

  test('installed before by another: refused with advice, and nothing was touched', async () => {
    const harness = new Harness();
    harness.simulator.put({
      workspaceId: DESKTOP,
      applicationId: VISIO,
      state: 'COMPLETED',
      created: harness.time - YEAR,
    });
    await expect(harness.create(declare(DESKTOP, [VISIO]))).rejects.toThrow(
      /wsa-0def67890 is on the WorkSpace already, COMPLETED since 2025-.*nothing was changed.*allowExisting/,
    );
    expect(harness.simulator.mutations).toEqual([]);
  });

  test('installed before, with allowExisting: done at once without an outage, and left there by a delete', async () => {
    const harness = new Harness();
    harness.simulator.put({
      workspaceId: DESKTOP,
      applicationId: VISIO,
      state: 'COMPLETED',
      created: harness.time - YEAR,
    });
    const properties = declare(DESKTOP, [VISIO], { AllowExisting: 'true' });
    const { physicalId, minutes } = await harness.create(properties);
    await harness.destroy(physicalId, properties);
    expect(minutes).toBe(0);
    expect(harness.mutations()).toEqual([]);
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
  });

  test('installed before, its uninstall pending, with allowExisting: refused, because it is being uninstalled', async () => {
    const harness = new Harness();
    harness.simulator.put({
      workspaceId: DESKTOP,
      applicationId: VISIO,
      state: 'PENDING_UNINSTALL_DEPLOYMENT',
      created: harness.time - YEAR,
    });
    harness.stack.enter('CREATE_IN_PROGRESS');
    const properties = declare(DESKTOP, [VISIO], { AllowExisting: 'true' });
    await expect(harness.run({ type: 'Create', properties })).rejects.toThrow(/is being uninstalled/);
    expect(harness.simulator.mutations).toEqual([]);
  });

  test('two applications fail: the reason names both, with code and remedy, once the deployment has ended', async () => {
    const harness = new Harness();
    harness.simulator.failApplication(VISIO, 'ValidationError.InsufficientDiskSpace');
    harness.simulator.failApplication(OFFICE, 'DeploymentError.WorkspaceUnreachable');
    const failed = harness.create(declare(DESKTOP, [VISIO, OFFICE]));
    await expect(failed).rejects.toThrow(
      /wsa-0def67890 ended with ValidationError.InsufficientDiskSpace.*What next: free disk/,
    );
    await expect(failed).rejects.toThrow(/wsa-1office21p ended with DeploymentError.WorkspaceUnreachable.*What next/);
    expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(1);
  });

  test('in ERROR since long before: tried again and installed', async () => {
    const harness = new Harness();
    harness.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'ERROR', created: harness.time - YEAR });
    await harness.create(declare(DESKTOP, [VISIO]));
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
  });
});

describe('update', () => {
  test('one swapped for another: the old goes, the new comes, one deployment', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(declare(DESKTOP, [OFFICE]));
    const updated = await harness.update(physicalId, declare(DESKTOP, [OFFICE]), declare(DESKTOP, [VISIO]));
    expect(updated.physicalId).toBe(physicalId);
    expect(harness.states(DESKTOP)).toEqual({ [OFFICE]: 'REMOVED', [VISIO]: 'COMPLETED' });
    expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(2);
  });

  const SWAPS = [
    { reason: 'both may ride one deployment', readings: {}, outages: 1 },
    { reason: 'Associate refuses beside the old edition', readings: { swap: 'removal first' }, outages: 2 },
    {
      reason: 'Deploy refuses beside the old edition',
      readings: { swap: 'removal first', incompatibility: 'at Deploy' },
      outages: 2,
    },
  ] as const;
  test.each(SWAPS)(
    'Standard to Professional, $reason: swapped with $outages outage(s)',
    async ({ readings, outages }) => {
      const harness = new Harness({ readings });
      const { physicalId } = await harness.create(declare(DESKTOP, [VISIO_STANDARD]));
      await harness.update(physicalId, declare(DESKTOP, [VISIO_STANDARD]), declare(DESKTOP, [VISIO]));
      expect(harness.states(DESKTOP)).toEqual({ [VISIO_STANDARD]: 'REMOVED', [VISIO]: 'COMPLETED' });
      expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(1 + outages);
    },
  );

  test('nothing but spelling and timeout changed, and everything drifted: no changing call, and the attributes', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(declare(DESKTOP, [VISIO]));
    harness.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'ERROR' });
    const before = harness.mutations().length;
    const more = { TimeoutSeconds: '1200', SomethingNew: 'x' };
    const { data } = await harness.update(physicalId, declare(DESKTOP, [VISIO]), declare(DESKTOP, [VISIO], more));
    expect(harness.mutations()).toHaveLength(before);
    expect(data).toEqual({ [STATE]: 'ERROR', Created: expect.any(String) });
  });

  test('a new revision: every application is checked again', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(declare(DESKTOP, [VISIO]));
    harness.simulator.remove(DESKTOP, VISIO);
    await harness.update(physicalId, declare(DESKTOP, [VISIO]), declare(DESKTOP, [VISIO], { Revision: '2' }));
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
  });

  test('another WorkSpace: a new id, with the token of the old one', async () => {
    const harness = new Harness();
    harness.simulator.addWorkspace({ workspaceId: OTHER, userName: 'zoe' });
    const { physicalId } = await harness.create(declare(DESKTOP, [VISIO]));
    const moved = await harness.update(physicalId, declare(DESKTOP, [VISIO]), declare(OTHER, [VISIO]));
    expect(moved.physicalId).toBe(physicalId.replace(DESKTOP, OTHER));
    expect(harness.states(OTHER)).toEqual({ [VISIO]: 'COMPLETED' });
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
  });
});

describe('delete', () => {
  test('what it installed: uninstalled', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(declare(DESKTOP, [VISIO]));
    await harness.destroy(physicalId, declare(DESKTOP, [VISIO]));
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'REMOVED' });
  });

  test('the WorkSpace is gone: done', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(declare(DESKTOP, [VISIO]));
    harness.simulator.terminate(DESKTOP);
    await expect(harness.destroy(physicalId, declare(DESKTOP, [VISIO]))).resolves.toMatchObject({ physicalId });
  });

  test('it was uninstalled by hand already: done without a change', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(declare(DESKTOP, [VISIO]));
    harness.simulator.remove(DESKTOP, VISIO);
    const before = harness.mutations().length;
    await harness.destroy(physicalId, declare(DESKTOP, [VISIO]));
    expect(harness.mutations()).toHaveLength(before);
  });

  test('properties that nothing can have been installed under: done without a call to WorkSpaces', async () => {
    const harness = new Harness();
    harness.stack.enter('DELETE_IN_PROGRESS', { touch: true });
    await harness.run({ type: 'Delete', properties: { WorkspaceId: 'nonsense' }, physicalId: 'whatever' });
    expect(harness.simulator.calls).toEqual([]);
  });
});

test('an application moves from one resource to another in one deployment: the new one takes the removal back, no outage', async () => {
  const harness = new Harness({ resources: 2 });
  const both = declare(DESKTOP, [VISIO, OFFICE]);
  const { physicalId } = await harness.create(both);
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const update = { type: 'Update', properties: declare(DESKTOP, [VISIO]), old: both, physicalId } as const;
  await harness.tick(await harness.deliver(update));
  expect(harness.states(DESKTOP)[OFFICE]).toBe('PENDING_UNINSTALL_DEPLOYMENT');
  await harness.run({ type: 'Create', properties: declare(DESKTOP, [OFFICE]), logicalId: 'Other' });
  expect(harness.states(DESKTOP)[OFFICE]).toBe('COMPLETED');
  expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(1);
});

test('another edition is registered and nothing deploys it, and the service refuses to deploy both: fails by its name long before the deadline', async () => {
  const harness = new Harness({ readings: { incompatibility: 'at Deploy' } });
  harness.simulator.associate(DESKTOP, VISIO_STANDARD);
  harness.time += MINUTE;
  harness.stack.enter('CREATE_IN_PROGRESS');
  const began = harness.time;
  await expect(harness.run({ type: 'Create', properties: declare(DESKTOP, [VISIO]) })).rejects.toThrow(
    /IncompatibleApplicationsException.*Standard 2021 \(wsa-\w+\) is PENDING_INSTALL.*What next/,
  );
  expect(harness.time - began).toBeLessThan(25 * MINUTE);
});

test('a sibling swaps editions and the service refuses to deploy both at once: this resource waits for the sibling, and both succeed', async () => {
  const harness = new Harness({ resources: 2, readings: { swap: 'removal first', incompatibility: 'at Deploy' } });
  const { physicalId } = await harness.create(declare(DESKTOP, [VISIO_STANDARD]), 'Visio');
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const update = {
    type: 'Update',
    properties: declare(DESKTOP, [VISIO]),
    old: declare(DESKTOP, [VISIO_STANDARD]),
  } as const;
  const swap = await harness.deliver({ ...update, physicalId, logicalId: 'Visio' });
  const other = await harness.deliver({
    type: 'Create',
    properties: declare(DESKTOP, ['wsa-6portal01']),
    logicalId: 'Portal',
  });
  let complete = 0;
  for (let ticks = 0; ticks < 110 && complete < 2; ticks++) {
    complete = [await harness.tick(other), await harness.tick(swap)].filter((answer) => answer.IsComplete).length;
    harness.time += 30_000;
  }
  expect(complete).toBe(2);
  expect(harness.states(DESKTOP)).toMatchObject({ [VISIO]: 'COMPLETED', 'wsa-6portal01': 'COMPLETED' });
});

test('a swap of editions is delivered twice, and the twin registers again what was to wait: it succeeds', async () => {
  const harness = new Harness({ resources: 2, readings: { swap: 'removal first', incompatibility: 'at Deploy' } });
  const { physicalId } = await harness.create(declare(DESKTOP, [VISIO_STANDARD]));
  const { simulator } = harness;
  const handle = simulator.handle.bind(simulator);
  let isTwinToCome = true;
  jest.spyOn(simulator, 'handle').mockImplementation((request) => {
    const response = handle(request);
    const isReverted = simulator.calls.at(-1)?.operation === 'DisassociateWorkspaceApplication';
    if (isReverted && isTwinToCome && harness.states(DESKTOP)[VISIO_STANDARD] === 'PENDING_UNINSTALL_DEPLOYMENT') {
      isTwinToCome = simulator.calls.at(-1)?.applicationId !== VISIO;
      if (!isTwinToCome) simulator.associate(DESKTOP, VISIO);
    }
    return response;
  });
  await harness.update(physicalId, declare(DESKTOP, [VISIO_STANDARD]), declare(DESKTOP, [VISIO]));
  expect(isTwinToCome).toBe(false);
  expect(harness.states(DESKTOP)).toMatchObject({ [VISIO]: 'COMPLETED' });
});
