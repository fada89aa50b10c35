import type { JsonObject } from '../../../local/transport/json';
import { AwsWorld, attribute, failing, physicalIdOf, reasonsOf, ref, resource } from './world';

const ROLE = 'arn:aws:iam::111122223333:role/r';
const bucket = (properties: JsonObject = {}, more: JsonObject = {}) => resource('AWS::S3::Bucket', properties, more);

const machine = (seconds: string | number, more: JsonObject = {}): JsonObject =>
  resource('AWS::StepFunctions::StateMachine', {
    RoleArn: ROLE,
    DefinitionString: JSON.stringify({
      StartAt: 'Wait',
      States: {
        Wait: { Type: 'Wait', Seconds: 0, Next: 'Say' },
        Say: { Type: 'Pass', Result: `waited \${Seconds}`, End: true },
      },
    }).replace('"Seconds":0', `"Seconds":\${Seconds}`),
    DefinitionSubstitutions: { Seconds: seconds },
    ...more,
  });

const schedule = (properties: JsonObject = {}): JsonObject =>
  resource('AWS::Scheduler::Schedule', {
    Name: 'nightly',
    ScheduleExpression: 'cron(0 22 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    FlexibleTimeWindow: { Mode: 'OFF' },
    State: 'ENABLED',
    Target: {
      Arn: ref('Machine'),
      RoleArn: ROLE,
      Input: '{"at":"<aws.scheduler.scheduled-time>"}',
      DeadLetterConfig: { Arn: attribute('Dead', 'Arn') },
    },
    ...properties,
  });

test('a bucket: named in small letters, with its attributes; gone with its stack', async () => {
  const world = new AwsWorld();
  const stack = await world.deploy(
    {
      Reports: bucket({
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: {},
        LifecycleConfiguration: {},
      }),
    },
    {
      Outputs: {
        Arn: { Value: attribute('Reports', 'Arn') },
        Domain: { Value: attribute('Reports', 'RegionalDomainName') },
      },
    },
  );
  const name = physicalIdOf(stack, 'Reports');
  expect(name).toMatch(/^fleet-reports-[a-z0-9]{12}$/);
  expect(stack.outputs.map(({ value }) => value)).toEqual([
    `arn:aws:s3:::${name}`,
    `${name}.s3.us-east-1.amazonaws.com`,
  ]);
  expect(world.aws.buckets.get(name).versioning).toBe('Enabled');
  await world.destroy();
  expect(world.aws.buckets.find(name)).toBeUndefined();
});

test('a bucket that is not empty: its stack fails to be deleted, and stays until the bucket is empty', async () => {
  const world = new AwsWorld();
  await world.deploy({ Reports: bucket({ BucketName: 'reports' }) });
  const found = world.aws.buckets.get('reports');
  found.put('report.json', Buffer.from('{}'));
  const stack = await world.destroy();
  expect([stack.status, reasonsOf(stack, 'Reports')]).toEqual([
    'DELETE_FAILED',
    expect.stringContaining('is not empty'),
  ]);
  found.delete('report.json');
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
});

test('a bucket that is retained: stays with what is in it', async () => {
  const world = new AwsWorld();
  await world.deploy({ Reports: bucket({ BucketName: 'reports' }, { DeletionPolicy: 'Retain' }) });
  world.aws.buckets.get('reports').put('report.json', Buffer.from('{}'));
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(world.aws.buckets.get('reports').list()).toHaveLength(1);
  const again = await world.deploy({ Reports: bucket({ BucketName: 'reports' }) });
  expect([again.status, reasonsOf(again, 'Reports')]).toEqual([
    'ROLLBACK_COMPLETE',
    expect.stringContaining('already exists'),
  ]);
});

test('a bucket policy: read as it was given, and gone with its resource', async () => {
  const world = new AwsWorld();
  const PolicyDocument = { Statement: [{ Effect: 'Deny' }] };
  const Reports = bucket({ BucketName: 'reports' });
  await world.deploy({
    Reports,
    Policy: resource('AWS::S3::BucketPolicy', { Bucket: ref('Reports'), PolicyDocument }),
  });
  expect(JSON.parse(world.aws.buckets.get('reports').policy ?? '')).toEqual(PolicyDocument);
  await world.deploy({ Reports });
  expect(world.aws.buckets.get('reports').policy).toBeUndefined();
});

test('a topic with a subscription, and a queue: there, and gone with their stack', async () => {
  const world = new AwsWorld();
  const Topic = resource('AWS::SNS::Topic', {
    TopicName: 'reports',
    Subscription: [{ Protocol: 'email', Endpoint: 'it@example.com' }],
  });
  const Mail = resource('AWS::SNS::Subscription', {
    TopicArn: ref('Topic'),
    Protocol: 'sqs',
    Endpoint: attribute('Dead', 'Arn'),
  });
  const Dead = resource('AWS::SQS::Queue', { MessageRetentionPeriod: 1_209_600 });
  const policies = { A: resource('AWS::SNS::TopicPolicy'), B: resource('AWS::SQS::QueuePolicy') };
  const stack = await world.deploy({ Topic, Mail, Dead, ...policies }, { Outputs: { Url: { Value: ref('Dead') } } });
  const topicArn = physicalIdOf(stack, 'Topic');
  expect(topicArn).toBe('arn:aws:sns:us-east-1:111122223333:reports');
  expect([...world.aws.topics.subscriptions.values()].map(({ protocol }) => protocol).sort()).toEqual(['email', 'sqs']);
  expect(stack.outputs[0]?.value).toMatch(/^https:\/\/sqs\.us-east-1\.amazonaws\.com\/111122223333\/Fleet-Dead-/);
  await world.destroy();
  expect([world.aws.topics.has(topicArn), world.aws.topics.subscriptions.size]).toEqual([false, 0]);
  expect(() => world.aws.queues.messages(physicalIdOf(stack, 'Dead'))).toThrow('does not exist');
});

test('a state machine with substitutions: runs; changed, its next execution is another; rolled back, it is as before', async () => {
  const world = new AwsWorld();
  const arn = physicalIdOf(await world.deploy({ Machine: machine(60) }), 'Machine');
  const outputOf = async () => {
    const execution = world.aws.machines.start(arn);
    await world.clock.runUntil(execution.ended);
    return [execution.output, (execution.stopDate ?? 0) - execution.startDate];
  };
  expect(await outputOf()).toEqual(['waited 60', 60_000]);
  await world.deploy({ Machine: machine('120') });
  expect(await outputOf()).toEqual(['waited 120', 120_000]);
  const failed = await world.deploy({ Machine: machine(180), Z: failing('Machine') });
  expect([failed.status, await outputOf()]).toEqual(['UPDATE_ROLLBACK_COMPLETE', ['waited 120', 120_000]]);
});

test('a state machine whose definition is an object of S3, or an object of the template: the same', async () => {
  const world = new AwsWorld();
  const definition = { StartAt: 'End', States: { End: { Type: 'Pass', Result: 'done', End: true } } };
  const assets = 'cdk-hnb659fds-assets-111122223333-us-east-1';
  world.aws.buckets.get(assets).put('machine.json', Buffer.from(JSON.stringify(definition)));
  const without = { DefinitionSubstitutions: {}, DefinitionString: { Ref: 'AWS::NoValue' } };
  const stack = await world.deploy({
    A: machine(0, { ...without, DefinitionS3Location: { Bucket: assets, Key: 'machine.json' } }),
    B: machine(0, { ...without, Definition: definition }),
  });
  for (const id of ['A', 'B']) {
    const execution = world.aws.machines.start(physicalIdOf(stack, id));
    await world.clock.runUntil(execution.ended);
    expect(execution.output).toBe('done');
  }
});

test.each<[what: string, more: JsonObject, words: string]>([
  ['a substitution that is missing', { DefinitionSubstitutions: {} }, 'Seconds} is still in it'],
  ['another type', { StateMachineType: 'EXPRESS' }, 'does not support machines of type EXPRESS'],
  [
    'no definition',
    { DefinitionString: { Ref: 'AWS::NoValue' } },
    'needs Definition, DefinitionString or DefinitionS3Location',
  ],
  ['an unknown property', { Speed: 2 }, 'does not support Speed of AWS::StepFunctions::StateMachine'],
])('a state machine with %s: its stack fails in words', async (_what, more, words) => {
  const stack = await new AwsWorld().deploy({ Machine: machine(0, more) });
  expect(reasonsOf(stack, 'Machine')).toContain(words);
});

describe('a schedule of a state machine', () => {
  const resources = { Machine: machine(60), Dead: resource('AWS::SQS::Queue'), Nightly: schedule() };

  test('does nothing by itself; opened by hand, it starts an execution with the time as its input', async () => {
    const world = new AwsWorld();
    const { clock, aws } = world;
    const stack = await world.deploy(resources, { Outputs: { Arn: { Value: attribute('Nightly', 'Arn') } } });
    expect(stack.outputs[0]?.value).toBe('arn:aws:scheduler:us-east-1:111122223333:schedule/default/nightly');
    await clock.runUntil(clock.sleep(48 * 3_600_000));
    expect(aws.machines.executions).toEqual([]);
    const { executionArn = '' } = await clock.runUntil(aws.scheduler.open('nightly'));
    expect(aws.machines.execution(executionArn).about.input).toEqual({ at: '2026-01-07T20:00:00Z' });
  });

  test('followed by the clock: starts at ten in the evening, until it is disabled or gone', async () => {
    const world = new AwsWorld();
    const { clock, aws } = world;
    await world.deploy(resources);
    const stop = new AbortController();
    void aws.scheduler.follow(stop.signal);
    const days = (count: number) => clock.runUntil(clock.sleep(count * 24 * 3_600_000));
    await days(2);
    const begun = () => aws.machines.executions.map(({ startDate }) => new Date(startDate).toISOString().slice(0, 16));
    expect(begun()).toEqual(['2026-01-05T21:00', '2026-01-06T21:00']);
    await world.deploy({ ...resources, Nightly: schedule({ State: 'DISABLED' }) });
    await days(2);
    await world.deploy(resources);
    await world.destroy();
    await days(2);
    expect(begun()).toHaveLength(2);
  });

  test('whose machine is gone: a dead letter', async () => {
    const world = new AwsWorld();
    const stack = await world.deploy(resources);
    world.aws.machines.remove(physicalIdOf(stack, 'Machine'));
    expect(await world.clock.runUntil(world.aws.scheduler.open('nightly'))).toMatchObject({ outcome: 'dead letter' });
    expect(world.aws.queues.messages(physicalIdOf(stack, 'Dead'))).toMatchObject([
      { attributes: { ERROR_CODE: 'StateMachineDoesNotExist' } },
    ]);
  });

  test('in a group: found there, and gone with its stack', async () => {
    const world = new AwsWorld();
    const { scheduler } = world.aws;
    const Group = resource('AWS::Scheduler::ScheduleGroup', { Name: 'fleets' });
    await world.deploy({ ...resources, Group, Nightly: schedule({ GroupName: ref('Group') }) });
    expect(scheduler.list().map(({ group, name }) => `${group}/${name}`)).toEqual(['fleets/nightly']);
    await world.destroy();
    expect(scheduler.list()).toEqual([]);
  });
});

test('a stack that is deleted while an execution runs: gone at once, and the execution ends at its next transition', async () => {
  const world = new AwsWorld();
  const arn = physicalIdOf(await world.deploy({ Machine: machine(3600) }), 'Machine');
  const execution = world.aws.machines.start(arn);
  await world.clock.runUntil(world.clock.sleep(60_000));
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(execution.status).toBe('RUNNING');
  await world.clock.runUntil(execution.ended);
  expect(execution.status).toBe('ABORTED');
});

test('an alarm: there, with its ARN', async () => {
  const world = new AwsWorld();
  const stack = await world.deploy(
    { Alarm: resource('AWS::CloudWatch::Alarm', { AlarmName: 'failed', Threshold: 1 }) },
    { Outputs: { Arn: { Value: attribute('Alarm', 'Arn') } } },
  );
  expect(stack.outputs[0]?.value).toBe('arn:aws:cloudwatch:us-east-1:111122223333:alarm:failed');
});

test.each<[type: string, properties: JsonObject, words: string]>([
  ['AWS::S3::Bucket', { NotificationConfiguration: {} }, 'does not support NotificationConfiguration'],
  ['AWS::S3::Bucket', { BucketName: 'Reports' }, 'not valid'],
  ['AWS::S3::Bucket', { VersioningConfiguration: { Status: 'On' } }, 'must be Enabled or Suspended'],
  ['AWS::SNS::Topic', { FifoTopic: true }, 'does not support FIFO topics'],
  ['AWS::SNS::Topic', { ArchivePolicy: {} }, 'does not support ArchivePolicy'],
  ['AWS::SQS::Queue', { FifoQueue: true }, 'does not support FIFO queues'],
  ['AWS::SQS::Queue', { RedriveAllowPolicy: {} }, 'does not support RedriveAllowPolicy'],
  ['AWS::Scheduler::ScheduleGroup', { Speed: 1 }, 'does not support Speed'],
])('%s with %j: its stack fails in words', async (type, properties, words) => {
  const stack = await new AwsWorld().deploy({ It: resource(type, properties) });
  expect([stack.status, reasonsOf(stack, 'It')]).toEqual(['ROLLBACK_COMPLETE', expect.stringContaining(words)]);
});
