import {
  DESKTOP,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  type OperationName,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { declare, Harness, MINUTE, SECOND, type Waiter } from '../harness';

/* What hundreds of requests at the same time do to each other: every call can be refused for the rate, for minutes. */

const INVENTED = 'Desk-Desk-1ABCDEFGHIJKL';
const YEAR = 365 * 24 * 60 * MINUTE;
const ENDLESS = 100_000;
const DEPLOY = 'DeployWorkspaceApplications';
const TAG_CHANGES: readonly OperationName[] = ['CreateTags', 'DeleteTags'];
const VISIO_ALONE = declare(DESKTOP, [VISIO]);

test('a create is cancelled with its creation, and the events are refused for the rate: undone without them', async () => {
  const harness = new Harness({ resources: 450 });
  const waiter = await harness.creating(VISIO_ALONE);
  await harness.tickUntil(() => Object.keys(harness.states(DESKTOP)).length > 0, waiter);
  harness.stack.enter('ROLLBACK_IN_PROGRESS');
  harness.stack.refuse('Throttling', ENDLESS, 400, 'DescribeStackEvents');
  await harness.run({ type: 'Delete', properties: VISIO_ALONE, physicalId: INVENTED });
  expect(['REMOVED', undefined]).toContain(harness.states(DESKTOP)[VISIO]);
  expect(harness.marks(DESKTOP)).toEqual([]);
});

test('a deletion interrupts a creation that has uninstalled something, and the events are refused for a minute: it comes back', async () => {
  const harness = new Harness();
  harness.simulator.installNow(DESKTOP, OFFICE);
  harness.time += 10 * MINUTE;
  harness.stack.enter('CREATE_IN_PROGRESS');
  const properties = declare(DESKTOP, [], { AbsentApplicationIds: [OFFICE] });
  const { physicalId } = await harness.run({ type: 'Create', properties });
  harness.stack.record('Other', 'CREATE_IN_PROGRESS', {});
  harness.stack.enter('DELETE_IN_PROGRESS');
  harness.stack.refuse('Throttling', 8, 400, 'DescribeStackEvents');
  await harness.run({ type: 'Delete', properties, physicalId });
  expect(harness.states(DESKTOP)).toEqual({ [OFFICE]: 'COMPLETED' });
});

describe('a forced deployment is refused to the end of an invocation, and so is what takes its attempt back', () => {
  const inError = () => {
    const harness = new Harness({ readings: { registerOnError: 'stays ERROR' } });
    const fail = () =>
      harness.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'ERROR', created: harness.time });
    return { harness, fail };
  };

  /** For almost four minutes nothing is deployed, and at the end no tag is changed. */
  async function tickInStorm(harness: Harness, waiter: Waiter): Promise<void> {
    const { simulator } = harness;
    const began = harness.time;
    const elapsed = () => harness.time - began;
    const refuse = (operation: OperationName) =>
      simulator.failOperation(operation, { exception: 'ThrottlingException', times: ENDLESS });
    refuse(DEPLOY);
    harness.beforeCalls((operation) => {
      if (elapsed() > 235 * SECOND) simulator.clearFaults();
      else if (operation === DEPLOY && elapsed() > 195 * SECOND) TAG_CHANGES.forEach(refuse);
    });
    await harness.tick(waiter);
    expect(elapsed()).toBeGreaterThan(220 * SECOND);
    harness.time += 30 * SECOND;
  }

  test('the mark of a create: the ERROR from before does not count as its result', async () => {
    const { harness, fail } = inError();
    fail();
    harness.time += YEAR;
    const waiter = await harness.creating(VISIO_ALONE);
    await tickInStorm(harness, waiter);
    await harness.finish(waiter);
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
  });

  test('the look at the stack before it is not answered: there was no attempt', async () => {
    const { harness, fail } = inError();
    fail();
    harness.time += YEAR;
    const waiter = await harness.creating(VISIO_ALONE);
    let tags = 0;
    harness.beforeCalls((operation) => {
      if (operation === 'CreateTags' && ++tags === 2) harness.stack.refuse('ServiceUnavailable', 8, 503);
    });
    await harness.finish(waiter);
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
  });

  test('the mark of what was adopted: the same', async () => {
    const { harness, fail } = inError();
    harness.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'COMPLETED', created: harness.time });
    harness.time += YEAR;
    const adopted = declare(DESKTOP, [VISIO], { AllowExisting: 'true' });
    const { physicalId } = await harness.create(adopted);
    fail();
    harness.time += YEAR;
    const properties = { ...adopted, Revision: '2' };
    harness.stack.enter('UPDATE_IN_PROGRESS');
    const waiter = await harness.deliver({ type: 'Update', properties, old: adopted, physicalId });
    await tickInStorm(harness, waiter);
    await harness.finish(waiter);
    expect([harness.states(DESKTOP), harness.marks(DESKTOP)]).toEqual([{ [VISIO]: 'COMPLETED' }, []]);
  });
});

test('the answer to a reboot is lost at the end of an invocation: the function ends in its five minutes, and nothing is rebooted twice', async () => {
  const harness = new Harness();
  const { simulator } = harness;
  const waiter = await harness.creating(declare(DESKTOP, [VISIO], { RebootAfterInstallation: 'true' }));
  await harness.tickUntil(() => harness.states(DESKTOP)[VISIO] === 'COMPLETED', waiter);
  const began = harness.time;
  simulator.failOperation('RebootWorkspaces', { exception: 'timeout' });
  let isAnswered = false;
  harness.beforeCalls((operation) => {
    harness.time += operation === 'RebootWorkspaces' ? 10 * SECOND : SECOND;
    const isRefused = !isAnswered && operation === 'DescribeWorkspaces' && harness.time - began < 212 * SECOND;
    if (isRefused) simulator.failOperation(operation, { exception: 'ThrottlingException' });
  });
  await harness.tick(waiter);
  expect((harness.time - began) / SECOND).toBeLessThan(280);
  isAnswered = true;
  await harness.finish(waiter);
  expect(simulator.callsOf('RebootWorkspaces')).toHaveLength(1);
});
