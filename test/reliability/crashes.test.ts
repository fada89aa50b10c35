import { AssociationState } from '@aws-sdk/client-workspaces';
import { ALL_READINGS, VISIO_PROFESSIONAL_2021 as VISIO, DESKTOP as WORKSPACE } from '../../local/workspaces';
import { declare, Harness } from '../lambda/harness';
import { A, desk, OLD, SECOND, StackWorld } from './world';

const CREATE_FAILED = 'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED';
const UNTOUCHED = { [OLD]: 'COMPLETED' };
const WHEN = ['before', 'after'] as const;

/** Whatever became of the create, the rollback is through, and the delete of it never reached the handler. */
async function expectNothingLeft(world: StackWorld): Promise<void> {
  const made = await world.create({ Desk: desk([A]) });
  expect(made.status).toBe('ROLLBACK_COMPLETE');
  expect(world.ids).toEqual([CREATE_FAILED]);
  expect(world.changes).toEqual([]);
  expect(world.states()).toEqual(UNTOUCHED);
}

describe('R1 a fault in onEvent, after which no delete ever reaches the handler', () => {
  const CALLS = [
    { call: 1, operation: 'DescribeStacks' },
    { call: 2, operation: 'DescribeStackResource' },
  ];

  test.each(CALLS.flatMap((row) => WHEN.map((when) => ({ ...row, when }))))(
    'R1 it dies $when call $call, $operation: no association is left',
    async ({ call, when }) => {
      const world = new StackWorld();
      world.crashes.push({ call, after: when === 'after' });
      await expectNothingLeft(world);
      expect(world.crashes).toEqual([]);
    },
  );

  test('R1 it calls nothing of WorkSpaces: nothing is changed', async () => {
    const harness = new Harness();
    await harness.creating(declare(WORKSPACE, [VISIO]));
    expect(harness.simulator.calls).toEqual([]);
  });

  test('R1 DescribeStacks is denied for good: no association is left', async () => {
    const world = new StackWorld();
    world.stackFaults.fail('DescribeStacks', 'AccessDenied', 1000);
    await expectNothingLeft(world);
  });

  test('R1 the framework cannot start the waiter: no association is left', async () => {
    const world = new StackWorld();
    world.framework.start = () => Promise.reject(new Error('StateMachineDoesNotExist'));
    await expectNothingLeft(world);
  });
});

describe('R2 a create that failed half-way', () => {
  const FIRST_TICK = [
    { call: 3, operation: 'CreateTags' },
    { call: 5, operation: 'AssociateWorkspaceApplication' },
    { call: 6, operation: 'DescribeStacks before the deployment' },
    { call: 7, operation: 'DeployWorkspaceApplications' },
  ];

  test.each(FIRST_TICK.flatMap((row) => WHEN.map((when) => ({ ...row, when }))))(
    'R2 isComplete dies $when call $call, $operation: rolled back, nothing is left',
    async ({ call, when }) => {
      const world = new StackWorld();
      world.crashes.push({ call, after: when === 'after' });
      const made = await world.create({ Desk: desk([A]) });
      expect(world.crashes).toEqual([]);
      expect(made.status).toBe('ROLLBACK_COMPLETE');
      expect(world.states()).toEqual(UNTOUCHED);
    },
  );

  test('R2 isComplete dies while the application is being installed: rolled back, nothing is left', async () => {
    const world = new StackWorld();
    world.begin({ Desk: desk([A]) });
    await world.clock.runUntil(world.clock.sleep(20 * SECOND));
    expect(world.states()).toEqual({ ...UNTOUCHED, [A]: 'INSTALLING' });
    world.crashes.push({ call: 1, after: false });
    expect(await world.rest()).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    expect(world.crashes).toEqual([]);
    expect(world.states()).toEqual(UNTOUCHED);
  });

  const LEFT = Object.values(AssociationState).flatMap((state) =>
    ALL_READINGS.revertedInstall.map((revertedInstall) => ({ state, revertedInstall })),
  );
  test.each(LEFT)(
    'R2 it left the application in $state, and a reverted install $revertedInstall: the delete cleans up',
    async ({ state, revertedInstall }) => {
      const harness = new Harness({ readings: { revertedInstall } });
      const { physicalId } = await harness.creating(declare(WORKSPACE, [VISIO]));
      harness.mark(physicalId, VISIO);
      leaveIn(harness, state);
      harness.time += 5 * SECOND;
      harness.stack.enter('ROLLBACK_IN_PROGRESS');
      await harness.run({ type: 'Delete', properties: declare(WORKSPACE, [VISIO]), physicalId });
      expect(['REMOVED', undefined]).toContain(harness.states(WORKSPACE)[VISIO]);
    },
  );
});

/** Brings the application into a state; what is moving, by a deployment that will end. */
function leaveIn({ simulator }: Harness, state: AssociationState): void {
  if (state === 'INSTALLING') {
    simulator.associate(WORKSPACE, VISIO);
    simulator.deploy(WORKSPACE);
  } else if (state === 'UNINSTALLING') {
    simulator.installNow(WORKSPACE, VISIO);
    simulator.disassociate(WORKSPACE, VISIO);
    simulator.deploy(WORKSPACE);
  } else {
    simulator.put({ workspaceId: WORKSPACE, applicationId: VISIO, state });
  }
  expect(simulator.state(WORKSPACE, VISIO)).toBe(state);
}
