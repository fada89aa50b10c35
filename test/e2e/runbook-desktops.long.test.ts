import { OFFICE_PROFESSIONAL_2021 as OFFICE, VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';
import { Runbook } from './runbook';
import { runningFor } from './running';

const MINUTE = 60_000;

const runbook = runningFor(() => Runbook.start());

test.concurrent('a WorkSpace is UPDATING for long: the delete waits, and goes on by itself once it is AVAILABLE', async () => {
  const desk = runbook().desk('Updating');
  await desk.create({ applicationIds: [VISIO] });
  desk.becomes('UPDATING');
  const deleted = desk.delete();
  await runbook().aws.clock.sleep(10 * MINUTE);
  desk.becomes('AVAILABLE');
  expect(await deleted).toBe('DELETE_COMPLETE');
  expect(await desk.states()).toEqual({ [VISIO]: 'REMOVED' });
});

test.concurrent('a WorkSpace stays IMPAIRED during a create: fails at the timeout, rolled back; once AVAILABLE, created anew', async () => {
  const desk = runbook().desk('Impaired');
  desk.becomes('IMPAIRED');
  const declared = { applicationIds: [VISIO], properties: { TimeoutSeconds: '600' } };
  expect(await desk.create(declared)).toBe('ROLLBACK_COMPLETE');
  expect(await desk.reasons()).toMatch(
    /not done after 10 minutes.*What next: reboot the WorkSpace, which is IMPAIRED, or raise timeout/,
  );
  desk.becomes('AVAILABLE');
  await desk.delete();
  expect(await desk.create(declared)).toBe('CREATE_COMPLETE');
});

test.concurrent('a WorkSpace is SUSPENDED: fails at once with advice; once AVAILABLE, created anew', async () => {
  const desk = runbook().desk('Suspended');
  desk.becomes('SUSPENDED');
  expect(await desk.create({ applicationIds: [VISIO] })).toBe('ROLLBACK_COMPLETE');
  expect(await desk.reasons()).toMatch(/is SUSPENDED.*bring the WorkSpace back/);
  desk.becomes('AVAILABLE');
  await desk.delete();
  expect(await desk.create({ applicationIds: [VISIO] })).toBe('CREATE_COMPLETE');
});

test.concurrent('a WorkSpace was terminated: the delete is done; an update names it, and the id of another one goes through', async () => {
  const [gone, desk, other] = ['Gone0001', 'Gone0002', 'Gone0003'].map((name) => runbook().desk(name));
  if (!gone || !desk || !other) throw new Error('three desks');
  await gone.create({ applicationIds: [VISIO] });
  gone.isTerminated();
  expect(await gone.delete()).toBe('DELETE_COMPLETE');
  await desk.create({ applicationIds: [VISIO] });
  desk.isTerminated();
  expect(await desk.update({ applicationIds: [VISIO, OFFICE] })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await desk.reasons()).toMatch(/does not exist in this account/);
  expect(await desk.update({ applicationIds: [VISIO], workspaceId: other.workspaceId })).toBe('UPDATE_COMPLETE');
  expect(await other.states()).toEqual({ [VISIO]: 'COMPLETED' });
});

test.concurrent('denied by a policy: the delete fails within minutes, naming the action; allowed, deleted again', async () => {
  const desk = runbook().desk('Denied01');
  await desk.create({ applicationIds: [VISIO] });
  desk.isDenied('DisassociateWorkspaceApplication');
  expect(await desk.delete()).toBe('DELETE_FAILED');
  expect(await desk.reasons()).toMatch(
    /DisassociateWorkspaceApplication for .* was refused with AccessDeniedException/,
  );
  desk.isAllowed();
  expect(await desk.delete()).toBe('DELETE_COMPLETE');
  expect(await desk.states()).toEqual({ [VISIO]: 'REMOVED' });
});

test.concurrent('a user is connected: the delete fails, and nothing is uninstalled; once the user is gone, deleted again', async () => {
  const desk = runbook().desk('Working1');
  const waiting = { applicationIds: [VISIO], properties: { WhenUserConnected: 'WAIT' } };
  await desk.create(waiting);
  desk.isInUse();
  expect(await desk.delete()).toBe('DELETE_FAILED');
  expect(await desk.reasons()).toMatch(/the user has been connected since .* What next: ask the user to disconnect/);
  expect(await desk.states()).toMatchObject({ [VISIO]: expect.stringContaining('PENDING_UNINSTALL') });
  desk.isLeft();
  expect(await desk.delete()).toBe('DELETE_COMPLETE');
  expect(await desk.states()).toEqual({ [VISIO]: 'REMOVED' });
});

test.concurrent('failed after a success that did not wait: a revision tries again', async () => {
  const desk = runbook().desk('Unwaited');
  const declared = { applicationIds: [VISIO], properties: { WaitForInstallation: 'false' } };
  desk.fails(VISIO, 'INSTALL');
  expect(await desk.create(declared)).toBe('CREATE_COMPLETE');
  await desk.reaches(VISIO, 'ERROR');
  desk.isCured(VISIO);
  expect(await desk.update({ applicationIds: [VISIO], properties: { Revision: '1' } })).toBe('UPDATE_COMPLETE');
  expect(await desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
});

test.concurrent('left alone because it has no mark: the log says so; declared absent, it goes', async () => {
  const desk = runbook().desk('Older001');
  desk.hasFromLongAgo(VISIO);
  await desk.create({ applicationIds: [VISIO], properties: { AllowExisting: 'true' } });
  expect(await desk.delete()).toBe('DELETE_COMPLETE');
  expect(await desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
  const lines = runbook()
    .aws.logs.of()
    .filter(({ text }) => text.includes('leftAlone') && text.includes(desk.workspaceId));
  expect(lines[0]?.text).toContain(`"leftAlone":["${VISIO}"]`);
  expect(await desk.create({ absentApplicationIds: [VISIO] })).toBe('CREATE_COMPLETE');
  expect(await desk.states()).toEqual({ [VISIO]: 'REMOVED' });
});

test.concurrent('a rebuild took the application and its record: a revision installs it again', async () => {
  const desk = runbook().desk('Rebuilt1');
  await desk.create({ applicationIds: [VISIO] });
  desk.forgets(VISIO);
  expect(await desk.update({ applicationIds: [VISIO], properties: { Revision: '1' } })).toBe('UPDATE_COMPLETE');
  expect(await desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
  expect(desk.outages()).toBe(2);
});

test.concurrent('a rebuild left the record: a revision believes it; dropped and declared again, it is installed anew', async () => {
  const desk = runbook().desk('Rebuilt2');
  await desk.create({ applicationIds: [VISIO, OFFICE] });
  await desk.update({ applicationIds: [VISIO, OFFICE], properties: { Revision: '1' } });
  expect(desk.outages()).toBe(1);
  await desk.update({ applicationIds: [OFFICE] });
  expect(await desk.update({ applicationIds: [OFFICE, VISIO] })).toBe('UPDATE_COMPLETE');
  expect(await desk.states()).toEqual({ [VISIO]: 'COMPLETED', [OFFICE]: 'COMPLETED' });
  expect(desk.outages()).toBe(3);
});
