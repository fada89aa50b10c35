import {
  DESKTOP,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  COMPANY_PORTAL as PORTAL,
  PROJECT_PROFESSIONAL_2021 as PROJECT,
  VISIO_PROFESSIONAL_2021 as VISIO,
  COMPANY_VPN as VPN,
} from '../../../local/workspaces';
import { declare, Harness, MINUTE, type Waiter, type Wire } from '../harness';

const YEAR = 365 * 24 * 60 * MINUTE;
const OTHER = 'ws-9other0001';
const TWELVE = { resources: 12, declared: { applications: 12, shared: true } };

/** Ticks several waiters side by side until each has answered; what one throws is its answer. */
async function together(harness: Harness, waiters: readonly Waiter[]): Promise<readonly string[]> {
  const answers = new Map<Waiter, string>();
  for (let ticks = 0; ticks < 112 && answers.size < waiters.length; ticks++) {
    for (const waiter of waiters.filter((one) => !answers.has(one))) {
      const answer = await harness.tick(waiter).then(
        ({ IsComplete }) => (IsComplete ? 'done' : undefined),
        (error: Error) => error.message,
      );
      if (answer) answers.set(waiter, answer);
    }
    harness.time += 30_000;
  }
  return waiters.map((waiter) => answers.get(waiter) ?? 'no answer');
}

describe('R31 a rollback takes nothing that was there before', () => {
  test.each([2, 12])(
    'an application moves from one set to another, %s resources, and something fails: rolled back without an outage',
    async (resources) => {
      const harness = new Harness({ resources, declared: { applications: resources, shared: true } });
      const [both, office] = [declare(DESKTOP, [VISIO, OFFICE]), declare(DESKTOP, [OFFICE])];
      const [project, more] = [declare(DESKTOP, [PROJECT]), declare(DESKTOP, [PROJECT, VISIO])];
      const one = await harness.create(both, 'One');
      const two = await harness.create(project, 'Two');
      const outages = harness.simulator.deploymentsOf(DESKTOP).length;
      const update = (logicalId: string, physicalId: string, old: Wire, properties: Wire) =>
        harness.deliver({ type: 'Update', logicalId, physicalId, old, properties });
      harness.stack.enter('UPDATE_IN_PROGRESS');
      const forward = await update('One', one.physicalId, both, office);
      await harness.tick(forward);
      await harness.finish(await update('Two', two.physicalId, project, more));
      harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
      const back = await together(harness, [
        await update('One', one.physicalId, office, both),
        await update('Two', two.physicalId, more, project),
      ]);
      expect(back).toEqual(['done', 'done']);
      expect(harness.states(DESKTOP)).toMatchObject({
        [VISIO]: 'COMPLETED',
        [OFFICE]: 'COMPLETED',
        [PROJECT]: 'COMPLETED',
      });
      expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(outages);
    },
  );

  test('an application moves to a new resource, rolled back: its clean-up does not uninstall what the first put back', async () => {
    const harness = new Harness(TWELVE);
    const [both, office] = [declare(DESKTOP, [VISIO, OFFICE]), declare(DESKTOP, [OFFICE])];
    const one = await harness.create(both, 'One');
    harness.time += YEAR;
    harness.stack.enter('UPDATE_IN_PROGRESS');
    const update = { type: 'Update', logicalId: 'One', physicalId: one.physicalId } as const;
    await harness.tick(await harness.deliver({ ...update, properties: office, old: both }));
    const properties = declare(DESKTOP, [VISIO]);
    const { physicalId } = await harness.run({ type: 'Create', logicalId: 'Two', properties });
    harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
    await harness.run({ ...update, properties: both, old: office });
    harness.stack.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    await harness.run({ type: 'Delete', logicalId: 'Two', properties, physicalId });
    expect(harness.states(DESKTOP)).toMatchObject({ [VISIO]: 'COMPLETED', [OFFICE]: 'COMPLETED' });
  });

  test("a colleague's installation is waited for with allowExisting, then another resource fails: it stays", async () => {
    const harness = new Harness();
    harness.simulator.associate(DESKTOP, VISIO);
    harness.simulator.deploy(DESKTOP);
    harness.time += 5 * MINUTE;
    harness.stack.enter('CREATE_IN_PROGRESS');
    const properties = declare(DESKTOP, [VISIO], { AllowExisting: 'true' });
    const { physicalId } = await harness.run({ type: 'Create', properties });
    harness.stack.enter('ROLLBACK_IN_PROGRESS');
    await harness.run({ type: 'Delete', properties, physicalId });
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
    expect(harness.mutations()).toEqual([]);
  });
});

describe('a rollback ends well, and ends no session for what its update did not touch', () => {
  test('a WorkSpace that is gone was changed for another, and the update fails elsewhere: rolled back', async () => {
    const harness = new Harness();
    harness.simulator.addWorkspace({ workspaceId: OTHER, userName: 'zoe' });
    const [here, there] = [declare(DESKTOP, [VISIO]), declare(OTHER, [VISIO])];
    const { physicalId } = await harness.create(here);
    harness.simulator.terminate(DESKTOP);
    harness.stack.enter('UPDATE_IN_PROGRESS');
    const moved = await harness.run({ type: 'Update', properties: there, old: here, physicalId });
    harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
    const back = await harness.run({ type: 'Update', properties: here, old: there, physicalId: moved.physicalId });
    expect(back.physicalId).toBe(physicalId);
    expect(['REMOVED', undefined]).toContain(harness.states(OTHER)[VISIO]);
  });

  test('in ERROR for a year, only the timeout was stackUpdatedAt: no call, no outage, rolled back', async () => {
    const harness = new Harness();
    const [before, after] = [declare(DESKTOP, [VISIO]), declare(DESKTOP, [VISIO], { TimeoutSeconds: '600' })];
    const { physicalId } = await harness.create(before);
    harness.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'ERROR', created: harness.time });
    harness.time += YEAR;
    const outages = harness.simulator.deploymentsOf(DESKTOP).length;
    harness.stack.enter('UPDATE_IN_PROGRESS');
    await harness.run({ type: 'Update', properties: after, old: before, physicalId });
    harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
    await harness.run({ type: 'Update', properties: before, old: after, physicalId });
    expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(outages);
  });
});

test('two associations of one WorkSpace both change their application in one update: one outage', async () => {
  const harness = new Harness({
    resources: 2,
    durations: { install: 10 * MINUTE },
    declared: { applications: 2, shared: true },
  });
  const [portal, vpn] = [declare(DESKTOP, [PORTAL]), declare(DESKTOP, [VPN])];
  harness.stack.enter('CREATE_IN_PROGRESS');
  const first = await harness.deliver({ type: 'Create', logicalId: 'A', properties: portal });
  const second = await harness.deliver({ type: 'Create', logicalId: 'B', properties: vpn });
  expect(await together(harness, [first, second])).toEqual(['done', 'done']);
  harness.stack.enter('CREATE_COMPLETE');
  harness.time += YEAR;
  const outages = harness.simulator.deploymentsOf(DESKTOP).length;
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const updates = await together(harness, [
    await harness.deliver({
      type: 'Update',
      logicalId: 'A',
      properties: declare(DESKTOP, [VISIO]),
      old: portal,
      physicalId: first.physicalId,
    }),
    await harness.deliver({
      type: 'Update',
      logicalId: 'B',
      properties: declare(DESKTOP, [PROJECT]),
      old: vpn,
      physicalId: second.physicalId,
    }),
  ]);
  expect(updates).toEqual(['done', 'done']);
  expect(harness.simulator.deploymentsOf(DESKTOP).length - outages).toBe(1);
});

test('the stack lists more resources than the provider serves: contacts go on', async () => {
  const harness = new Harness({
    resources: 80,
    declared: { applications: 80, shared: false },
  });
  for (let index = 0; index < 160; index++) harness.stack.resources.set(`R${index}`, 'CREATE_COMPLETE');
  harness.simulator.setWorkspaceState(DESKTOP, 'REBOOTING');
  const waiter = await harness.creating(declare(DESKTOP, [VISIO]));
  for (let ticks = 0; ticks < 20; ticks++) {
    await harness.tick(waiter);
    harness.time += 30_000;
  }
  harness.simulator.setWorkspaceState(DESKTOP, 'AVAILABLE');
  expect((await harness.finish(waiter)).minutes).toBeLessThan(30);
});

describe('the look at the WorkSpace is refused for good', () => {
  test.each([
    { exception: 'OperationNotSupportedException', reason: 'the service manages no applications there' },
    { exception: 'InvalidParameterValuesException', reason: 'the service does not know such a WorkSpace' },
  ])('$exception: the create fails, its deletion succeeds ($reason)', async ({ exception }) => {
    const harness = new Harness();
    harness.simulator.failOperation('DescribeWorkspaceAssociations', { exception, times: 100_000 });
    const waiter = await harness.creating(declare(DESKTOP, [VISIO]));
    await expect(harness.finish(waiter)).rejects.toThrow(exception);
    harness.stack.enter('ROLLBACK_IN_PROGRESS');
    await harness.run({ type: 'Delete', properties: declare(DESKTOP, [VISIO]), physicalId: waiter.physicalId });
    expect(harness.mutations()).toEqual([]);
  });

  test('denied, and the WorkSpace is gone with its tags: the deletion succeeds', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(declare(DESKTOP, [VISIO]));
    harness.simulator.terminate(DESKTOP);
    harness.simulator.failOperation('DescribeWorkspaceAssociations', {
      exception: 'AccessDeniedException',
      times: 100_000,
    });
    await expect(harness.destroy(physicalId, declare(DESKTOP, [VISIO]))).resolves.toMatchObject({ physicalId });
  });
});
