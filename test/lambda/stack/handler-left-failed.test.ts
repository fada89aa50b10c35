import {
  DESKTOP,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { declare, Harness, MINUTE } from '../harness';

const PROPERTIES = declare(DESKTOP, [VISIO]);
/** CloudFormation reuses it when a deployment is tried again. */
const REQUEST_ID = 'request-of-both';

test('a create that failed and was left, tried again under the same request id: another holder, so that the delete of the first one uninstalls nothing', async () => {
  const harness = new Harness();
  const create = { type: 'Create', properties: PROPERTIES, requestId: REQUEST_ID } as const;
  harness.simulator.failApplication(VISIO, 'ValidationError.InsufficientDiskSpace');
  harness.stack.enter('CREATE_IN_PROGRESS');
  const failed = await harness.deliver(create);
  await expect(harness.finish(failed)).rejects.toThrow('InsufficientDiskSpace');
  harness.stack.enter('CREATE_FAILED');
  harness.time += MINUTE;

  harness.simulator.failApplication(VISIO, undefined);
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const { physicalId } = await harness.run(create);
  harness.stack.listed.set('Desk', physicalId);
  harness.stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  await harness.run({ type: 'Delete', properties: PROPERTIES, physicalId: failed.physicalId });

  expect(physicalId).not.toBe(failed.physicalId);
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
  expect(Object.keys(harness.simulator.tags(DESKTOP)).map((key) => key.split(':').at(-1))).toEqual([
    physicalId.split('/').at(-1),
  ]);
  expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(2);
});

describe('the rollback of a creation fails, because what it brings back fails, and the stack is deleted', () => {
  const properties = declare(DESKTOP, [VISIO], { AbsentApplicationIds: [OFFICE] });

  async function rollbackFailed(times: number) {
    const harness = new Harness({ resources: 2 });
    harness.simulator.installNow(DESKTOP, OFFICE);
    harness.time += 10 * MINUTE;
    harness.simulator.failApplication(VISIO, 'ValidationError.InsufficientDiskSpace');
    const waiter = await harness.creating(properties);
    await expect(harness.finish(waiter)).rejects.toThrow('InsufficientDiskSpace');
    harness.stack.record('Desk', 'CREATE_FAILED', {});
    harness.simulator.failApplication(OFFICE, 'DeploymentError.WorkspaceUnreachable', { times });
    harness.stack.enter('ROLLBACK_IN_PROGRESS');
    const undo = () => harness.run({ type: 'Delete', properties, physicalId: waiter.physicalId });
    await expect(undo()).rejects.toThrow('then delete the stack again');
    harness.stack.enter('ROLLBACK_FAILED');
    harness.time += MINUTE;
    harness.stack.enter('DELETE_IN_PROGRESS');
    return { harness, undo };
  }

  test('as its failure says: it comes back', async () => {
    const { harness, undo } = await rollbackFailed(1);
    await undo();
    expect(harness.states(DESKTOP)).toMatchObject({ [OFFICE]: 'COMPLETED' });
    expect(harness.marks(DESKTOP)).toEqual([]);
  });

  test('and it fails again: with the next deletion the stack goes, without it', async () => {
    const { harness, undo } = await rollbackFailed(9);
    await expect(undo()).rejects.toThrow('WorkspaceUnreachable');
    harness.stack.enter('DELETE_FAILED');
    harness.time += MINUTE;
    harness.stack.enter('DELETE_IN_PROGRESS');
    await undo();
    expect(harness.marks(DESKTOP)).toEqual([]);
  });
});

test('a creation that failed and was left, an update that drops the absent application, and its rollback: no outage to bring it back and remove it again', async () => {
  const harness = new Harness();
  harness.simulator.installNow(DESKTOP, OFFICE);
  harness.time += 10 * MINUTE;
  const before = declare(DESKTOP, [VISIO], { AbsentApplicationIds: [OFFICE] });
  const { physicalId } = await harness.create(before);
  harness.stack.enter('CREATE_FAILED');
  harness.time += MINUTE;
  harness.stack.enter('UPDATE_IN_PROGRESS');
  await harness.deliver({ type: 'Update', properties: PROPERTIES, old: before, physicalId });
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
  await harness.run({ type: 'Update', properties: before, old: PROPERTIES, physicalId });
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED', [OFFICE]: 'REMOVED' });
  expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(1);
});
