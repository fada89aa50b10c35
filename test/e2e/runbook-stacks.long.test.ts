import { OFFICE_PROFESSIONAL_2021 as OFFICE, VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';
import { Runbook } from './runbook';
import { runningFor } from './running';

const MINUTE = 60_000;

const runbook = runningFor(() => Runbook.start());

test.concurrent('CREATE_FAILED marker: nothing was done under it; deleted, and created as advised', async () => {
  const desk = runbook().desk('Marker01');
  const malformed = { applicationIds: [VISIO], properties: { TimeoutSeconds: 'soon' } };
  expect(await desk.create(malformed)).toBe('ROLLBACK_COMPLETE');
  expect(await desk.physicalId()).toBe('AWSCDK::CustomResourceProviderFramework::CREATE_FAILED');
  expect(await desk.reasons()).toMatch(/TimeoutSeconds/);
  expect(await desk.delete()).toBe('DELETE_COMPLETE');
  expect(await desk.create({ applicationIds: [VISIO] })).toBe('CREATE_COMPLETE');
  expect(desk.outages()).toBe(1);
});

test.concurrent('DELETE_FAILED: cured and deleted again, the application is gone', async () => {
  const desk = runbook().desk('DelAgain');
  await desk.create({ applicationIds: [VISIO] });
  desk.fails(VISIO, 'UNINSTALL');
  expect(await desk.delete()).toBe('DELETE_FAILED');
  expect(await desk.reasons()).toMatch(/wsa-0def67890 ended with DeploymentError/);
  desk.isCured(VISIO);
  expect(await desk.delete()).toBe('DELETE_COMPLETE');
  expect(await desk.states()).toEqual({ [VISIO]: 'REMOVED' });
});

test.concurrent('DELETE_FAILED: retained, the stack goes, and the application is taken off by hand', async () => {
  const desk = runbook().desk('DelRetain');
  await desk.create({ applicationIds: [VISIO] });
  desk.fails(VISIO, 'UNINSTALL');
  expect(await desk.delete()).toBe('DELETE_FAILED');
  expect(await desk.delete('Desk')).toBe('DELETE_COMPLETE');
  desk.isCured(VISIO);
  await desk.uninstall(VISIO);
  expect(await desk.states()).toEqual({ [VISIO]: 'REMOVED' });
});

test.concurrent('ROLLBACK_FAILED: cured and deleted, nothing is left', async () => {
  const desk = runbook().desk('Rollback');
  desk.fails(VISIO, 'INSTALL');
  desk.isDenied('DisassociateWorkspaceApplication');
  expect(await desk.create({ applicationIds: [VISIO] })).toBe('ROLLBACK_FAILED');
  desk.isAllowed();
  expect(await desk.delete()).toBe('DELETE_COMPLETE');
  expect(['REMOVED', undefined]).toContain((await desk.states())[VISIO]);
});

test.concurrent('UPDATE_ROLLBACK_FAILED: continued, the old is back, and what the update had declared is gone', async () => {
  const desk = runbook().desk('Continue');
  await desk.create({ applicationIds: [OFFICE] });
  desk.fails(VISIO, 'INSTALL');
  const updated = desk.update({ applicationIds: [VISIO] });
  await desk.reaches(VISIO, 'INSTALLING');
  desk.isDenied('DisassociateWorkspaceApplication');
  expect(await updated).toBe('UPDATE_ROLLBACK_FAILED');
  desk.isAllowed();
  expect(await desk.continueRollback()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await desk.states()).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'REMOVED' });
});

test.concurrent('UPDATE_ROLLBACK_FAILED: skipped, the stack is free; a revision checks it, and takes off what the update had brought', async () => {
  const desk = runbook().desk('Skipping');
  await desk.create({ applicationIds: [OFFICE] });
  desk.fails(VISIO, 'INSTALL');
  const updated = desk.update({ applicationIds: [VISIO] });
  await desk.reaches(VISIO, 'INSTALLING');
  desk.isDenied('DisassociateWorkspaceApplication');
  expect(await updated).toBe('UPDATE_ROLLBACK_FAILED');
  expect(await desk.continueRollback('Desk')).toBe('UPDATE_ROLLBACK_COMPLETE');
  desk.isAllowed();
  expect(await desk.update({ applicationIds: [OFFICE], properties: { Revision: '1' } })).toBe('UPDATE_COMPLETE');
  expect(await desk.states()).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'REMOVED' });
});

test.concurrent('UPDATE_COMPLETE, and its cleanup failed: what is left on the old desktop is taken off by hand', async () => {
  const [desk, next] = [runbook().desk('Cleanup1'), runbook().desk('Cleanup2')];
  await desk.create({ applicationIds: [VISIO] });
  desk.fails(VISIO, 'UNINSTALL');
  expect(await desk.update({ applicationIds: [VISIO], workspaceId: next.workspaceId })).toBe('UPDATE_COMPLETE');
  expect(await desk.reasons()).toMatch(/DELETE_FAILED/);
  expect(await next.states()).toEqual({ [VISIO]: 'COMPLETED' });
  desk.isCured(VISIO);
  await desk.uninstall(VISIO);
  expect(await desk.states()).toEqual({ [VISIO]: 'REMOVED' });
});

test.concurrent('a waiter died in a create: CloudFormation gives up after the ServiceTimeout, and the rollback cleans up', async () => {
  const desk = runbook().desk('DeadHour');
  runbook().loseNextAnswer(desk);
  const declared = { applicationIds: [VISIO], properties: { ServiceTimeout: '1200' } };
  expect(await desk.create(declared)).toBe('ROLLBACK_COMPLETE');
  expect(await desk.reasons()).toMatch(/did not receive a response/);
  expect(await desk.states()).toEqual({ [VISIO]: 'REMOVED' });
});

test.concurrent('a waiter died in a create: deleting the stack does not wait for the hour', async () => {
  const desk = runbook().desk('DeadMake');
  runbook().loseNextAnswer(desk);
  const created = desk.create({ applicationIds: [VISIO] });
  await desk.reaches(VISIO, 'COMPLETED');
  const began = runbook().aws.clock.now();
  expect(await desk.delete()).toBe('DELETE_COMPLETE');
  await created;
  expect(runbook().aws.clock.now() - began).toBeLessThan(10 * MINUTE);
  expect(await desk.states()).toEqual({ [VISIO]: 'REMOVED' });
});

test.concurrent('a waiter died in an update: cancelled, the update is rolled back at once', async () => {
  const desk = runbook().desk('DeadMove');
  await desk.create({ applicationIds: [OFFICE] });
  runbook().loseNextAnswer(desk);
  const updated = desk.update({ applicationIds: [OFFICE, VISIO] });
  await desk.reaches(VISIO, 'COMPLETED');
  const began = runbook().aws.clock.now();
  expect(await desk.cancelUpdate()).toBe('UPDATE_ROLLBACK_COMPLETE');
  await updated;
  expect(runbook().aws.clock.now() - began).toBeLessThan(10 * MINUTE);
  expect(await desk.states()).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'REMOVED' });
});

test.concurrent('the provider moved: refused, and rolled back without a change; under a new id it is taken over without an outage', async () => {
  const desk = runbook().desk('NewToken');
  const moved = { applicationIds: [VISIO], serviceToken: runbook().tokens.other };
  await desk.create({ applicationIds: [VISIO] });
  expect(await desk.update(moved)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await desk.reasons()).toMatch(/Modifying service token is not allowed/);
  expect(await desk.update({ ...moved, logicalId: 'Desk2' })).toBe('UPDATE_COMPLETE');
  expect(await desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
  expect(desk.outages()).toBe(1);
});

test.concurrent('the provider is gone: the delete fails at once; retained, the stack goes, a hand does the rest', async () => {
  const desk = runbook().desk('Orphaned');
  const serviceToken = await runbook().shortLivedProvider();
  await desk.create({ applicationIds: [VISIO], serviceToken });
  await runbook().removeShortLivedProvider();
  expect(await desk.delete()).toBe('DELETE_FAILED');
  expect(await desk.reasons()).toMatch(/Function not found/);
  expect(await desk.delete('Desk')).toBe('DELETE_COMPLETE');
  await desk.uninstall(VISIO);
  expect(await desk.states()).toEqual({ [VISIO]: 'REMOVED' });
});
