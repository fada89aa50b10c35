import { AssociationState } from '@aws-sdk/client-workspaces';
import { MARK_PREFIX } from '../../lambda/contract/marks';
import { ALL_READINGS, VISIO_PROFESSIONAL_2021 as VISIO, DESKTOP as WORKSPACE } from '../../local/workspaces';
import { declare, Harness } from '../lambda/harness';
import { A, B, DESKTOP, desk, OLD, SECOND, StackWorld } from './world';

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

describe('R35 a mark is written before what it marks, and taken away after it', () => {
  /** The calls after which an application of ours was registered or installed without a mark. */
  function unmarkedIn({ simulator }: StackWorld): readonly string[] {
    const handle = simulator.handle.bind(simulator);
    const found: string[] = [];
    simulator.handle = async (request) => {
      const response = await handle(request);
      const keys = Object.keys(simulator.tags(DESKTOP));
      for (const { applicationId, state } of simulator.associations(DESKTOP)) {
        const isMarked = keys.some((key) => key.startsWith(`${MARK_PREFIX}${applicationId}:`));
        if ((applicationId === A || applicationId === B) && state !== 'REMOVED' && !isMarked)
          found.push(`${applicationId} ${state} after ${request.target}`);
      }
      return response;
    };
    return found;
  }

  /** Deletes the stack, again if that fails. */
  async function remove(world: StackWorld): Promise<void> {
    for (let tries = 0; tries < 3; tries++) if ((await world.delete()).status === 'DELETE_COMPLETE') return;
    throw new Error('the stack cannot be deleted');
  }

  const LIVES: Readonly<Record<string, (world: StackWorld) => Promise<unknown>>> = {
    'a create': (world) => world.create({ Desk: desk([A]) }),
    'an update that installs one application and drops another': (world) => world.update({ Desk: desk([B]) }),
    'a rename': (world) => world.update({ Renamed: desk([A]) }),
    'a delete': (world) => world.delete(),
  };
  const CALLS = Array.from({ length: 10 }, (_, index) => index + 1);

  test.each(Object.entries(LIVES))(
    'R35 %s dies before or after any of its calls: no application is without a mark, and a delete finds all of them',
    async (name, live) => {
      for (const { call, after } of CALLS.flatMap((one) => [false, true].map((when) => ({ call: one, after: when })))) {
        const world = new StackWorld();
        if (name !== 'a create') await world.create({ Desk: desk([A]) });
        const unmarked = unmarkedIn(world);
        world.crashes.push({ call, after });
        await live(world);
        world.crashes.length = 0;
        await remove(world);
        expect({ call, after, unmarked, left: world.states() }).toEqual({ call, after, unmarked: [], left: UNTOUCHED });
      }
    },
  );

  test.each(['CreateTags', 'AssociateWorkspaceApplication', 'DeployWorkspaceApplications', 'DeleteTags'] as const)(
    'R35 the answer to %s is lost, whether it was carried out or not: so too',
    async (operation) => {
      for (const when of WHEN) {
        const world = new StackWorld();
        const unmarked = unmarkedIn(world);
        world.simulator.failOperation(operation, { exception: 'socketReset', times: 2, when });
        const made = await world.create({ Desk: desk([A]) });
        await remove(world);
        expect({ when, made: made.status, unmarked, left: world.states() }).toEqual({
          when,
          made: 'CREATE_COMPLETE',
          unmarked: [],
          left: UNTOUCHED,
        });
      }
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
