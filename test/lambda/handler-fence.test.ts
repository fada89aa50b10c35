import { DESKTOP, VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';
import { declare, Harness, SECOND } from './harness';

const PROPERTIES = declare(DESKTOP, [VISIO]);

test.each(['AssociateWorkspaceApplication', 'DeployWorkspaceApplications'] as const)(
  'R4 %s is throttled, and the stack moves on before it is tried again: looked at once more, and not tried',
  async (operation) => {
    const harness = new Harness();
    harness.stack.enter('CREATE_IN_PROGRESS');
    const waiter = await harness.deliver({ type: 'Create', properties: PROPERTIES });
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

test('a change is throttled on and on: given up after some seconds, since what it follows from may be true no more', async () => {
  const harness = new Harness();
  harness.stack.enter('CREATE_IN_PROGRESS');
  const waiter = await harness.deliver({ type: 'Create', properties: PROPERTIES });
  harness.simulator.failOperation('AssociateWorkspaceApplication', { exception: 'ThrottlingException', times: 1000 });
  const began = harness.time;
  expect(await harness.tick(waiter)).toEqual({ IsComplete: false });
  expect(harness.time - began).toBeLessThanOrEqual(20 * SECOND);
});
