import { App, Duration, type Stack, TimeZone, Token } from 'aws-cdk-lib';
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
  WorkspaceApplicationFleet,
  type WorkspaceApplicationFleetProps,
} from '../../lib';
import { VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';
import { FleetWorld } from '../../testkit/fleet-world';
import { declared } from '../lambda/fleet/builders';
import { newStack, onlyResource, resourcesOf } from './synth';

const NIGHT: NightlyWindowOptions = { start: '22:00', duration: Duration.hours(6), timeZone: TimeZone.EUROPE_BERLIN };

const fleetIn = (stack: Stack, more: Partial<WorkspaceApplicationFleetProps> = {}, id = 'Fleet') =>
  new WorkspaceApplicationFleet(stack, id, {
    targets: FleetTargets.all(),
    applicationIds: [VISIO],
    maintenanceWindow: MaintenanceWindow.nightly(NIGHT),
    ...more,
  });

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
    fleetIn(stack, { fleetName: 'Visio' });
    expect(declarationIn(stack)).toEqual({ ...declared(), name: 'Visio' });
  });

  test('where the fleet is: the command finds it by its name', () => {
    const stack = newStack();
    fleetIn(stack, { fleetName: 'Visio', reportBucket: Bucket.fromBucketName(stack, 'Reports', 'reports') });
    expect(parsePlace(declarationTextIn(stack))).toEqual({
      stateMachineArn: 'known when deployed',
      reportBucket: 'reports',
      stackId: 'known when deployed',
    });
  });

  test('everything: comes to the functions as it was said', () => {
    const stack = newStack();
    fleetIn(stack, {
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
      fleetIn(stack, {
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
    fleetIn(stack, { maintenanceWindow });
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
    fleetIn(stack, { maintenanceWindow, announceBefore: Duration.hours(8) });
    Template.fromStack(stack).hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: expression,
      Target: { Input: Match.stringLikeRegexp(input) },
    });
  });

  test('windows are not announced unless it is asked for', () => {
    const stack = newStack();
    fleetIn(stack);
    Template.fromStack(stack).resourceCountIs('AWS::Scheduler::Schedule', 2);
  });

  test('an event bus: both functions may put events there, and know it', () => {
    const stack = newStack();
    fleetIn(stack, { eventBus: EventBus.fromEventBusName(stack, 'Bus', 'fleets') });
    const policies = Object.values(resourcesOf(stack, 'AWS::IAM::Policy')).map((policy) => JSON.stringify(policy));
    expect(policies.filter((text) => text.includes('events:PutEvents'))).toHaveLength(2);
    const functions = Object.values(resourcesOf(stack, 'AWS::Lambda::Function')).map((one) => JSON.stringify(one));
    expect(functions.filter((text) => text.includes('FLEET_EVENT_BUS'))).toHaveLength(2);
  });

  test('the metric of desktops that are not as declared: the log becomes it', () => {
    const stack = newStack();
    const fleet = fleetIn(stack, { fleetName: 'Visio' });
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
    fleetIn(stack, { notificationTopic: new Topic(stack, 'Topic') });
    Template.fromStack(stack).allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [Match.anyValue()] });
    expect(JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy'))).toContain('sns:Publish');
  });

  test('the report bucket: private, encrypted, stays with its stack; reports go after 90 days, what is remembered of attempts does not', () => {
    const stack = newStack();
    fleetIn(stack, { fleetName: 'Visio' });
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
    fleetIn(stack, { fleetName: 'Visio', reportBucket: Bucket.fromBucketName(stack, 'Own', 'our-reports') });
    Template.fromStack(stack).resourceCountIs('AWS::S3::Bucket', 0);
    expect(JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy'))).toContain(':s3:::our-reports/Visio/*');
  });

  test('the attributes: the machine whose failed executions are counted, the bucket, the name', () => {
    const stack = newStack();
    const fleet = fleetIn(stack, { fleetName: 'Visio' });
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
    const fleet = fleetIn(stack, {}, 'A'.repeat(100));
    expect(fleet.fleetName).toMatch(/^[A-Za-z0-9-]{1,64}$/);
  });

  test('a list in a bucket: only the survey may read it', () => {
    const stack = newStack();
    fleetIn(stack, { targets: FleetTargets.csv(Bucket.fromBucketName(stack, 'Lists', 'lists'), 'desks.csv') });
    const readers = Object.entries(resourcesOf(stack, 'AWS::IAM::Policy')).filter(([, policy]) =>
      JSON.stringify(policy).includes('desks.csv'),
    );
    expect(readers.map(([id]) => id)).toEqual([expect.stringContaining('SurveyRole')]);
  });
});

describe('refused', () => {
  test.each<[string, () => unknown, string]>([
    ['no application', () => fleetIn(newStack(), { applicationIds: [] }), 'both empty'],
    [
      'an announcement two days before',
      () => fleetIn(newStack(), { announceBefore: Duration.days(2) }),
      'announceBefore must be from 1 minute to 24 hours',
    ],
    [
      'an application both present and absent',
      () => fleetIn(newStack(), { absentApplicationIds: [VISIO] }),
      'both hold',
    ],
    [
      'a malformed application',
      () => fleetIn(newStack(), { applicationIds: ['ws-0abc12345'] }),
      'applicationIds[0] must look like',
    ],
    ['waves without the rest', () => fleetIn(newStack(), { waves: [FleetWave.count(5)] }), 'must end with rest()'],
    [
      'a tolerance of half a percent',
      () => fleetIn(newStack(), { toleratedFailurePercentage: 0.5 }),
      'whole number from 0 to 100',
    ],
    ['nothing at once', () => fleetIn(newStack(), { maxConcurrency: 0 }), 'maxConcurrency must be'],
    ['a name with a slash', () => fleetIn(newStack(), { fleetName: 'a/b' }), 'fleetName must be'],
    [
      'a name that only a deployment knows',
      () => fleetIn(newStack(), { fleetName: Token.asString({ Ref: 'X' }) }),
      'fleetName must be',
    ],
    ['a wave of none', () => FleetWave.count(0), 'at least 1'],
    ['a wave of more than all', () => FleetWave.percentage(101), 'from 1 to 100'],
    ['a wave of no tag', () => FleetWave.tagged({}), 'at least one tag'],
    ['no WorkSpace', () => FleetTargets.workspaces([]), 'is empty'],
    [
      'a malformed WorkSpace',
      () => FleetTargets.workspaces(['JANE-PC']),
      "must hold ids that look like 'ws-0abc12345'",
    ],
    ['a malformed exclusion', () => FleetTargets.all().excluding(['JANE-PC']), 'excluding must hold ids'],
    ['a start at no time of day', () => MaintenanceWindow.nightly({ ...NIGHT, start: '10 pm' }), "such as '22:00'"],
    [
      'a window that is all cutoff',
      () => MaintenanceWindow.nightly({ ...NIGHT, duration: Duration.hours(1) }),
      'nothing could ever start',
    ],
    ['a window of days', () => MaintenanceWindow.nightly({ ...NIGHT, duration: Duration.days(2) }), 'at most 24 hours'],
    ['no day', () => MaintenanceWindow.weekly({ ...NIGHT, days: [] }), 'at least one day'],
    [
      'a date that is none',
      () => MaintenanceWindow.nightly({ ...NIGHT, skipDates: ['24.12.2026'] }),
      "such as '2026-12-24'",
    ],
  ])('%s', (_situation, make, message) => {
    expect(make).toThrow(message);
  });

  test('a declaration larger than a parameter: at synthesis, with its size', () => {
    const stack = newStack();
    const ids = Array.from({ length: 300 }, (_, index) => `ws-${String(index).padStart(8, '0')}`);
    fleetIn(stack, { targets: FleetTargets.all().excluding(ids) });
    expect(() => App.of(stack)?.synth()).toThrow('a parameter holds 4096');
  });

  test('two fleets with other targets that want the opposite: not refused, what one holds is CLAIMED by the other at night', () => {
    const stack = newStack();
    fleetIn(stack, { targets: FleetTargets.directory('d-906734e325') }, 'One');
    fleetIn(stack, { applicationIds: [], absentApplicationIds: [VISIO] }, 'Two');
    expect(() => App.of(stack)?.synth()).not.toThrow();
  });

  test('two fleets with the same targets that contradict each other: at synthesis', () => {
    const stack = newStack();
    fleetIn(stack, {}, 'One');
    fleetIn(stack, { applicationIds: [], absentApplicationIds: [VISIO] }, 'Two');
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
    fleetIn(stack, { maxConcurrency: 150 }, 'One');
    fleetIn(stack, { maxConcurrency: 51 }, 'Two');
    expect(warningsOf(stack)).toEqual([expect.stringContaining('up to 201 desktops at once')]);
  });

  test('a start that daylight saving time may remove', () => {
    const stack = newStack();
    fleetIn(stack, { maintenanceWindow: MaintenanceWindow.nightly({ ...NIGHT, start: '02:30' }) });
    expect(warningsOf(stack)).toEqual([expect.stringContaining('daylight saving time')]);
  });

  test.each([
    [200, 0],
    [201, 1],
  ])('%i desktops at once: %i warnings', (maxConcurrency, count) => {
    const stack = newStack();
    fleetIn(stack, { maxConcurrency });
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
    fleetIn(stack, {
      maintenanceWindow: MaintenanceWindow.nightly({ ...NIGHT, cutoff }),
      installationTimeout: Duration.hours(2),
    });
    expect(infosOf(stack)).toEqual(expected);
  });

  test('an ordinary fleet: no warning', () => {
    const stack = newStack();
    fleetIn(stack);
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
  fleetIn(stack, { rebootAfterInstallation: true });
  const allowed = [...JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy')).matchAll(/"workspaces:(\w+)"/g)].map(
    ([, action]) => action,
  );
  const called = world.simulator.calls.map(({ operation }) => operation);
  expect([...new Set(called)].sort()).toEqual([...new Set(allowed)].sort());
});

test('without reboots: no permission to reboot', () => {
  const stack = newStack();
  fleetIn(stack);
  expect(JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy'))).not.toContain('RebootWorkspaces');
});
