import {
  DESKTOP,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { declare, Harness, MINUTE, SECOND } from '../harness';

const PROPERTIES = declare(DESKTOP, [VISIO]);

test.each(['AssociateWorkspaceApplication', 'DeployWorkspaceApplications'] as const)(
  'R4 %s is throttled, and the stack moves on before it is tried again: looked at once more, and not tried',
  async (operation) => {
    const harness = new Harness();
    const waiter = await harness.creating(PROPERTIES);
    harness.simulator.failOperation(operation, { exception: 'ThrottlingException', times: 1 });
    harness.clock.sleep = (milliseconds) => {
      harness.time += milliseconds;
      harness.stack.enter('ROLLBACK_IN_PROGRESS');
      return Promise.resolve();
    };
    await expect(harness.tick(waiter)).rejects.toThrow(/operation of this request is over/);
    expect(harness.simulator.callsOf(operation).map(({ outcome }) => outcome)).toEqual(['ThrottlingException']);
  },
);

describe('the deployment is throttled on and on', () => {
  const looksOf = (harness: Harness) => harness.simulator.callsOf('DescribeWorkspaceAssociations').length;
  const DEPLOY = 'DeployWorkspaceApplications';
  const changes = (harness: Harness) =>
    harness.simulator.mutations
      .filter(({ effective, operation }) => effective && !operation.endsWith('Tags'))
      .map(({ operation, applicationId = '' }) => `${operation} ${applicationId}`);
  const REGISTERED = `AssociateWorkspaceApplication ${VISIO}`;
  const DEPLOYED = `${DEPLOY} `;

  /** A registered application of two siblings, quiet for long enough to be deployed. */
  async function readyToDeploy() {
    const harness = new Harness({ resources: 2 });
    const waiter = await harness.creating(PROPERTIES);
    await harness.tick(waiter);
    harness.time += 2 * MINUTE;
    expect(changes(harness)).toEqual([REGISTERED]);
    return { harness, waiter };
  }

  test('for a minute: the WorkSpace is looked at again within the same invocation, and deployed', async () => {
    const { harness, waiter } = await readyToDeploy();
    const looks = looksOf(harness);
    harness.simulator.failOperation(DEPLOY, { exception: 'ThrottlingException', times: 30 });
    await harness.tick(waiter);
    expect(changes(harness)).toEqual([REGISTERED, DEPLOYED]);
    expect(looksOf(harness) - looks).toBeGreaterThan(1);
  });

  test('and a sibling registers meanwhile: not deployed before that is quiet too', async () => {
    const { harness, waiter } = await readyToDeploy();
    harness.simulator.failOperation(DEPLOY, { exception: 'ThrottlingException', times: 30 });
    const sleep = harness.clock.sleep;
    const began = harness.time;
    harness.clock.sleep = async (milliseconds) => {
      await sleep(milliseconds);
      if (harness.time < began + 15 * SECOND) return;
      harness.clock.sleep = sleep;
      const properties = declare(DESKTOP, [OFFICE]);
      await harness.tick(await harness.deliver({ type: 'Create', properties, logicalId: 'Sibling' }));
    };
    await harness.tick(waiter);
    const registered = [REGISTERED, `AssociateWorkspaceApplication ${OFFICE}`];
    expect(changes(harness)).toEqual(registered);
    await harness.finish(waiter);
    expect(changes(harness)).toEqual([...registered, DEPLOYED]);
  });

  test('the attempt that was written before stays, since what is pending is deployed anyway: no call takes it back', async () => {
    const harness = new Harness({ resources: 2 });
    const { physicalId } = await harness.create(PROPERTIES);
    harness.stack.enter('DELETE_IN_PROGRESS');
    const waiter = await harness.deliver({ type: 'Delete', properties: PROPERTIES, physicalId });
    await harness.tick(waiter);
    harness.time += 2 * MINUTE;
    harness.simulator.failOperation(DEPLOY, { exception: 'ThrottlingException', times: 30 });
    const before = harness.simulator.mutations.length;
    await harness.tick(waiter);
    const made = harness.simulator.mutations.slice(before).flatMap((one) => (one.effective ? [one.operation] : []));
    expect(made).toEqual(['CreateTags', DEPLOY]);
  });

  test('for longer than an invocation lasts: left to the next one', async () => {
    const { harness, waiter } = await readyToDeploy();
    harness.simulator.failOperation(DEPLOY, { exception: 'ThrottlingException', times: 1000 });
    const began = harness.time;
    expect(await harness.tick(waiter)).toEqual({ IsComplete: false });
    expect(harness.time - began).toBeLessThan(4 * MINUTE);
  });
});

test.each([
  ['alone on its WorkSpace: deployed at once, since no sibling is waited for', 1, false],
  ['with siblings: deployed on a fresh look', 2, true],
])('an application is registered only after a minute of throttles, %s', async (_, resources, isSeenAgain) => {
  const harness = new Harness({ resources });
  const waiter = await harness.creating(PROPERTIES);
  harness.simulator.failOperation('AssociateWorkspaceApplication', { exception: 'ThrottlingException', times: 30 });
  await harness.finish(waiter);
  const order = harness.simulator.calls.filter(({ outcome }) => outcome === 'ok').map(({ operation }) => operation);
  const between = order.slice(
    order.indexOf('AssociateWorkspaceApplication') + 1,
    order.indexOf('DeployWorkspaceApplications'),
  );
  expect(between.length > 0).toBe(isSeenAgain);
});

test('the look at the stack is denied for a moment, long after the request came: tried again, and nothing fails', async () => {
  const harness = new Harness({ resources: 2 });
  const waiter = await harness.creating(PROPERTIES);
  await harness.tick(waiter);
  harness.time += 5 * MINUTE;
  harness.stack.refuse('AccessDenied', 2, 403);
  await harness.finish(waiter);
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
});

test('the look at the stack is throttled for a minute: not deployed on what was seen before', async () => {
  const harness = new Harness({ resources: 2 });
  const waiter = await harness.creating(PROPERTIES);
  await harness.tick(waiter);
  harness.time += 2 * MINUTE;
  harness.stack.refuse('Throttling', 30, 400);
  await harness.tick(waiter);
  expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(0);
  await harness.finish(waiter);
  expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(1);
});
