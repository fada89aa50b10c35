import { CfnOutput, Fn, type Stack } from 'aws-cdk-lib';
import { WorkspaceApplication, WorkspaceApplicationSet } from '../../lib';
import {
  CATALOGUE,
  makeApplications,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  OFFICE_PROFESSIONAL_2019 as OFFICE_2019,
  PROJECT_PROFESSIONAL_2021 as PROJECT,
  SEED_WORLD,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../local/workspaces';
import { cloudForTests, outcome, type Scenario, set, visio } from './cloud';
import { declare, expectNoOutage, expectUninstalled } from './weekly';

const cloud = cloudForTests({ ...SEED_WORLD, applications: [...CATALOGUE, ...makeApplications(60)] });

/** A stack with a set of a literal id and of a name; an old application is to go. */
const named =
  ({ workspaceId }: Scenario, name: string) =>
  (stack: Stack) => {
    const application = WorkspaceApplication.fromName(stack, 'Named', name);
    const old = WorkspaceApplication.fromName(stack, 'Old', 'Microsoft Office Professional Plus 2019', {
      owner: 'AMAZON',
      allowUninstallOnly: true,
    });
    new WorkspaceApplicationSet(stack, 'Desk', {
      workspaceId,
      applicationIds: [application.applicationId, OFFICE],
      absentApplicationIds: [old.applicationId],
    });
    new CfnOutput(stack, 'Name', { value: application.name });
    new CfnOutput(stack, 'Systems', { value: Fn.select(0, application.supportedOperatingSystems) });
  };

test.concurrent('a set: created, then another: each change is one deployment; diff is empty, another deploy changes nothing; destroy removes it', async () => {
  const desk = cloud().scenario('Set');
  expect(await desk.deploy(set(desk, [OFFICE, VISIO]))).toMatchObject({
    status: 0,
    output: expect.stringContaining('CREATE_COMPLETE'),
  });
  expect(desk.states()).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'COMPLETED' });
  expect(desk.outages()).toBe(1);
  const changed = set(desk, [OFFICE, PROJECT]);
  expect((await desk.deploy(changed)).status).toBe(0);
  expect(desk.states()).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'REMOVED', [PROJECT]: 'COMPLETED' });
  expect(await desk.diff(changed)).toMatchObject({ status: 0, output: expect.stringContaining('no differences') });
  expect(await desk.deploy(changed)).toMatchObject({ status: 0, output: expect.stringContaining('no changes') });
  expect(desk.outages()).toBe(2);
  expect((await desk.destroy(changed)).status).toBe(0);
  expect(desk.states()).toEqual({ [OFFICE]: 'REMOVED', [VISIO]: 'REMOVED', [PROJECT]: 'REMOVED' });
  expect(desk.outages()).toBe(3);
});

test.concurrent('a failed install: the CLI reports the reason and what to do, the stack is rolled back, nothing is left', async () => {
  const desk = cloud().scenario('Fails');
  cloud().aws.simulator.failApplication(VISIO, 'ValidationError.InsufficientDiskSpace', {
    workspaceId: desk.workspaceId,
  });
  const failed = await desk.deploy(visio(desk));
  expect(failed.status).not.toBe(0);
  expect(failed.output).toMatch(/ValidationError\.InsufficientDiskSpace.*What next: free disk space/);
  expect(failed.output).toContain('ROLLBACK_COMPLETE');
  expect(['REMOVED', undefined]).toContain(desk.states()[VISIO]);
});

test.concurrent('R8 a construct is renamed, then becomes part of a set: each in one deployment, without an outage; destroy uninstalls', async () => {
  const desk = cloud().scenario('Rename');
  expect(outcome(await desk.deploy(declare(desk, { Old: VISIO })))).toBe('succeeded');
  await expectNoOutage(desk, declare(desk, { New: VISIO }));
  await expectNoOutage(desk, declare(desk, { Desk: [VISIO] }));
  await expectUninstalled(desk, declare(desk, { Desk: [VISIO] }));
});

test.concurrent('cdk deploy --no-rollback fails, and the same command again once the cause is mended: installed; destroy uninstalls', async () => {
  const desk = cloud().scenario('Left');
  const { workspaceId } = desk;
  cloud().aws.simulator.failApplication(VISIO, 'ValidationError.InsufficientDiskSpace', { workspaceId });
  const failed = await desk.deploy(visio(desk), '--no-rollback');
  expect(failed.status).not.toBe(0);
  expect(failed.output).toMatch(/CREATE_FAILED.*ValidationError\.InsufficientDiskSpace/);
  expect(failed.output).not.toContain('ROLLBACK_');
  cloud().aws.simulator.failApplication(VISIO, undefined, { workspaceId });
  expect(outcome(await desk.deploy(visio(desk), '--no-rollback'))).toBe('succeeded');
  expect([desk.states(), desk.outages()]).toEqual([{ [VISIO]: 'COMPLETED' }, 2]);
  await expectUninstalled(desk, visio(desk));
});

test.concurrent('a set of a literal id and of names: all installed, the old one gone, one outage; another name swaps the application', async () => {
  const desk = cloud().scenario('Named');
  const { workspaceId } = desk;
  cloud().aws.simulator.put({
    workspaceId,
    applicationId: OFFICE_2019,
    state: 'COMPLETED',
    created: Date.UTC(2024, 0),
  });
  const deployed = await desk.deploy(named(desk, ' microsoft visio LTSC Professional  2021'));
  expect(deployed).toMatchObject({
    status: 0,
    output: expect.stringContaining('Named.Name = Microsoft Visio LTSC Professional 2021'),
  });
  expect(deployed.output).toContain('Named.Systems = WINDOWS_');
  expect(desk.states()).toEqual({ [VISIO]: 'COMPLETED', [OFFICE]: 'COMPLETED', [OFFICE_2019]: 'REMOVED' });
  expect(desk.outages()).toBe(1);

  expect((await desk.deploy(named(desk, 'Microsoft Project Professional 2021'))).status).toBe(0);
  expect(desk.states()).toMatchObject({ [VISIO]: 'REMOVED', [OFFICE]: 'COMPLETED', [PROJECT]: 'COMPLETED' });
  expect((await desk.destroy(named(desk, 'Microsoft Project Professional 2021'))).status).toBe(0);
  expect(desk.states()).toMatchObject({ [OFFICE]: 'REMOVED', [PROJECT]: 'REMOVED' });
});

test.concurrent('a misspelt name: the CLI names the nearest with their ids, the stack is rolled back, no desktop is touched', async () => {
  const desk = cloud().scenario('Misspelt');
  const failed = await desk.deploy(named(desk, 'Microsoft Viso LTSC Professional 2021'));
  expect(failed.status).not.toBe(0);
  expect(failed.output).toMatch(
    /is named 'Microsoft Viso LTSC Professional 2021'; the nearest are 'Microsoft Visio LTSC Professional 2021' \(wsa-0def67890\)/,
  );
  expect(failed.output).toContain('ROLLBACK_COMPLETE');
  expect(desk.states()).toEqual({});
  expect(desk.outages()).toBe(0);
});
