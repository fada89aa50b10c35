import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  CfnVPCEndpoint,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  type ISecurityGroup,
  SecurityGroup,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ApplicationLogLevel, Architecture, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RESOURCE_TYPE } from '../../lambda/contract/applications';
import { EVENT_BUS_VARIABLE } from '../../lambda/contract/load';
import { WorkspaceApplicationProvider, type WorkspaceApplicationProviderProps } from '../../lib';
import { actionsOf, statementsOf } from './policies';
import { associate, newApp, newStack, onlyResource, type Resource, resourcesOf, withDependencies } from './synth';

const ROLES = ['OnEventRole', 'IsCompleteRole', 'FrameworkOnEventRole', 'FrameworkIsCompleteRole'];

/** A stack with a provider of its own, configured with the help of the stack. */
function configured(props: (stack: Stack) => WorkspaceApplicationProviderProps): Stack {
  const stack = newStack();
  new WorkspaceApplicationProvider(stack, 'Provider', props(stack));
  return stack;
}

const functionsOf = (stack: Stack): readonly Resource[] => Object.values(resourcesOf(stack, 'AWS::Lambda::Function'));
const isOurs = ({ Properties }: Resource): boolean => String(Properties.Handler).startsWith('index.');
const importedVpc = (stack: Stack) =>
  Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0abc1234',
    availabilityZones: ['a', 'b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
  });

describe('no props', () => {
  test('or empty ones: the same template', () => {
    expect(resourcesOf(configured(() => ({})))).toEqual(
      resourcesOf(
        configured(() => ({ logRetention: RetentionDays.ONE_MONTH, logRemovalPolicy: RemovalPolicy.DESTROY })),
      ),
    );
  });

  test('the provider of a stack, created with its own id: is used by the constructs, with the same logical ids', () => {
    const stack = newStack();
    const provider = new WorkspaceApplicationProvider(stack, 'WorkspaceApplicationProvider', {
      logLevel: ApplicationLogLevel.WARN,
    });
    associate(stack, 'Visio');
    expect(WorkspaceApplicationProvider.of(stack)).toBe(provider);
    const byDefault = newStack();
    associate(byDefault, 'Visio');
    expect(Object.keys(resourcesOf(stack)).sort()).toEqual(Object.keys(resourcesOf(byDefault)).sort());
  });
});

describe('workspaceTags', () => {
  const tagged = () => configured(() => ({ workspaceTags: { Team: 'cad', Managed: 'cdk' } }));
  const CONDITION = { StringEquals: { 'aws:ResourceTag/Team': 'cad', 'aws:ResourceTag/Managed': 'cdk' } };

  test('every statement on WorkSpaces demands all of the tags', () => {
    const onWorkspaces = ROLES.flatMap((role) => statementsOf(tagged(), `Provider${role}`)).filter(({ Resource }) =>
      JSON.stringify(Resource).includes(':workspace/*'),
    );
    expect(onWorkspaces).toHaveLength(1);
    expect(onWorkspaces[0]).toMatchObject({ Condition: CONDITION });
  });

  test('applications, stacks and logs: no condition on such tags, which they do not carry', () => {
    const others = ROLES.flatMap((role) => statementsOf(tagged(), `Provider${role}`)).filter(
      ({ Resource }) => !JSON.stringify(Resource).includes(':workspace/*'),
    );
    expect(JSON.stringify(others)).not.toContain('aws:ResourceTag');
  });

  test('no prop: no such condition anywhere', () => {
    expect(
      JSON.stringify(
        resourcesOf(
          configured(() => ({})),
          'AWS::IAM::Policy',
        ),
      ),
    ).not.toContain('aws:ResourceTag');
  });
});

test('a permissions boundary of the app: on every role of the provider, the waiter’s too', () => {
  const stack = configured(() => ({}));
  PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'platform'));
  const roles = Object.values(resourcesOf(stack, 'AWS::IAM::Role'));
  expect(roles).toHaveLength(5);
  for (const { Properties } of roles)
    expect(JSON.stringify(Properties.PermissionsBoundary)).toContain('policy/platform');
});

describe('logs', () => {
  test('retention, removal policy and key: those of the one log group', () => {
    const stack = configured((scope) => ({
      logRetention: RetentionDays.ONE_YEAR,
      logRemovalPolicy: RemovalPolicy.RETAIN,
      logEncryptionKey: new Key(scope, 'Key'),
    }));
    expect(onlyResource(stack, 'AWS::Logs::LogGroup')).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { RetentionInDays: 365, KmsKeyId: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } },
    });
  });

  test('a key of the app: its policy lets CloudWatch Logs use it for log groups here, and nowhere else', () => {
    const stack = configured((scope) => ({ logEncryptionKey: new Key(scope, 'Key') }));
    const policy = JSON.stringify(onlyResource(stack, 'AWS::KMS::Key').Properties.KeyPolicy);
    expect(policy).toContain('"logs.",{"Ref":"AWS::Region"},".",{"Ref":"AWS::URLSuffix"}');
    expect(policy).toContain('kms:EncryptionContext:aws:logs:arn');
  });

  test('a given log group: used by every function, and the only one', () => {
    const stack = configured((scope) => ({ logGroup: new LogGroup(scope, 'Mine') }));
    const [id] = Object.keys(resourcesOf(stack, 'AWS::Logs::LogGroup'));
    expect(id).toMatch(/^Mine/);
    for (const { Properties } of functionsOf(stack))
      expect(Properties.LoggingConfig).toMatchObject({ LogGroup: { Ref: id } });
  });

  test('a log group by name: every role may write there alone', () => {
    const stack = configured((scope) => ({ logGroup: LogGroup.fromLogGroupName(scope, 'Mine', '/platform/desktops') }));
    for (const role of ROLES) {
      const [logs] = statementsOf(stack, `Provider${role}`);
      expect(logs).toMatchObject({
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: expect.stringMatching(/:log-group:\/platform\/desktops:\*$/),
      });
    }
  });

  test('R20 the level: the handler’s; the framework keeps its own, below which it would log response URLs', () => {
    const levels = functionsOf(configured(() => ({ logLevel: ApplicationLogLevel.DEBUG }))).map((one) => [
      isOurs(one),
      Object(one.Properties.LoggingConfig).ApplicationLogLevel,
    ]);
    expect(levels.sort()).toEqual([
      [false, 'FATAL'],
      [false, 'FATAL'],
      [false, 'FATAL'],
      [true, 'DEBUG'],
      [true, 'DEBUG'],
    ]);
  });
});

describe('eventBus', () => {
  const withBus = () => configured((stack) => ({ eventBus: new EventBus(stack, 'Bus') }));

  test.each(['OnEventRole', 'IsCompleteRole'])('%s: may put events, on that bus', (role) => {
    const putting = statementsOf(withBus(), `Provider${role}`).filter(({ Action }) =>
      String(Action).startsWith('events:'),
    );
    expect(putting).toEqual([
      { Action: 'events:PutEvents', Effect: 'Allow', Resource: expect.stringMatching(/^\{Bus\w+\.Arn\}$/) },
    ]);
  });

  test.each(['FrameworkOnEventRole', 'FrameworkIsCompleteRole'])('%s: may not', (role) => {
    expect(actionsOf(statementsOf(withBus(), `Provider${role}`)).join()).not.toContain('events:');
  });

  test('its ARN: given to the handler, and only if there is one', () => {
    const variables = (stack: Stack) =>
      functionsOf(stack)
        .filter(isOurs)
        .map(({ Properties }) => Object(Properties.Environment).Variables[EVENT_BUS_VARIABLE]);
    expect(variables(withBus())).toEqual([
      { 'Fn::GetAtt': [expect.any(String), 'Arn'] },
      { 'Fn::GetAtt': [expect.any(String), 'Arn'] },
    ]);
    expect(variables(configured(() => ({})))).toEqual([undefined, undefined]);
    expect(JSON.stringify(resourcesOf(configured(() => ({}))))).not.toContain('events:PutEvents');
  });
});

describe('vpc', () => {
  const inVpc = () => configured((stack) => ({ vpc: importedVpc(stack) }));

  test('all five functions: in its private subnets, with one security group that lets HTTPS out and nothing in', () => {
    const stack = inVpc();
    const group = onlyResource(stack, 'AWS::EC2::SecurityGroup').Properties;
    expect(group.SecurityGroupEgress).toMatchObject([{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }]);
    expect(group).not.toHaveProperty('SecurityGroupIngress');
    const configs = functionsOf(stack).map(({ Properties }) => Properties.VpcConfig);
    expect(configs).toHaveLength(5);
    for (const config of configs) {
      expect(config).toEqual({
        SubnetIds: ['subnet-1', 'subnet-2'],
        SecurityGroupIds: [{ 'Fn::GetAtt': [expect.any(String), 'GroupId'] }],
      });
    }
  });

  test('subnets and security groups that are given: those, and no other', () => {
    const stack = configured((scope) => {
      const vpc = importedVpc(scope);
      return {
        vpc,
        subnets: { subnets: vpc.privateSubnets.slice(0, 1) },
        securityGroups: [SecurityGroup.fromSecurityGroupId(scope, 'Group', 'sg-1')],
      };
    });
    for (const { Properties } of functionsOf(stack)) {
      expect(Properties.VpcConfig).toEqual({ SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] });
    }
    expect(resourcesOf(stack, 'AWS::EC2::SecurityGroup')).toEqual({});
  });

  test.each(ROLES)(
    '%s: Lambda may attach the function; the function itself may not, and no role may create log groups',
    (role) => {
      const statements = statementsOf(inVpc(), `Provider${role}`);
      const changing = statements.find(
        ({ Effect, Action }) => Effect === 'Allow' && Action.includes('ec2:CreateNetworkInterface'),
      );
      expect(changing?.Resource).toMatch(/^arn:.*:ec2:.*:\*\/\*$/);
      const denied = statements.find(({ Effect }) => Effect === 'Deny');
      expect(denied?.Condition).toMatchObject({
        ArnLike: { 'lambda:SourceFunctionArn': expect.stringMatching(/:function:\*$/) },
      });
      expect([...(denied?.Action ?? [])].sort()).toEqual(
        actionsOf(statements)
          .filter((action) => action.startsWith('ec2:'))
          .sort(),
      );
      expect(JSON.stringify(statements)).not.toContain('CreateLogGroup');
    },
  );

  describe('endpoints in the stack of the provider: created before every resource, and deleted after it', () => {
    const newVpc = (stack: Stack, id = 'Vpc') => new Vpc(stack, id, { maxAzs: 1 });

    function addEndpoints(vpc: Vpc, caller?: ISecurityGroup): void {
      const endpoint = vpc.addInterfaceEndpoint('WorkSpaces', { service: InterfaceVpcEndpointAwsService.WORKSPACES });
      if (caller) endpoint.connections.allowDefaultPortFrom(caller);
      vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
      new CfnVPCEndpoint(vpc.stack, `${vpc.node.id}Logs`, { vpcId: vpc.vpcId, serviceName: 'logs' });
    }

    const endpointsBefore = (stack: Stack): readonly string[] => {
      const resources = resourcesOf(stack);
      const [ours = ''] = Object.keys(resourcesOf(stack, RESOURCE_TYPE));
      return [...withDependencies(ours, resources)].filter((id) => resources[id]?.Type === 'AWS::EC2::VPCEndpoint');
    };

    const withProvider = (stack: Stack, props: WorkspaceApplicationProviderProps) =>
      associate(stack, 'A', { provider: new WorkspaceApplicationProvider(stack, 'Provider', props) });

    test.each<[string, (stack: Stack) => unknown, number]>([
      [
        'that were there before the provider',
        (stack) => {
          const vpc = newVpc(stack);
          addEndpoints(vpc);
          withProvider(stack, { vpc });
        },
        3,
      ],
      [
        'that are added later',
        (stack) => {
          const vpc = newVpc(stack);
          withProvider(stack, { vpc });
          addEndpoints(vpc);
        },
        3,
      ],
      [
        'that let the functions in by their security group: no circle',
        (stack) => {
          const vpc = newVpc(stack);
          const group = new SecurityGroup(stack, 'Group', { vpc });
          withProvider(stack, { vpc, securityGroups: [group] });
          addEndpoints(vpc, group);
        },
        3,
      ],
      [
        'of an imported VPC',
        (stack) => {
          const vpc = importedVpc(stack);
          withProvider(stack, { vpc });
          new CfnVPCEndpoint(stack, 'Endpoint', { vpcId: vpc.vpcId, serviceName: 'logs' });
        },
        1,
      ],
      [
        'of another VPC: not',
        (stack) => {
          withProvider(stack, { vpc: newVpc(stack) });
          addEndpoints(newVpc(stack, 'Other'));
        },
        0,
      ],
      [
        'without a VPC of the provider: not',
        (stack) => {
          withProvider(stack, {});
          addEndpoints(newVpc(stack));
        },
        0,
      ],
    ])('%s', (_, declare, count) => {
      const stack = newStack();
      declare(stack);
      expect(endpointsBefore(stack)).toHaveLength(count);
    });

    test('rules of their security group that let the functions in: are there first too', () => {
      const stack = newStack();
      const vpc = newVpc(stack);
      const group = new SecurityGroup(stack, 'Group', { vpc });
      withProvider(stack, { vpc, securityGroups: [group] });
      addEndpoints(vpc, group);
      const resources = resourcesOf(stack);
      const [ours = ''] = Object.keys(resourcesOf(stack, RESOURCE_TYPE));
      const rules = Object.keys(resourcesOf(stack, 'AWS::EC2::SecurityGroupIngress'));
      expect(rules).toHaveLength(1);
      expect([...withDependencies(ours, resources)]).toEqual(expect.arrayContaining(rules));
    });

    test('in the stack of the VPC, and the provider in another: the stacks are in order', () => {
      const app = newApp();
      const [network, desktops] = [new Stack(app, 'Network'), new Stack(app, 'Desktops')];
      const vpc = newVpc(network);
      addEndpoints(vpc);
      withProvider(desktops, { vpc });
      app.synth();
      expect(desktops.dependencies).toEqual([network]);
    });
  });

  test('no vpc: no permission on networks', () => {
    expect(JSON.stringify(resourcesOf(configured(() => ({}))))).not.toContain('ec2:');
  });
});

describe('key, processor, tracing', () => {
  test('environmentEncryption: every function', () => {
    const stack = configured((scope) => ({
      environmentEncryption: Key.fromKeyArn(scope, 'Key', 'arn:aws:kms:us-east-1:1:key/k'),
    }));
    for (const { Properties } of functionsOf(stack)) expect(Properties.KmsKeyArn).toBe('arn:aws:kms:us-east-1:1:key/k');
  });

  test('architecture: the handler’s two', () => {
    const stack = configured(() => ({ architecture: Architecture.X86_64 }));
    for (const { Properties } of functionsOf(stack).filter(isOurs))
      expect(Properties.Architectures).toEqual(['x86_64']);
  });

  test('tracing active: all functions and the waiter, and the roles may send to X-Ray', () => {
    const stack = configured(() => ({ tracing: Tracing.ACTIVE }));
    for (const { Properties } of functionsOf(stack)) expect(Properties.TracingConfig).toEqual({ Mode: 'Active' });
    expect(onlyResource(stack, 'AWS::StepFunctions::StateMachine').Properties.TracingConfiguration).toEqual({
      Enabled: true,
    });
    for (const role of ROLES)
      expect(actionsOf(statementsOf(stack, `Provider${role}`))).toContain('xray:PutTraceSegments');
    expect(actionsOf(statementsOf(stack, 'waiterstatemachineRole'))).toContain('xray:GetSamplingRules');
  });

  test.each([{}, { tracing: Tracing.DISABLED }])('%j: no trace, and no permission for any', (props) => {
    expect(JSON.stringify(resourcesOf(configured(() => props)))).not.toMatch(/xray|Tracing/);
  });
});

describe('refused', () => {
  test.each<[string, (stack: Stack) => WorkspaceApplicationProviderProps, RegExp]>([
    ['no tag', () => ({ workspaceTags: {} }), /^Stack\/Provider: workspaceTags names no tag, got \{\}: /],
    ['subnets alone', () => ({ subnets: {} }), /subnets was given without vpc: pass the vpc too/],
    ['security groups alone', () => ({ securityGroups: [] }), /securityGroups was given without vpc/],
    [
      'no security group',
      (stack) => ({ vpc: importedVpc(stack), securityGroups: [] }),
      /securityGroups is empty, got \[\]/,
    ],
    [
      'a log group and its retention',
      (stack) => ({ logGroup: new LogGroup(stack, 'Mine'), logRetention: RetentionDays.ONE_DAY }),
      /logGroup was given, and so was logRetention: configure/,
    ],
  ])('%s: with prop and remedy', (_situation, props, message) => {
    expect(() => configured(props)).toThrow(message);
  });
});

describe('metrics', () => {
  const provided = () => {
    const stack = newStack();
    return { stack, provider: new WorkspaceApplicationProvider(stack, 'Provider') };
  };

  test('failures: the errors of both functions of the handler, ready for an alarm', () => {
    const { stack, provider } = provided();
    provider.metricFailures().createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
    const { Metrics } = onlyResource(stack, 'AWS::CloudWatch::Alarm').Properties;
    const text = JSON.stringify(Metrics);
    expect(text).toContain('FILL(onEvent, 0) + FILL(isComplete, 0)');
    expect(text.match(/"MetricName":"Errors"/g)).toHaveLength(2);
    expect(text.match(/"Stat":"Sum"/g)).toHaveLength(2);
  });

  test.each([
    ['metricRequests', 'ExecutionsStarted', 'Sum'],
    ['metricDuration', 'ExecutionTime', 'Average'],
  ] as const)('%s: %s of the waiter', (method, metricName, statistic) => {
    const { stack, provider } = provided();
    const metric = provider[method]();
    expect(metric).toMatchObject({ namespace: 'AWS/States', metricName, statistic });
    const [waiter] = Object.keys(resourcesOf(stack, 'AWS::StepFunctions::StateMachine'));
    expect(stack.resolve(metric.dimensions)).toEqual({ StateMachineArn: { Ref: waiter } });
  });

  test('options: override the defaults', () => {
    expect(provided().provider.metricDuration({ statistic: 'Maximum' }).statistic).toBe('Maximum');
  });
});

describe.each(['us-east-1', 'cn-north-1', 'us-gov-west-1'])('everything at once in %s', (region) => {
  test('R27 no literal partition, region or account', () => {
    const stack = newStack({ env: { region, account: '123456789012' } });
    // The policy of a key, which names the account, is the CDK's.
    const key = Key.fromKeyArn(stack, 'Key', Fn.importValue('KeyArn'));
    new WorkspaceApplicationProvider(stack, 'Provider', {
      vpc: importedVpc(stack),
      eventBus: new EventBus(stack, 'Bus'),
      logEncryptionKey: key,
      environmentEncryption: key,
      tracing: Tracing.ACTIVE,
      workspaceTags: { Managed: 'cdk' },
    });
    const text = JSON.stringify(resourcesOf(stack), (name, value) => (name === 'Code' ? undefined : value));
    expect(['arn:aws', region, '123456789012'].filter((literal) => text.includes(literal))).toEqual([]);
  });
});
