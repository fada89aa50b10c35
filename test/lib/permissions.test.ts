import type { Stack } from 'aws-cdk-lib';
import { RESOURCE_TYPE } from '../../lambda/contract/applications';
import { associate, associateMany, newStack, resourcesOf, withDependencies } from './synth';

const PROVIDER = 'WorkspaceApplicationProvider';
const POLICY = 'AWS::IAM::Policy';
const ROLE = 'AWS::IAM::Role';

const ASSOCIATE = ['workspaces:AssociateWorkspaceApplication', 'workspaces:DisassociateWorkspaceApplication'];
const OWN = 'arn:{AWS::Partition}:workspaces:{AWS::Region}:{AWS::AccountId}';
const STACKS = {
  Action: [
    'cloudformation:DescribeStacks',
    'cloudformation:DescribeStackEvents',
    'cloudformation:DescribeStackResource',
    'cloudformation:ListStackResources',
  ],
  Effect: 'Allow',
  Resource: 'arn:{AWS::Partition}:cloudformation:{AWS::Region}:{AWS::AccountId}:stack/*',
};
const LOGS = {
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Effect: 'Allow',
  Resource: '{LogGroup.Arn}',
};

const invoke = (name: string) => [
  { Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: [`{${name}.Arn}`, `{${name}.Arn}:*`] },
  { Action: 'lambda:GetFunction', Effect: 'Allow', Resource: `{${name}.Arn}` },
];

function stackOf(count: number): Stack {
  const stack = newStack();
  associateMany(stack, count);
  return stack;
}

/** The statements of the one policy of a role, a reference written as its target in braces. */
function statementsOf(stack: Stack, role: string): unknown {
  const policies = Object.values(resourcesOf(stack, POLICY)).filter(({ Properties }) =>
    JSON.stringify(Properties.Roles).includes(`"${PROVIDER}${role}`),
  );
  expect(policies).toHaveLength(1);
  return policies.flatMap(({ Properties }) => readable(Object(Properties.PolicyDocument).Statement));
}

/** Joins and references as one text each; of logical ids only what distinguishes them. */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [key, inner] = entries[0] ?? [];
  if (key === 'Ref') return `{${bare(inner)}}`;
  if (key === 'Fn::GetAtt') return `{${bare(inner[0])}.${inner[1]}}`;
  if (key === 'Fn::Join') return inner[1].map(readable).join(inner[0]);
  return Object.fromEntries(entries.map(([name, item]) => [name, readable(item)]));
}

const bare = (logicalId: string): string => logicalId.replace(PROVIDER, '').replace(/[0-9A-F]{8}$/, '');

describe('R16 each role: exactly this', () => {
  test('onEvent: looks at stacks, and can change nothing', () => {
    expect(statementsOf(stackOf(1), 'OnEventRole')).toEqual([LOGS, STACKS]);
  });

  test('isComplete: the four actions on applications, each on the resources that AWS supports; the catalogue; tags of ours; its stack, and what stacks and fleets hold', () => {
    expect(statementsOf(stackOf(1), 'IsCompleteRole')).toEqual([
      LOGS,
      {
        Action: [...ASSOCIATE, 'workspaces:DeployWorkspaceApplications', 'workspaces:DescribeWorkspaceAssociations'],
        Effect: 'Allow',
        Resource: `${OWN}:workspace/*`,
      },
      {
        Action: ASSOCIATE,
        Effect: 'Allow',
        Resource: 'arn:{AWS::Partition}:workspaces:{AWS::Region}:*:workspaceapplication/*',
      },
      {
        Action: ['workspaces:DescribeWorkspaces', 'workspaces:DescribeApplications', 'workspaces:DescribeTags'],
        Effect: 'Allow',
        Resource: '*',
      },
      {
        Action: ['workspaces:CreateTags', 'workspaces:DeleteTags'],
        Effect: 'Allow',
        Resource: '*',
        Condition: {
          'ForAllValues:StringLike': { 'aws:TagKeys': ['cdk-workspaces-applications:*'] },
          Null: { 'aws:TagKeys': 'false' },
        },
      },
      {
        ...STACKS,
        Action: ['DescribeStacks', 'ListStackResources', 'DescribeStackResources'].map(
          (action) => `cloudformation:${action}`,
        ),
      },
      {
        Action: 'ssm:GetParameter',
        Effect: 'Allow',
        Resource:
          'arn:{AWS::Partition}:ssm:{AWS::Region}:{AWS::AccountId}:parameter/cdk-workspaces-applications/fleet/*',
      },
    ]);
  });

  test('the framework’s onEvent: invokes our functions and starts the waiter', () => {
    expect(statementsOf(stackOf(1), 'FrameworkOnEventRole')).toEqual([
      LOGS,
      ...invoke('OnEvent'),
      ...invoke('IsComplete'),
      { Action: 'states:StartExecution', Effect: 'Allow', Resource: '{waiterstatemachine}' },
    ]);
  });

  test('the framework’s isComplete and onTimeout: invoke our functions', () => {
    expect(statementsOf(stackOf(1), 'FrameworkIsCompleteRole')).toEqual([
      LOGS,
      ...invoke('OnEvent'),
      ...invoke('IsComplete'),
    ]);
  });
});

describe('whatever the stack holds', () => {
  test('R16 roles and policies with 50 associations: those of one', () => {
    const [one, fifty] = [stackOf(1), stackOf(50)];
    expect(resourcesOf(fifty, POLICY)).toEqual(resourcesOf(one, POLICY));
    expect(resourcesOf(fifty, ROLE)).toEqual(resourcesOf(one, ROLE));
  });

  test('R17 no role has a managed policy, and none may create a log group', () => {
    const iam = [...Object.values(resourcesOf(stackOf(1), ROLE)), ...Object.values(resourcesOf(stackOf(1), POLICY))];
    expect(JSON.stringify(iam)).not.toMatch(/ManagedPolicyArns|iam::aws|logs:CreateLogGroup|logs:\*/);
  });

  test('R17 every function: a role of the provider, never one that CDK made for it', () => {
    const roles = Object.values(resourcesOf(stackOf(1), 'AWS::Lambda::Function')).map(({ Properties }) =>
      readable(Properties.Role),
    );
    expect(roles.sort()).toEqual([
      '{FrameworkIsCompleteRole.Arn}',
      '{FrameworkIsCompleteRole.Arn}',
      '{FrameworkOnEventRole.Arn}',
      '{IsCompleteRole.Arn}',
      '{OnEventRole.Arn}',
    ]);
  });

  test('a resource: created only after all of the provider, its policies too, so that fewer calls are denied', () => {
    const resources = resourcesOf(stackOf(1));
    const [association = ''] = Object.entries(resources).flatMap(([id, { Type }]) =>
      Type === RESOURCE_TYPE ? [id] : [],
    );
    expect([...withDependencies(association, resources)].sort()).toEqual(Object.keys(resources).sort());
  });
});

describe.each(['us-east-1', 'cn-north-1', 'us-gov-west-1'])('deployed to %s', (region) => {
  const ACCOUNT = '123456789012';

  test('R27 no literal partition, region or account, even if the environment is known', () => {
    const stack = newStack({ env: { region, account: ACCOUNT } });
    associate(stack, 'Visio');
    // Where the assets lie is decided by the stack's synthesizer, not by us.
    const text = JSON.stringify(resourcesOf(stack), (key, value) => (key === 'Code' ? undefined : value));
    expect(text).not.toMatch(/arn:aws/);
    expect(text).not.toContain(region);
    expect(text).not.toContain(ACCOUNT);
  });

  test('the same resources as in a stack that knows no environment', () => {
    const known = newStack({ env: { region, account: ACCOUNT } });
    associate(known, 'Visio');
    const unknown = newStack();
    associate(unknown, 'Visio');
    expect(resourcesOf(known, POLICY)).toEqual(resourcesOf(unknown, POLICY));
  });
});
