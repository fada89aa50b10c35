import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { FleetTargets, WhenUserConnected, WorkspaceApplication, WorkspaceApplicationProvider } from '../../lib';
import { listOf, type Statement, statementsOf } from './policies';
import { associate, declareFleet, newApp, resourcesOf } from './synth';

const { WAIT } = WhenUserConnected;
const PROVIDER = 'WorkspaceApplicationProvider';

/** Roles of a construct: a part of the logical id, and the path below the stack. */
type Roles = readonly (readonly [id: string, path: string])[];

const PROVIDER_ROLES: Roles = [
  [`${PROVIDER}OnEventRole`, `${PROVIDER}/OnEventRole`],
  [`${PROVIDER}IsCompleteRole`, `${PROVIDER}/IsCompleteRole`],
  [`${PROVIDER}FrameworkOnEventRole`, `${PROVIDER}/FrameworkOnEventRole`],
  [`${PROVIDER}FrameworkIsCompleteRole`, `${PROVIDER}/FrameworkIsCompleteRole`],
  ['waiterstatemachineRole', `${PROVIDER}/Default/waiter-state-machine/Role`],
];

const FLEET_ROLES: Roles = ['SurveyRole', 'StepRole', 'MachineRole', 'SchedulerRole'].map(
  (role) => [`Fleet${role}`, `Fleet/${role}`] as const,
);

const COMBINATIONS: readonly (readonly [string, (stack: Stack) => unknown, Roles])[] = [
  ['no props', (stack) => associate(stack, 'A'), PROVIDER_ROLES],
  ['a resource that waits for the user', (stack) => associate(stack, 'A', { whenUserConnected: WAIT }), PROVIDER_ROLES],
  ['a resource that reboots', (stack) => associate(stack, 'A', { rebootAfterInstallation: true }), PROVIDER_ROLES],
  [
    'a provider that waits for the user',
    (stack) => new WorkspaceApplicationProvider(stack, PROVIDER, { whenUserConnected: WAIT }),
    PROVIDER_ROLES,
  ],
  ['a look-up by name', (stack) => WorkspaceApplication.fromName(stack, 'Visio', 'Visio'), PROVIDER_ROLES],
  [
    'all of them, in a VPC, with an event bus, tags and tracing',
    (stack) => {
      const provider = new WorkspaceApplicationProvider(stack, PROVIDER, {
        whenUserConnected: WAIT,
        eventBus: EventBus.fromEventBusName(stack, 'Bus', 'desktops'),
        vpc: Vpc.fromVpcAttributes(stack, 'Vpc', {
          vpcId: 'vpc-0abc1234',
          availabilityZones: ['a'],
          privateSubnetIds: ['subnet-1'],
        }),
        workspaceTags: { Managed: 'cdk' },
        tracing: Tracing.ACTIVE,
      });
      associate(stack, 'A', { provider, rebootAfterInstallation: true });
      WorkspaceApplication.fromName(stack, 'Visio', 'Visio', { provider });
    },
    PROVIDER_ROLES,
  ],
  ['a fleet', (stack) => declareFleet(stack), FLEET_ROLES],
  [
    'a fleet of a list in a bucket, that reboots, with a topic, an event bus and an announcement',
    (stack) =>
      declareFleet(stack, {
        targets: FleetTargets.csv(Bucket.fromBucketName(stack, 'Lists', 'lists'), 'desktops.csv'),
        rebootAfterInstallation: true,
        notificationTopic: new Topic(stack, 'Topic'),
        eventBus: EventBus.fromEventBusName(stack, 'Bus', 'desktops'),
        announceBefore: Duration.hours(4),
      }),
    FLEET_ROLES,
  ],
];

interface ReportedRole {
  readonly roleConstructPath: string;
  readonly identityPolicyStatements: readonly Statement[];
}

/** What the report of a stack whose roles are made by hand says of each role. */
function reportOf(declare: (stack: Stack) => unknown, made: Roles) {
  const app = newApp();
  Role.customizeRoles(app, {
    usePrecreatedRoles: Object.fromEntries(made.map(([, path]) => [`Stack/${path}`, path.replaceAll('/', '-')])),
  });
  const stack = new Stack(app, 'Stack');
  declare(stack);
  const { directory } = app.synth();
  const report = JSON.parse(readFileSync(join(directory, 'iam-policy-report.json'), 'utf8'));
  const roles: readonly ReportedRole[] = report.roles;
  return { stack, roles };
}

test.each(COMBINATIONS)('Role.customizeRoles, %s: no IAM resource is left in the template', (_, declare, made) => {
  const { stack } = reportOf(declare, made);
  const types = Object.values(resourcesOf(stack)).map(({ Type }) => Type);
  expect(types.filter((type) => type.startsWith('AWS::IAM::'))).toEqual([]);
});

test.each(COMBINATIONS)('Role.customizeRoles, %s: the report has every statement of each role', (_, declare, made) => {
  const { roles } = reportOf(declare, made);
  const stack = new Stack(newApp(), 'Stack');
  declare(stack);
  const reported = made.map(([, path]) => {
    const role = roles.find(({ roleConstructPath }) => roleConstructPath === `Stack/${path}`);
    return [path, gist(role?.identityPolicyStatements ?? [])];
  });
  expect(reported).toEqual(made.map(([id, path]) => [path, gist(statementsOf(stack, id))]));
});

/** What distinguishes statements, in a fixed order and once; references look different in a report. */
function gist(statements: readonly Statement[]): readonly string[] {
  const texts = statements.map(({ Effect, Action, Condition }) =>
    JSON.stringify([Effect, listOf(Action), Object.keys(Condition ?? {})]),
  );
  return [...new Set(texts)].sort();
}
