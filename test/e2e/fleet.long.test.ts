import { type CfnElement, CfnResource, Duration, type Stack, TimeZone } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  FleetTargets,
  FleetWave,
  MaintenanceWindow,
  WorkspaceApplicationFleet,
  type WorkspaceApplicationFleetProps,
} from '../../lib';
import { VISIO_PROFESSIONAL_2021 as VISIO, type WorkspaceSpec } from '../../local/workspaces';
import { CATALOGUE } from '../../local/workspaces/catalogue';
import { cloudForTests, type Scenario } from './cloud';

const MINUTE = 60_000;
const TAGS = { Team: 'Design' };
const desktops: WorkspaceSpec[] = Array.from({ length: 7 }, (_, index) => ({
  workspaceId: `ws-fleet000${index}`,
  userName: `user${index}`,
  tags: TAGS,
}));

const cloud = cloudForTests(
  { workspaces: desktops, applications: CATALOGUE },
  { speed: 150, durations: { install: 5 * MINUTE, uninstall: MINUTE } },
);

/** The stack of a fleet. A resource that cannot be made fails the deployment after the fleet. */
const fleet =
  (more: Partial<WorkspaceApplicationFleetProps> = {}, isFailing = false) =>
  (stack: Stack): void => {
    const made = new WorkspaceApplicationFleet(stack, 'Visio', {
      fleetName: 'Visio',
      targets: FleetTargets.all().withTags(TAGS),
      applicationIds: [VISIO],
      maintenanceWindow: MaintenanceWindow.nightly({
        start: '22:00',
        duration: Duration.hours(6),
        timeZone: TimeZone.EUROPE_BERLIN,
      }),
      waves: [FleetWave.count(2), FleetWave.rest()],
      notificationTopic: new Topic(stack, 'Topic'),
      ...more,
    });
    if (!isFailing) return;
    const failing: CfnElement = new CfnResource(stack, 'Failing', {
      type: 'AWS::SSM::Parameter',
      properties: { Type: 'String', Name: '/aws/reserved', Value: 'x' },
    });
    failing.node.addDependency(made);
  };

const stateOf = ({ workspaceId }: WorkspaceSpec): string => cloud().aws.simulator.state(workspaceId, VISIO);

/** Opens the window by hand, and waits until the night is over. */
async function night(): Promise<string> {
  const { scheduler, machines } = cloud().aws.services;
  const schedule = scheduler.list().find(({ name }) => name.includes('Window'));
  const { executionArn = '' } = await scheduler.open(schedule?.name ?? '');
  const execution = machines.execution(executionArn);
  await execution.ended;
  return `${execution.status} ${execution.error ?? ''} ${JSON.stringify(execution.output)}`;
}

const declared = (): string =>
  cloud().aws.services.parameters.find('/cdk-workspaces-applications/fleet/Visio')?.value ?? '';

const ok = expect.objectContaining({ status: 0 });

test('a fleet: deployed, a night, a failed update, another update, destroyed', async () => {
  const stack: Scenario = cloud().scenario('Fleet');
  expect(await stack.deploy(fleet())).toEqual(ok);
  expect(await stack.diff(fleet())).toMatchObject({ output: expect.stringContaining('no differences') });
  expect(cloud().aws.simulator.calls).toEqual([]);

  expect(await night()).toContain('0 left');
  expect(desktops.map(stateOf)).toEqual(desktops.map(() => 'COMPLETED'));
  expect(cloud().aws.services.topics.messages.map(({ subject }) => subject)).toEqual(['Visio: done']);

  const before = declared();
  expect((await stack.deploy(fleet({ toleratedFailurePercentage: 20 }, true))).status).not.toBe(0);
  expect(declared()).toBe(before);
  expect(await stack.deploy(fleet({ toleratedFailurePercentage: 20 }))).toEqual(ok);
  expect(JSON.parse(declared())).toMatchObject({ toleratedFailurePercentage: 20 });

  const changes = cloud().aws.simulator.mutations.length;
  expect(await night()).toContain('0 left');
  expect(cloud().aws.simulator.mutations.length).toBe(changes);

  expect(await stack.destroy(fleet())).toEqual(ok);
  expect(declared()).toBe('');
  expect(desktops.map(stateOf)).toEqual(desktops.map(() => 'COMPLETED'));
});
