import { CfnWaitCondition, CfnWaitConditionHandle, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { WorkspaceApplicationAssociation, WorkspaceApplicationSet } from '../../lib';
import {
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  OFFICE_PROFESSIONAL_2019 as OFFICE_2019,
  PROJECT_PROFESSIONAL_2021 as PROJECT,
  VISIO_PROFESSIONAL_2021 as VISIO,
  VISIO_STANDARD_2021 as VISIO_STANDARD,
} from '../../local/workspaces';
import { Cloud, type Scenario } from './cloud';

jest.setTimeout(240_000);

const LONG_AGO = Date.UTC(2024, 0, 15);

let cloud: Cloud;
beforeAll(async () => {
  cloud = await Cloud.start();
});
afterAll(() => cloud.stop());

/** A stack that declares a set of applications. */
const set =
  ({ workspaceId }: Scenario, applicationIds: string[], more = {}) =>
  (stack: Stack) => {
    new WorkspaceApplicationSet(stack, 'Desk', { workspaceId, applicationIds, ...more });
  };

/** A stack with one association, under a construct id. */
const association =
  ({ workspaceId }: Scenario, id = 'Visio', more = {}) =>
  (stack: Stack) => {
    new WorkspaceApplicationAssociation(stack, id, { workspaceId, applicationId: VISIO, ...more });
  };

test.concurrent('one association: installed with one outage; diff is empty, another deploy changes nothing; destroy removes it', async () => {
  const desk = cloud.scenario('One');
  const deployed = await desk.deploy(association(desk));
  expect(deployed).toMatchObject({ status: 0, output: expect.stringContaining('CREATE_COMPLETE') });
  expect(desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
  expect(await desk.diff(association(desk))).toMatchObject({
    status: 0,
    output: expect.stringContaining('no differences'),
  });
  expect(await desk.deploy(association(desk))).toMatchObject({
    status: 0,
    output: expect.stringContaining('no changes'),
  });
  expect(desk.outages()).toBe(1);
  expect((await desk.destroy(association(desk))).status).toBe(0);
  expect(desk.states()).toEqual({ [VISIO]: 'REMOVED' });
});

test.concurrent('a set, then another: each change is one deployment', async () => {
  const desk = cloud.scenario('Set');
  expect((await desk.deploy(set(desk, [OFFICE, VISIO]))).status).toBe(0);
  expect(desk.states()).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'COMPLETED' });
  expect(desk.outages()).toBe(1);
  expect((await desk.deploy(set(desk, [OFFICE, PROJECT]))).status).toBe(0);
  expect(desk.states()).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'REMOVED', [PROJECT]: 'COMPLETED' });
  expect(desk.outages()).toBe(2);
});

test.concurrent('three associations of one WorkSpace: one deployment', async () => {
  const desk = cloud.scenario('Three');
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
  const desk = cloud.scenario('Swap');
  expect((await desk.deploy(set(desk, [VISIO_STANDARD]))).status).toBe(0);
  expect((await desk.deploy(set(desk, [VISIO]))).status).toBe(0);
  expect(desk.states()).toEqual({ [VISIO_STANDARD]: 'REMOVED', [VISIO]: 'COMPLETED' });
});

test.concurrent('a failed install: the CLI reports the reason and what to do, the stack is rolled back, nothing is left', async () => {
  const desk = cloud.scenario('Fails');
  cloud.aws.simulator.failApplication(VISIO, 'ValidationError.InsufficientDiskSpace', {
    workspaceId: desk.workspaceId,
  });
  const failed = await desk.deploy(association(desk));
  expect(failed.status).not.toBe(0);
  expect(failed.output).toMatch(/ValidationError\.InsufficientDiskSpace.*What next: free disk space/);
  expect(failed.output).toContain('ROLLBACK_COMPLETE');
  expect(['REMOVED', undefined]).toContain(desk.states()[VISIO]);
});

test.concurrent('destroy with RETAIN: still installed, no outage', async () => {
  const desk = cloud.scenario('Retain');
  const retained = association(desk, 'Visio', { removalPolicy: RemovalPolicy.RETAIN });
  expect((await desk.deploy(retained)).status).toBe(0);
  expect((await desk.destroy(retained)).status).toBe(0);
  expect(desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
  expect(desk.outages()).toBe(1);
});

test.concurrent('installed before: refused with advice; with allowExisting done at once, and still there after destroy', async () => {
  const desk = cloud.scenario('Before');
  const { workspaceId } = desk;
  cloud.aws.simulator.put({ workspaceId, applicationId: VISIO, state: 'COMPLETED', created: LONG_AGO });
  const refused = await desk.deploy(association(desk));
  expect(refused.status).not.toBe(0);
  expect(refused.output).toMatch(/is on the WorkSpace already.*allowExisting/);
  const adopting = association(desk, 'Visio', { allowExisting: true });
  expect((await desk.deploy(adopting)).status).toBe(0);
  expect((await desk.destroy(adopting)).status).toBe(0);
  expect(desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
  expect(desk.outages()).toBe(0);
});

test.concurrent('declared absent: uninstalled, whoever installed it', async () => {
  const desk = cloud.scenario('Absent');
  const { workspaceId } = desk;
  cloud.aws.simulator.put({ workspaceId, applicationId: OFFICE_2019, state: 'COMPLETED', created: LONG_AGO });
  expect((await desk.deploy(set(desk, [OFFICE], { absentApplicationIds: [OFFICE_2019] }))).status).toBe(0);
  expect(desk.states()).toEqual({ [OFFICE]: 'COMPLETED', [OFFICE_2019]: 'REMOVED' });
});

test.concurrent('R8 a renamed construct: refused, rolled back, still installed; the advice in two deployments leaves it installed', async () => {
  const desk = cloud.scenario('Rename');
  expect((await desk.deploy(association(desk, 'Old'))).status).toBe(0);
  const refused = await desk.deploy(association(desk, 'New'));
  expect(refused.status).not.toBe(0);
  expect(refused.output).toMatch(/keep its logical id, or deploy twice/);
  expect(desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
  expect((await desk.deploy(association(desk, 'Old', { removalPolicy: RemovalPolicy.RETAIN }))).status).toBe(0);
  expect((await desk.deploy(association(desk, 'New', { allowExisting: true }))).status).toBe(0);
  expect(desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
  expect(desk.outages()).toBe(1);
});

test.concurrent('another resource fails while ours installs: cancelled, cleaned up, the desktop as before', async () => {
  const desk = cloud.scenario('Bomb');
  const failed = await desk.deploy((stack) => {
    association(desk)(stack);
    const handle = new CfnWaitConditionHandle(stack, 'Handle').ref;
    new CfnWaitCondition(stack, 'Bomb', { handle, timeout: '120', count: 1 });
  });
  expect(failed.status).not.toBe(0);
  expect(failed.output).toMatch(/Resource creation cancelled/);
  expect(failed.output).toContain('ROLLBACK_COMPLETE');
  expect(['REMOVED', undefined]).toContain(desk.states()[VISIO]);
});
