import { App, CfnParameter, Duration, Fn, Lazy, type Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { parseFleet, parsePlace } from '../../lambda/contract/fleet';
import {
  DayOfWeek,
  FleetTargets,
  FleetWave,
  MaintenanceWindow,
  type NightlyWindowOptions,
  WhenUserConnected,
} from '../../lib';
import { FleetWorld } from '../../testkit/fleet-world';
import { declared } from '../lambda/fleet/builders';
import { declareFleet, NIGHT, newStack, onlyResource, resourcesOf, VISIO } from './synth';

/** What the parameter of the only fleet of a stack says. What a deployment fills in is `known when deployed`. */
function declarationTextIn(stack: Stack): string {
  const text = JSON.stringify(onlyResource(stack, 'AWS::SSM::Parameter').Properties.Value);
  const parts: readonly unknown[] = JSON.parse(text)['Fn::Join'][1];
  return parts.map((part) => (typeof part === 'string' ? part : 'known when deployed')).join('');
}

const declarationIn = (stack: Stack) => parseFleet(declarationTextIn(stack));

describe('what is declared', () => {
  test('the smallest fleet: the defaults', () => {
    const stack = newStack();
    declareFleet(stack, { fleetName: 'Visio' });
    expect(declarationIn(stack)).toEqual({ ...declared(), name: 'Visio', applicationIds: [VISIO] });
  });

  test('where the fleet is: the command finds it by its name', () => {
    const stack = newStack();
    declareFleet(stack, { fleetName: 'Visio', reportBucket: Bucket.fromBucketName(stack, 'Reports', 'reports') });
    expect(parsePlace(declarationTextIn(stack))).toEqual({
      stateMachineArn: 'known when deployed',
      reportBucket: 'reports',
      stackId: 'known when deployed',
    });
  });

  test('everything: comes to the functions as it was said', () => {
    const stack = newStack();
    declareFleet(stack, {
      fleetName: 'Visio',
      targets: FleetTargets.directory('d-906734e325')
        .withTags({ Team: 'Design' })
        .excluding(['ws-0abc12345'])
        .excludingTags({ Frozen: 'true' }),
      absentApplicationIds: ['wsa-1old00000'],
      maintenanceWindow: MaintenanceWindow.weekly({
        ...NIGHT,
        days: [DayOfWeek.SATURDAY],
        cutoff: Duration.hours(2),
        skipDates: ['2026-12-24'],
      }),
      waves: [FleetWave.tagged({ Ring: 'pilot' }), FleetWave.percentage(25), FleetWave.count(5), FleetWave.rest()],
      bakeTime: Duration.hours(1),
      toleratedFailurePercentage: 10,
      maxConcurrency: 20,
      whenUserConnected: WhenUserConnected.DISCONNECT,
      installationTimeout: Duration.hours(1),
      rebootAfterInstallation: true,
      revision: '2',
      enabled: false,
    });
    expect(declarationIn(stack)).toMatchObject({
      targets: {
        directoryId: 'd-906734e325',
        withTags: { Team: 'Design' },
        excludedIds: ['ws-0abc12345'],
        excludedTags: { Frozen: 'true' },
      },
      window: { durationSeconds: 21_600, cutoffSeconds: 7_200, skipDates: ['2026-12-24'] },
      waves: [{ kind: 'tagged' }, { kind: 'percentage' }, { kind: 'count' }, { kind: 'rest' }],
      waitForUser: false,
      bakeSeconds: 3_600,
      enabled: false,
    });
  });

  test('many ids: an asset, whose place changes with the list', () => {
    const keyOf = (count: number) => {
      const stack = newStack();
      declareFleet(stack, {
        targets: FleetTargets.workspaces(
          Array.from({ length: count }, (_, index) => `ws-${String(index).padStart(8, '0')}`),
        ),
      });
      return JSON.stringify(resourcesOf(stack, 'AWS::SSM::Parameter'));
    };
    expect(keyOf(60)).toContain('csv');
    expect(keyOf(60)).not.toBe(keyOf(61));
    expect(keyOf(50)).not.toContain('csv');
  });

  test.each([
    ['every day', MaintenanceWindow.nightly(NIGHT), 'cron(0 22 * * ? *)'],
    [
      'two days',
      MaintenanceWindow.weekly({ ...NIGHT, days: [DayOfWeek.MONDAY, DayOfWeek.FRIDAY] }),
      'cron(0 22 ? * MON,FRI *)',
    ],
  ])('a window of %s: the Scheduler opens it', (_which, maintenanceWindow, expression) => {
    const stack = newStack();
    declareFleet(stack, { maintenanceWindow });
    Template.fromStack(stack).hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: expression,
      ScheduleExpressionTimezone: 'Europe/Berlin',
      Target: { RetryPolicy: { MaximumEventAgeInSeconds: 18_000 } },
    });
  });

  test.each([
    ['a run is missed at the cutoff', 'watches', 'nightly', '22:00', 'cron(0 3 * * ? *)'],
    ['the days after those of the window', 'watches', 'weekly', '22:00', 'cron(0 3 ? * TUE,SUN *)'],
    ['announced on the same day', 'announces', 'weekly', '22:00', 'cron(0 14 ? * MON,SAT *)'],
    ['announced on the day before', 'announces', 'weekly', '05:30', 'cron(30 21 ? * SUN,FRI *)'],
  ] as const)('%s', (_what, input, kind, start, expression) => {
    const stack = newStack();
    const night = { ...NIGHT, start };
    const maintenanceWindow =
      kind === 'nightly'
        ? MaintenanceWindow.nightly(night)
        : MaintenanceWindow.weekly({ ...night, days: [DayOfWeek.MONDAY, DayOfWeek.SATURDAY] });
    declareFleet(stack, { maintenanceWindow, announceBefore: Duration.hours(8) });
    Template.fromStack(stack).hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: expression,
      Target: { Input: Match.stringLikeRegexp(input) },
    });
  });

  test('windows are not announced unless it is asked for', () => {
    const stack = newStack();
    declareFleet(stack);
    Template.fromStack(stack).resourceCountIs('AWS::Scheduler::Schedule', 2);
  });

  test('an event bus: both functions may put events there, and know it', () => {
    const stack = newStack();
    declareFleet(stack, { eventBus: EventBus.fromEventBusName(stack, 'Bus', 'fleets') });
    const policies = Object.values(resourcesOf(stack, 'AWS::IAM::Policy')).map((policy) => JSON.stringify(policy));
    expect(policies.filter((text) => text.includes('events:PutEvents'))).toHaveLength(2);
    const functions = Object.values(resourcesOf(stack, 'AWS::Lambda::Function')).map((one) => JSON.stringify(one));
    expect(functions.filter((text) => text.includes('FLEET_EVENT_BUS'))).toHaveLength(2);
  });

  test('the metric of desktops that are not as declared: the log becomes it', () => {
    const stack = newStack();
    const fleet = declareFleet(stack, { fleetName: 'Visio' });
    Template.fromStack(stack).hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ $.message = "reported" }',
      MetricTransformations: [
        { Dimensions: [{ Key: 'Fleet', Value: '$.fleet' }], MetricName: 'NotCompliant', MetricValue: '$.notCompliant' },
      ],
    });
    const { metricName, dimensions, statistic } = fleet.metricNotCompliant();
    expect([metricName, dimensions, statistic]).toEqual(['NotCompliant', { Fleet: 'Visio' }, 'Maximum']);
  });

  test('a topic: receives the alarms, and the survey may publish to it', () => {
    const stack = newStack();
    declareFleet(stack, { notificationTopic: new Topic(stack, 'Topic') });
    Template.fromStack(stack).allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [Match.anyValue()] });
    expect(JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy'))).toContain('sns:Publish');
  });

  test('the report bucket: private, encrypted, stays with its stack; reports go after 90 days, what is remembered of attempts does not', () => {
    const stack = newStack();
    declareFleet(stack, { fleetName: 'Visio' });
    Template.fromStack(stack).hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketEncryption: { ServerSideEncryptionConfiguration: [Match.anyValue()] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90, Prefix: 'Visio/runs/', Status: 'Enabled' }] },
      },
    });
  });

  test('a bucket of your own: no other is made, and the functions reach what begins with the name of the fleet', () => {
    const stack = newStack();
    declareFleet(stack, { fleetName: 'Visio', reportBucket: Bucket.fromBucketName(stack, 'Own', 'our-reports') });
    Template.fromStack(stack).resourceCountIs('AWS::S3::Bucket', 0);
    expect(JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy'))).toContain(':s3:::our-reports/Visio/*');
  });

  test('the attributes: the machine whose failed executions are counted, the bucket, the name', () => {
    const stack = newStack();
    const fleet = declareFleet(stack, { fleetName: 'Visio' });
    const machine = stack.resolve(fleet.stateMachine.stateMachineArn);
    expect(stack.resolve(fleet.metricRunsFailed().toMetricConfig().metricStat)).toMatchObject({
      namespace: 'AWS/States',
      metricName: 'ExecutionsFailed',
      dimensions: [{ name: 'StateMachineArn', value: machine }],
      statistic: 'Sum',
    });
    expect([fleet.fleetName, stack.resolve(fleet.reportBucket.bucketName)]).toEqual([
      'Visio',
      { Ref: expect.any(String) },
    ]);
  });

  test('no name: that of the stack and the id, also where they are long', () => {
    const stack = newStack();
    const fleet = declareFleet(stack, {}, 'A'.repeat(100));
    expect(fleet.fleetName).toMatch(/^[A-Za-z0-9-]{1,64}$/);
  });

  test('a list in a bucket: only the survey may read it', () => {
    const stack = newStack();
    declareFleet(stack, { targets: FleetTargets.csv(Bucket.fromBucketName(stack, 'Lists', 'lists'), 'desks.csv') });
    const readers = Object.entries(resourcesOf(stack, 'AWS::IAM::Policy')).filter(([, policy]) =>
      JSON.stringify(policy).includes('desks.csv'),
    );
    expect(readers.map(([id]) => id)).toEqual([expect.stringContaining('SurveyRole')]);
  });
});

const listIn = (stack: Stack) => new CfnParameter(stack, 'P', { type: 'CommaDelimitedList' }).valueAsList;

test('what only a deployment knows: elements of a list, dynamic references and lazy values pass', () => {
  const stack = newStack();
  declareFleet(stack, {
    targets: FleetTargets.workspaces([Fn.select(0, listIn(stack)), '{{resolve:ssm:/desk}}']),
    applicationIds: Lazy.list({ produce: () => [VISIO] }),
    absentApplicationIds: ['{{resolve:ssm:/old:3}}'],
    maxConcurrency: Lazy.number({ produce: () => 7 }),
  });
  App.of(stack)?.synth();
  expect(JSON.parse(declarationTextIn(stack))).toMatchObject({
    targets: { workspaceIds: ['known when deployed', '{{resolve:ssm:/desk}}'] },
    applicationIds: [VISIO],
    absentApplicationIds: ['{{resolve:ssm:/old:3}}'],
    maxConcurrency: 7,
  });
});

test('more than 50 WorkSpaces, one of them a dynamic reference: the list stays in the template, where it is resolved', () => {
  const stack = newStack();
  const ids = Array.from({ length: 60 }, (_, index) => `ws-${String(index).padStart(8, '0')}`);
  declareFleet(stack, { targets: FleetTargets.workspaces([...ids, '{{resolve:ssm:/desk}}']) });
  expect(declarationTextIn(stack)).toContain('{{resolve:ssm:/desk}}');
});

describe('refused', () => {
  const inWaves = (wave: FleetWave) => declareFleet(newStack(), { waves: [wave, FleetWave.rest()] });
  const of = (targets: FleetTargets) => declareFleet(newStack(), { targets });
  const at = (more: Partial<NightlyWindowOptions>) =>
    declareFleet(newStack(), { maintenanceWindow: MaintenanceWindow.nightly({ ...NIGHT, ...more }) });

  test.each<[string, () => unknown, string]>([
    ['no application', () => declareFleet(newStack(), { applicationIds: [] }), 'name at least one application'],
    [
      'an announcement two days before',
      () => declareFleet(newStack(), { announceBefore: Duration.days(2) }),
      'announceBefore must be from 1 minute to 24 hours',
    ],
    [
      'an application both present and absent',
      () => declareFleet(newStack(), { absentApplicationIds: [VISIO] }),
      'both hold',
    ],
    [
      'a malformed application',
      () => declareFleet(newStack(), { applicationIds: ['ws-0abc12345'] }),
      'applicationIds[0] must look like',
    ],
    ['waves without the rest', () => declareFleet(newStack(), { waves: [FleetWave.count(5)] }), 'must end with rest()'],
    [
      'a tolerance of half a percent',
      () => declareFleet(newStack(), { toleratedFailurePercentage: 0.5 }),
      'whole number from 0 to 100',
    ],
    ['nothing at once', () => declareFleet(newStack(), { maxConcurrency: 0 }), 'maxConcurrency must be'],
    ['a name with a slash', () => declareFleet(newStack(), { fleetName: 'a/b' }), 'fleetName must be'],
    [
      'a name that only a deployment knows',
      () => declareFleet(newStack(), { fleetName: Token.asString({ Ref: 'X' }) }),
      'fleetName must be',
    ],
    [
      'a wave of none',
      () => inWaves(FleetWave.count(0)),
      'FleetWave.count must be a whole number of at least 1, got 0',
    ],
    ['a wave of more than all', () => inWaves(FleetWave.percentage(101)), 'from 1 to 100, got 101'],
    ['a wave of no tag', () => inWaves(FleetWave.tagged({})), 'at least one tag'],
    ['no WorkSpace', () => of(FleetTargets.workspaces([])), 'FleetTargets.workspaces is empty'],
    [
      'a malformed WorkSpace',
      () => of(FleetTargets.workspaces(['ws-0abc12345', 'JANE-PC'])),
      "Stack/Fleet: FleetTargets.workspaces[1] must look like 'ws-0abc12345', got 'JANE-PC': pass the id",
    ],
    [
      'a malformed exclusion',
      () => of(FleetTargets.all().excluding(['JANE-PC'])),
      'FleetTargets.excluding[0] must look',
    ],
    ['a directory by its name', () => of(FleetTargets.directory('corp')), "must look like 'd-906734e325', got 'corp'"],
    ['a start at no time of day', () => at({ start: '10 pm' }), "such as '22:00', got '10 pm'"],
    [
      'a start that only a deployment knows',
      () => at({ start: Token.asString({ Ref: 'X' }) }),
      "such as '22:00', got a value that only a deployment knows",
    ],
    ['a window that is all cutoff', () => at({ duration: Duration.hours(1) }), 'nothing could ever start'],
    ['a window of days', () => at({ duration: Duration.days(2) }), 'at most 24 hours'],
    [
      'a window as long as only a deployment knows',
      () => at({ duration: Duration.seconds(Token.asNumber({ Ref: 'X' })) }),
      'duration of a MaintenanceWindow must be whole seconds, got a value that only a deployment knows',
    ],
    [
      'no day',
      () => declareFleet(newStack(), { maintenanceWindow: MaintenanceWindow.weekly({ ...NIGHT, days: [] }) }),
      'at least one day',
    ],
    ['a date that is none', () => at({ skipDates: ['24.12.2026'] }), "such as '2026-12-24', got '24.12.2026'"],
    ['no time to install', () => declareFleet(newStack(), { installationTimeout: Duration.hours(0) }), 'of at least 1'],
    ['half a second to bake', () => declareFleet(newStack(), { bakeTime: Duration.millis(500) }), 'got 0.5'],
  ])('%s', (_situation, make, message) => {
    expect(make).toThrow(message);
  });

  test.each<[string, (stack: Stack) => unknown, string]>([
    [
      'a lazy list with a malformed id',
      (stack) => declareFleet(stack, { applicationIds: Lazy.list({ produce: () => ['Office'] }) }),
      "applicationIds[0] must look like 'wsa-0def67890', got 'Office'",
    ],
    [
      'a lazy list that is empty',
      (stack) => declareFleet(stack, { applicationIds: Lazy.list({ produce: () => [] }, { omitEmpty: false }) }),
      'name at least one application, or remove the fleet',
    ],
    [
      'lazy WorkSpaces, one of them malformed',
      (stack) => declareFleet(stack, { targets: FleetTargets.workspaces(Lazy.list({ produce: () => ['jane'] })) }),
      "FleetTargets.workspaces[0] must look like 'ws-0abc12345', got 'jane'",
    ],
    [
      'a lazy number out of its range',
      (stack) => declareFleet(stack, { maxConcurrency: Lazy.number({ produce: () => 0 }) }),
      'maxConcurrency must be a whole number from 1 to 1,000, got 0',
    ],
    [
      'a number that only a deployment knows',
      (stack) =>
        declareFleet(stack, { maxConcurrency: new CfnParameter(stack, 'N', { type: 'Number' }).valueAsNumber }),
      'maxConcurrency must be a whole number from 1 to 1,000, got a value that only a deployment knows',
    ],
    [
      'a list that only a deployment knows',
      (stack) => declareFleet(stack, { applicationIds: listIn(stack) }),
      'applicationIds must be a list that the app knows, got a value that only a deployment knows: take the elements',
    ],
  ])('%s: at synthesis', (_situation, declare, message) => {
    const stack = newStack();
    declare(stack);
    expect(() => App.of(stack)?.synth()).toThrow(message);
  });

  test('a declaration larger than a parameter: at synthesis, with its size', () => {
    const stack = newStack();
    const ids = Array.from({ length: 300 }, (_, index) => `ws-${String(index).padStart(8, '0')}`);
    declareFleet(stack, { targets: FleetTargets.all().excluding(ids) });
    expect(() => App.of(stack)?.synth()).toThrow('a parameter holds 4096');
  });

  test('two fleets with other targets that want the opposite: not refused, what one holds is CLAIMED by the other at night', () => {
    const stack = newStack();
    declareFleet(stack, { targets: FleetTargets.directory('d-906734e325') }, 'One');
    declareFleet(stack, { applicationIds: [], absentApplicationIds: [VISIO] }, 'Two');
    expect(() => App.of(stack)?.synth()).not.toThrow();
  });

  test('two fleets with the same targets that contradict each other: at synthesis', () => {
    const stack = newStack();
    declareFleet(stack, {}, 'One');
    declareFleet(stack, { applicationIds: [], absentApplicationIds: [VISIO] }, 'Two');
    expect(() => App.of(stack)?.synth()).toThrow(
      `and one declares '${VISIO}' in applicationIds, the other in absentApplicationIds`,
    );
  });
});

describe('said at synthesis', () => {
  const warningsOf = (stack: Stack) =>
    Annotations.fromStack(stack)
      .findWarning('*', Match.anyValue())
      .map(({ entry }) => String(entry.data));

  test('two fleets that together change more than 200 desktops at once', () => {
    const stack = newStack();
    declareFleet(stack, { maxConcurrency: 150 }, 'One');
    declareFleet(stack, { maxConcurrency: 51 }, 'Two');
    expect(warningsOf(stack)).toEqual([expect.stringContaining('up to 201 desktops at once')]);
  });

  test('a start that daylight saving time may remove', () => {
    const stack = newStack();
    declareFleet(stack, { maintenanceWindow: MaintenanceWindow.nightly({ ...NIGHT, start: '02:30' }) });
    expect(warningsOf(stack)).toEqual([expect.stringContaining('daylight saving time')]);
  });

  test.each([
    [200, 0],
    [201, 1],
  ])('%i desktops at once: %i warnings', (maxConcurrency, count) => {
    const stack = newStack();
    declareFleet(stack, { maxConcurrency });
    expect(warningsOf(stack)).toHaveLength(count);
  });

  const infosOf = (stack: Stack) =>
    Annotations.fromStack(stack)
      .findInfo('*', Match.anyValue())
      .map(({ entry }) => String(entry.data));

  test.each([
    ['shorter than', Duration.hours(1), [expect.stringContaining('may end 3600 seconds after the window')]],
    ['as long as', Duration.hours(2), []],
  ])('a cutoff %s installationTimeout: that an outage may end after the window', (_how, cutoff, expected) => {
    const stack = newStack();
    declareFleet(stack, {
      maintenanceWindow: MaintenanceWindow.nightly({ ...NIGHT, cutoff }),
      installationTimeout: Duration.hours(2),
    });
    expect(infosOf(stack)).toEqual(expected);
  });

  test('an ordinary fleet: no warning', () => {
    const stack = newStack();
    declareFleet(stack);
    expect(warningsOf(stack)).toEqual([]);
  });
});

test('what the functions call: allowed, and nothing of WorkSpaces beside it', async () => {
  const desktops = ['ws-00000001', 'ws-00000002', 'ws-00000003'].map((workspaceId) => ({
    workspaceId,
    userName: workspaceId,
  }));
  const declaration = declared({ absentApplicationIds: ['wsa-3projt21p'], rebootAfterInstallation: true });
  const world = new FleetWorld({ opening: Date.UTC(2026, 0, 5, 21), desktops, declaration });
  world.simulator.installNow('ws-00000001', 'wsa-3projt21p');
  world.simulator.failOperation('DeployWorkspaceApplications', {
    exception: 'IncompatibleApplicationsException',
    times: 9,
    workspaceId: 'ws-00000003',
  });
  await world.night();
  const stack = newStack();
  declareFleet(stack, { rebootAfterInstallation: true });
  const allowed = [...JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy')).matchAll(/"workspaces:(\w+)"/g)].map(
    ([, action]) => action,
  );
  const called = world.simulator.calls.map(({ operation }) => operation);
  expect([...new Set(called)].sort()).toEqual([...new Set(allowed)].sort());
});

test('without reboots: no permission to reboot', () => {
  const stack = newStack();
  declareFleet(stack);
  expect(JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy'))).not.toContain('RebootWorkspaces');
});
