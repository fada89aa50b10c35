import { DESKTOP, VISIO_PROFESSIONAL_2021 as VISIO } from '../../../local/workspaces';
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
