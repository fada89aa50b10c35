import type { JsonObject } from '../../../local/transport/json';
import { call, refusal, textsOf } from './call';
import { custom, failing, historyOf, parameterResource, TestWorld, template } from './world';

const role = (properties: JsonObject = {}): JsonObject => ({ Type: 'AWS::IAM::Role', Properties: properties });

const CREATE = { StackName: 'Test', TemplateBody: template({ A: custom() }) };

describe('what a call says and nothing here heeds: refused by name, and nothing is done', () => {
  test.each([
    [
      'CreateStack',
      { ...CREATE, 'NotificationARNs.member.1': 'arn:aws:sns:us-east-1:1:t' },
      'NotificationARNs in CreateStack',
    ],
    ['CreateStack', { ...CREATE, TimeoutInMinutes: '5' }, 'TimeoutInMinutes in CreateStack'],
    ['CreateStack', { ...CREATE, StackPolicyBody: '{}' }, 'StackPolicyBody in CreateStack'],
    [
      'CreateStack',
      { ...CREATE, 'RollbackConfiguration.MonitoringTimeInMinutes': '5' },
      'RollbackConfiguration in CreateStack',
    ],
    ['CreateStack', { ...CREATE, 'DeploymentConfig.Mode': 'EXPRESS' }, "DeploymentConfig.Mode 'EXPRESS'"],
    ['CreateStack', { ...CREATE, OnFailure: 'PANIC' }, "OnFailure 'PANIC'"],
    ['CreateChangeSet', { ...CREATE, ChangeSetName: 'c', ChangeSetType: 'IMPORT' }, "ChangeSetType 'IMPORT'"],
    ['DeleteStack', { StackName: 'Test', DeletionMode: 'FORCE_DELETE_STACK' }, "DeletionMode 'FORCE_DELETE_STACK'"],
    ['DescribeEvents', { StackName: 'Test' }, 'the CloudFormation call DescribeEvents'],
    ['constructor', {}, 'the CloudFormation call constructor'],
  ])('%s with %j', (action, parameters, what) => {
    const world = new TestWorld();
    expect(refusal(world, action, parameters)).toEqual([
      'ValidationError',
      `The embedded AWS does not support ${what}`,
    ]);
    expect(world.engine.allStacks()).toEqual([]);
  });

  test('what says no more than the default: let through', () => {
    const world = new TestWorld();
    const more = { NotificationARNs: '', EnableX: 'false', 'DeploymentConfig.Mode': 'STANDARD' };
    expect(refusal(world, 'CreateStack', { ...CREATE, ...more })).toEqual([]);
    expect(refusal(world, 'DeleteStack', { StackName: 'Test', ...more })).toEqual([]);
  });
});

describe('capabilities', () => {
  const create = (world: TestWorld, resources: JsonObject, ...capabilities: string[]): string[] =>
    refusal(world, 'CreateStack', {
      StackName: 'Test',
      TemplateBody: template(resources),
      ...Object.fromEntries(capabilities.map((one, index) => [`Capabilities.member.${index + 1}`, one])),
    });
  const lacking = (capability: string) => [
    'InsufficientCapabilitiesException',
    `Requires capabilities : [${capability}]`,
  ];

  test.each([
    ['no IAM, nothing acknowledged', { A: custom() }, [], []],
    ['IAM, nothing acknowledged', { A: role() }, [], lacking('CAPABILITY_IAM')],
    ['IAM, acknowledged', { A: role() }, ['CAPABILITY_IAM'], []],
    [
      'named IAM, only IAM acknowledged',
      { A: role({ RoleName: 'r' }) },
      ['CAPABILITY_IAM'],
      lacking('CAPABILITY_NAMED_IAM'),
    ],
    ['named IAM, acknowledged', { A: role({ RoleName: 'r' }) }, ['CAPABILITY_NAMED_IAM'], []],
    ['IAM, more acknowledged', { A: role() }, ['CAPABILITY_NAMED_IAM'], []],
  ])('%s', (_situation, resources, capabilities, outcome) => {
    expect(create(new TestWorld(), resources, ...capabilities)).toEqual(outcome);
  });

  test('acknowledged ones: described', async () => {
    const world = new TestWorld();
    create(world, { A: role() }, 'CAPABILITY_IAM');
    await world.rest();
    const described = call(world, 'DescribeStacks', { StackName: 'Test' });
    expect(/<Capabilities>(.*)<.Capabilities>/.exec(described)?.[1]).toBe('<member>CAPABILITY_IAM</member>');
  });

  test('a template that needs one: its summary says which, and why', () => {
    const answer = call(new TestWorld(), 'GetTemplateSummary', { TemplateBody: template({ A: role() }) });
    expect(answer).toContain('<Capabilities><member>CAPABILITY_IAM</member></Capabilities>');
    expect(textsOf(answer, 'CapabilitiesReason')).toEqual([
      'The following resource(s) require capabilities: [AWS::IAM::Role]',
    ]);
  });

  test('a nested stack that needs one which the outer did not acknowledge: fails by name', async () => {
    const world = new TestWorld();
    world.services.templateAt = () => template({ A: role() });
    create(world, { N: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 't' } } });
    await world.rest();
    const stack = world.engine.describeStack('Test');
    expect(stack.events.map(({ reason }) => reason)).toContain('Requires capabilities : [CAPABILITY_IAM]');
  });
});

test('a ClientRequestToken: in the events of its operation, and of no other', async () => {
  const world = new TestWorld();
  call(world, 'CreateStack', { ...CREATE, ClientRequestToken: 'first' });
  await world.rest();
  const tokens = () => textsOf(call(world, 'DescribeStackEvents', { StackName: 'Test' }), 'ClientRequestToken');
  expect(new Set(tokens())).toEqual(new Set(['first']));
  const before = tokens().length;
  call(world, 'UpdateStack', { StackName: 'Test', TemplateBody: template({ A: custom({ Size: '2' }) }) });
  await world.rest();
  expect(tokens()).toHaveLength(before);
});

describe('termination protection', () => {
  test('asked for with the stack: deleting is refused until it is taken off', async () => {
    const world = new TestWorld();
    call(world, 'CreateStack', { ...CREATE, EnableTerminationProtection: 'true' });
    await world.rest();
    expect(refusal(world, 'DeleteStack', { StackName: 'Test' })).toEqual([
      'ValidationError',
      'Stack [Test] cannot be deleted while TerminationProtection is enabled',
    ]);
    call(world, 'UpdateTerminationProtection', { StackName: 'Test', EnableTerminationProtection: 'false' });
    expect(refusal(world, 'DeleteStack', { StackName: 'Test' })).toEqual([]);
  });

  test('of the outer stack: the nested one cannot be deleted alone, but goes with an update of the outer one', async () => {
    const world = new TestWorld();
    world.services.templateAt = () => template({ A: custom() });
    const nested = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 't' } };
    const stack = await world.created({ N: nested, P: parameterResource('v') });
    call(world, 'UpdateTerminationProtection', { StackName: 'Test', EnableTerminationProtection: 'true' });
    const id = stack.resources.get('N')?.physicalId ?? '';
    expect(refusal(world, 'DeleteStack', { StackName: id })[1]).toMatch(/TerminationProtection is enabled/);
    world.update({ P: parameterResource('v') });
    await world.rest();
    expect([stack.status, historyOf(stack, 'N').at(-1)]).toEqual(['UPDATE_COMPLETE', 'DELETE_COMPLETE']);
  });
});

describe('RetainExceptOnCreate', () => {
  const RETAINED = { DeletionPolicy: 'Retain' };

  test.each([
    ['true', ['Delete A id-of-A']],
    ['false', []],
  ])('%s, a create that fails: what has the policy Retain', async (flag, asked) => {
    const world = new TestWorld();
    const body = template({ A: custom({}, RETAINED), X: failing({ DependsOn: 'A' }) });
    call(world, 'CreateStack', { StackName: 'Test', TemplateBody: body, RetainExceptOnCreate: flag });
    await world.rest();
    expect(world.asked).toEqual(['Create A', ...asked]);
  });

  test('asked for by a rollback after an update that was left as it failed: what the update made goes', async () => {
    const world = new TestWorld();
    await world.created({ P: parameterResource('v') });
    world.update(
      { P: parameterResource('v'), A: custom({}, RETAINED), X: failing({ DependsOn: 'A' }) },
      {},
      'PRESERVE',
    );
    await world.rest();
    call(world, 'RollbackStack', { StackName: 'Test', RetainExceptOnCreate: 'true' });
    await world.rest();
    expect(world.asked).toEqual(['Create A', 'Delete A id-of-A']);
  });
});

describe('a stack that does not exist: the words of the call', () => {
  test.each([
    ['DescribeStacks', {}, 'Stack with id None does not exist'],
    ['GetTemplate', {}, 'Stack with id None does not exist'],
    ['ListStackResources', {}, 'Stack with id None does not exist'],
    ['DescribeStackEvents', {}, 'Stack [None] does not exist'],
    ['CancelUpdateStack', {}, 'Stack [None] does not exist'],
    ['RollbackStack', {}, 'Stack [None] does not exist'],
    ['ContinueUpdateRollback', {}, 'Stack [None] does not exist'],
    ['UpdateTerminationProtection', { EnableTerminationProtection: 'true' }, 'Stack [None] does not exist'],
    ['UpdateStack', { TemplateBody: CREATE.TemplateBody }, 'Stack [None] does not exist'],
  ])('%s', (action, more, message) => {
    expect(refusal(new TestWorld(), action, { StackName: 'None', ...more })).toEqual(['ValidationError', message]);
  });
});

test('the template of a change set: as it was handed in', () => {
  const world = new TestWorld();
  call(world, 'CreateChangeSet', { ...CREATE, ChangeSetName: 'c', ChangeSetType: 'CREATE' });
  const answer = call(world, 'GetTemplate', { StackName: 'Test', ChangeSetName: 'c' });
  expect(textsOf(answer, 'TemplateBody')[0]?.replaceAll('&quot;', '"')).toBe(CREATE.TemplateBody);
});
