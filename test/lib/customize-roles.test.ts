import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { WhenUserConnected, WorkspaceApplication, WorkspaceApplicationProvider } from '../../lib';
import { listOf, type Statement, statementsOf } from './policies';
import { associate, newApp, resourcesOf } from './synth';

const { WAIT } = WhenUserConnected;
const PROVIDER = 'WorkspaceApplicationProvider';

/** The roles of a provider: a part of the logical id, and the path below the provider. */
const ROLES = [
  [`${PROVIDER}OnEventRole`, 'OnEventRole'],
  [`${PROVIDER}IsCompleteRole`, 'IsCompleteRole'],
  [`${PROVIDER}FrameworkOnEventRole`, 'FrameworkOnEventRole'],
  [`${PROVIDER}FrameworkIsCompleteRole`, 'FrameworkIsCompleteRole'],
  ['waiterstatemachineRole', 'Default/waiter-state-machine/Role'],
] as const;

const COMBINATIONS: readonly (readonly [string, (stack: Stack) => unknown])[] = [
  ['no props', (stack) => associate(stack, 'A')],
  ['a resource that waits for the user', (stack) => associate(stack, 'A', { whenUserConnected: WAIT })],
  ['a resource that reboots', (stack) => associate(stack, 'A', { rebootAfterInstallation: true })],
  [
    'a provider that waits for the user',
    (stack) => new WorkspaceApplicationProvider(stack, PROVIDER, { whenUserConnected: WAIT }),
  ],
  ['a look-up by name', (stack) => WorkspaceApplication.fromName(stack, 'Visio', 'Visio')],
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
  ],
];

interface ReportedRole {
  readonly roleConstructPath: string;
  readonly identityPolicyStatements: readonly Statement[];
}

/** What the report of a stack whose roles are made by hand says of each role. */
function reportOf(declare: (stack: Stack) => unknown) {
  const app = newApp();
  Role.customizeRoles(app, {
    usePrecreatedRoles: Object.fromEntries(
      ROLES.map(([, path]) => [`Stack/${PROVIDER}/${path}`, path.replaceAll('/', '-')]),
    ),
  });
  const stack = new Stack(app, 'Stack');
  declare(stack);
  const { directory } = app.synth();
  const report = JSON.parse(readFileSync(join(directory, 'iam-policy-report.json'), 'utf8'));
  const roles: readonly ReportedRole[] = report.roles;
  return { stack, roles };
}

test.each(COMBINATIONS)('Role.customizeRoles, %s: no IAM resource is left in the template', (_, declare) => {
  const { stack } = reportOf(declare);
  const types = Object.values(resourcesOf(stack)).map(({ Type }) => Type);
  expect(types.filter((type) => type.startsWith('AWS::IAM::'))).toEqual([]);
});

test.each(COMBINATIONS)('Role.customizeRoles, %s: the report has every statement of each role', (_, declare) => {
  const { roles } = reportOf(declare);
  const stack = new Stack(newApp(), 'Stack');
  declare(stack);
  const reported = ROLES.map(([, path]) => {
    const role = roles.find(({ roleConstructPath }) => roleConstructPath === `Stack/${PROVIDER}/${path}`);
    return [path, gist(role?.identityPolicyStatements ?? [])];
  });
  expect(reported).toEqual(ROLES.map(([id, path]) => [path, gist(statementsOf(stack, id))]));
});

/** What distinguishes statements, in a fixed order and once; references look different in a report. */
function gist(statements: readonly Statement[]): readonly string[] {
  const texts = statements.map(({ Effect, Action, Condition }) =>
    JSON.stringify([Effect, listOf(Action), Object.keys(Condition ?? {})]),
  );
  return [...new Set(texts)].sort();
}
