import { Duration } from 'aws-cdk-lib';
import { WhenUserConnected, WorkspaceApplicationAssociation } from '../../lib';
import { VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';
import { cloudForTests, type Scenario, visio } from './cloud';

const MINUTE = 60_000;
const { WAIT } = WhenUserConnected;

const cloud = cloudForTests();

const connect = ({ workspaceId }: Scenario, minutes?: number) =>
  cloud().aws.simulator.setConnection(workspaceId, 'CONNECTED', minutes && minutes * MINUTE);
const sessionsEnded = ({ workspaceId }: Scenario) => cloud().aws.simulator.sessionsEnded(workspaceId);

test.concurrent('a connected user, and nothing said: installed, and the session is lost', async () => {
  const desk = cloud().scenario('Lost');
  connect(desk);
  expect((await desk.deploy(visio(desk))).status).toBe(0);
  expect(sessionsEnded(desk)).toBe(1);
});

test.concurrent('WAIT, and the user disconnects in time: installed, uninstalled likewise, no session lost', async () => {
  const desk = cloud().scenario('Patient');
  const patient = visio(desk, { whenUserConnected: WAIT });
  connect(desk, 8);
  expect(await desk.deploy(patient)).toMatchObject({ status: 0 });
  expect(desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
  connect(desk, 8);
  expect(await desk.destroy(patient)).toMatchObject({ status: 0 });
  expect(desk.states()).toEqual({ [VISIO]: 'REMOVED' });
  expect(sessionsEnded(desk)).toBe(0);
  expect(desk.outages()).toBe(2);
});

test.concurrent('WAIT, and the user stays: fails with since when and what to do, rolled back without any outage', async () => {
  const desk = cloud().scenario('Stays');
  connect(desk);
  const failed = await desk.deploy(visio(desk, { whenUserConnected: WAIT, timeout: Duration.minutes(12) }));
  expect(failed.status).not.toBe(0);
  expect(failed.output).toMatch(/the user has been connected since .*What next: ask the user to disconnect/);
  expect(failed.output).toContain('ROLLBACK_COMPLETE');
  expect(['REMOVED', undefined]).toContain(desk.states()[VISIO]);
  expect(desk.outages()).toBe(0);
});

test.concurrent('rebootAfterInstallation: one reboot, and the deployment ends when the WorkSpace is back', async () => {
  const desk = cloud().scenario('Reboot');
  const rebooting = visio(desk, { rebootAfterInstallation: true });
  expect(await desk.deploy(rebooting)).toMatchObject({ status: 0 });
  expect(cloud().aws.simulator.workspace(desk.workspaceId)?.state).toBe('AVAILABLE');
  expect(cloud().aws.simulator.outagesOf(desk.workspaceId)).toHaveLength(2);
  expect((await desk.destroy(rebooting)).status).toBe(0);
  expect(cloud().aws.simulator.outagesOf(desk.workspaceId)).toHaveLength(3);
});

test.concurrent('a WorkSpace that cannot have the application: the CLI prints what it is, and what the application supports', async () => {
  const desk = cloud().scenario('Small');
  cloud().aws.simulator.addWorkspace({ workspaceId: 'ws-e2evalue01', userName: 'val', computeType: 'VALUE' });
  const refused = await desk.deploy((stack) => {
    new WorkspaceApplicationAssociation(stack, 'Visio', { workspaceId: 'ws-e2evalue01', applicationId: VISIO });
  });
  expect(refused.status).not.toBe(0);
  expect(refused.output).toMatch(/the WorkSpace is VALUE; .*Visio.* supports all but .*VALUE/);
});
