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
import { Cloud, type Scenario } from './cloud';

jest.setTimeout(240_000);

let cloud: Cloud;
beforeAll(async () => {
  // 73 applications are three pages.
  cloud = await Cloud.start({}, { ...SEED_WORLD, applications: [...CATALOGUE, ...makeApplications(60)] });
});
afterAll(() => cloud.stop());

/** A stack with a set of a literal id and of a name; an old application is to go. */
const desk =
  ({ workspaceId }: Scenario, name: string) =>
  (stack: Stack) => {
    const named = WorkspaceApplication.fromName(stack, 'Named', name);
    const old = WorkspaceApplication.fromName(stack, 'Old', 'Microsoft Office Professional Plus 2019', {
      owner: 'AMAZON',
      allowUninstallOnly: true,
    });
    new WorkspaceApplicationSet(stack, 'Desk', {
      workspaceId,
      applicationIds: [named.applicationId, OFFICE],
      absentApplicationIds: [old.applicationId],
    });
    new CfnOutput(stack, 'Name', { value: named.name });
    new CfnOutput(stack, 'Systems', { value: Fn.select(0, named.supportedOperatingSystems) });
  };

test.concurrent('a set of a literal id and of names: all installed, the old one gone, one outage; another name swaps the application', async () => {
  const scenario = cloud.scenario('Named');
  const { workspaceId } = scenario;
  cloud.aws.simulator.put({ workspaceId, applicationId: OFFICE_2019, state: 'COMPLETED', created: Date.UTC(2024, 0) });
  const deployed = await scenario.deploy(desk(scenario, ' microsoft visio LTSC Professional  2021'));
  expect(deployed).toMatchObject({
    status: 0,
    output: expect.stringContaining('Named.Name = Microsoft Visio LTSC Professional 2021'),
  });
  expect(deployed.output).toContain('Named.Systems = WINDOWS_');
  expect(scenario.states()).toEqual({ [VISIO]: 'COMPLETED', [OFFICE]: 'COMPLETED', [OFFICE_2019]: 'REMOVED' });
  expect(scenario.outages()).toBe(1);

  expect((await scenario.deploy(desk(scenario, 'Microsoft Project Professional 2021'))).status).toBe(0);
  expect(scenario.states()).toMatchObject({ [VISIO]: 'REMOVED', [OFFICE]: 'COMPLETED', [PROJECT]: 'COMPLETED' });
  expect((await scenario.destroy(desk(scenario, 'Microsoft Project Professional 2021'))).status).toBe(0);
  expect(scenario.states()).toMatchObject({ [OFFICE]: 'REMOVED', [PROJECT]: 'REMOVED' });
});

test.concurrent('a misspelt name: the CLI names the nearest with their ids, the stack is rolled back, no desktop is touched', async () => {
  const scenario = cloud.scenario('Misspelt');
  const failed = await scenario.deploy(desk(scenario, 'Microsoft Viso LTSC Professional 2021'));
  expect(failed.status).not.toBe(0);
  expect(failed.output).toMatch(
    /is named 'Microsoft Viso LTSC Professional 2021'; the nearest are 'Microsoft Visio LTSC Professional 2021' \(wsa-0def67890\)/,
  );
  expect(failed.output).toContain('ROLLBACK_COMPLETE');
  expect(scenario.states()).toEqual({});
  expect(scenario.outages()).toBe(0);
});
