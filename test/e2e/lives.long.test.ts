import { RemovalPolicy } from 'aws-cdk-lib';
import { WorkspaceApplicationAssociation } from '../../lib';
import {
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  OFFICE_PROFESSIONAL_2019 as OFFICE_2019,
  PROJECT_PROFESSIONAL_2021 as PROJECT,
  VISIO_PROFESSIONAL_2021 as VISIO,
  VISIO_STANDARD_2021 as VISIO_STANDARD,
} from '../../local/workspaces';
import { cloudForTests, set, visio } from './cloud';
import { bomb, together } from './weekly';

const LONG_AGO = Date.UTC(2024, 0, 15);

const cloud = cloudForTests();

test.concurrent('three associations of one WorkSpace: one deployment', async () => {
  const desk = cloud().scenario('Three');
  const { workspaceId } = desk;
  const deployed = await desk.deploy((stack) => {
    for (const applicationId of [OFFICE, VISIO, PROJECT]) {
      new WorkspaceApplicationAssociation(stack, applicationId, { workspaceId, applicationId });
    }
  });
  expect(deployed.status).toBe(0);
  expect(desk.states()).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'COMPLETED', [PROJECT]: 'COMPLETED' });
  expect(desk.outages()).toBe(1);
});

test.concurrent('Standard swapped for Professional: works', async () => {
  const desk = cloud().scenario('Swap');
  expect((await desk.deploy(set(desk, [VISIO_STANDARD]))).status).toBe(0);
  expect((await desk.deploy(set(desk, [VISIO]))).status).toBe(0);
  expect(desk.states()).toEqual({ [VISIO_STANDARD]: 'REMOVED', [VISIO]: 'COMPLETED' });
});

test.concurrent('destroy with RETAIN: still installed, no outage', async () => {
  const desk = cloud().scenario('Retain');
  const retained = visio(desk, { removalPolicy: RemovalPolicy.RETAIN });
  expect((await desk.deploy(retained)).status).toBe(0);
  expect((await desk.destroy(retained)).status).toBe(0);
  expect(desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
  expect(desk.outages()).toBe(1);
});

test.concurrent('installed before: refused with advice; with allowExisting done at once, and still there after destroy', async () => {
  const desk = cloud().scenario('Before');
  const { workspaceId } = desk;
  cloud().aws.simulator.put({ workspaceId, applicationId: VISIO, state: 'COMPLETED', created: LONG_AGO });
  const refused = await desk.deploy(visio(desk));
  expect(refused.status).not.toBe(0);
  expect(refused.output).toMatch(/is on the WorkSpace already.*allowExisting/);
  const adopting = visio(desk, { allowExisting: true });
  expect((await desk.deploy(adopting)).status).toBe(0);
  expect((await desk.destroy(adopting)).status).toBe(0);
  expect(desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
  expect(desk.outages()).toBe(0);
});

test.concurrent('declared absent: uninstalled, no matter who installed it', async () => {
  const desk = cloud().scenario('Absent');
  const { workspaceId } = desk;
  cloud().aws.simulator.put({ workspaceId, applicationId: OFFICE_2019, state: 'COMPLETED', created: LONG_AGO });
  expect((await desk.deploy(set(desk, [OFFICE], { absentApplicationIds: [OFFICE_2019] }))).status).toBe(0);
  expect(desk.states()).toEqual({ [OFFICE]: 'COMPLETED', [OFFICE_2019]: 'REMOVED' });
});

test.concurrent('another resource fails while ours installs: cancelled, cleaned up, the desktop as before', async () => {
  const desk = cloud().scenario('Bomb');
  const failed = await desk.deploy(together(visio(desk), bomb));
  expect(failed.status).not.toBe(0);
  expect(failed.output).toMatch(/Resource creation cancelled/);
  expect(failed.output).toContain('ROLLBACK_COMPLETE');
  expect(['REMOVED', undefined]).toContain(desk.states()[VISIO]);
});
