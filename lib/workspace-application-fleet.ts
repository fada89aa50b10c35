import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm, type IMetric, Metric, type MetricOptions, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { FilterPattern, type ILogGroup, LogGroup, MetricFilter, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { type IStateMachine, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import {
  FLEET_METRIC,
  FLEET_PARAMETER_PREFIX,
  type FleetDeclaration,
  type FleetPlace,
  renderFleet,
} from '../lambda/contract/fleet';
import { FleetWave } from './fleet-wave';
import { secondsOf } from './private/checks';
import {
  compareFleets,
  defaultName,
  fleetProblems,
  fleetPropProblems,
  sizeProblems,
  warnOfWindow,
} from './private/fleet-checks';
import { createStep, createSurvey } from './private/fleet-functions';
import { createMachine, createSchedules } from './private/fleet-run';
import { validate } from './private/validation';
import { WhenUserConnected } from './when-user-connected';
import type { WorkspaceApplicationFleetProps } from './workspace-application-fleet-props';

/**
 * The applications of many desktops. A state machine installs them in maintenance windows, in waves.
 *
 * A deployment of the stack changes only the declaration. Desktops are changed in the next maintenance window. Each
 * window has one run. The run finds the desktops, installs what is missing on those with no connected user, wave after
 * wave, stops if too many fail, and ends with a report in the report bucket. The next run finds what was not done, and
 * also new, rebuilt and migrated desktops.
 *
 * If the fleet is deleted, desktops stay as they are.
 *
 * @example
 * import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
 * import { FleetTargets, FleetWave, MaintenanceWindow, WorkspaceApplicationFleet } from 'cdk-workspaces-applications';
 *
 * const stack = new Stack(new App(), 'Desktops');
 * new WorkspaceApplicationFleet(stack, 'Visio', {
 *   targets: FleetTargets.directory('d-906734e325').withTags({ Team: 'Design' }),
 *   applicationIds: ['wsa-0def67890'],
 *   maintenanceWindow: MaintenanceWindow.nightly({
 *     start: '22:00',
 *     duration: Duration.hours(6),
 *     timeZone: TimeZone.EUROPE_BERLIN,
 *   }),
 *   waves: [FleetWave.tagged({ Ring: 'pilot' }), FleetWave.percentage(25), FleetWave.rest()],
 * });
 */
export class WorkspaceApplicationFleet extends Construct {
  /** The state machine. Each execution is one run. */
  public readonly stateMachine: IStateMachine;

  /** The bucket of the reports: `<name>/latest/report.html`, `.csv` and `.json`, and those of each run. */
  public readonly reportBucket: IBucket;

  /** The name of the fleet in marks, in its parameter and in reports. */
  public readonly fleetName: string;

  /** The log group of the functions, with one line for each step on a desktop. It keeps them for a month. */
  public readonly logGroup: ILogGroup;

  /**
   * Declares a fleet.
   *
   * Throws an error if an id is malformed (tokens are accepted), if both lists of applications are empty, hold the
   * same application, or hold more than 20 together, if there is no target, if the waves do not end with
   * `FleetWave.rest()`, if a number or a time is out of its range, or if `fleetName` is malformed. Synthesis fails if
   * a lazy value turns out to be wrong in one of these ways, if only a deployment knows a number, a time or a whole
   * list, if the declaration has more than 4,096 bytes, or if two fleets of the app with the same targets contradict
   * each other.
   */
  constructor(scope: Construct, id: string, props: WorkspaceApplicationFleetProps) {
    super(scope, id);
    validate(this, (read) => fleetPropProblems(props, read));
    const { maintenanceWindow, notificationTopic, rebootAfterInstallation = false, eventBus, announceBefore } = props;
    this.fleetName = props.fleetName ?? defaultName(this);
    this.reportBucket = props.reportBucket ?? createBucket(this, this.fleetName);
    const logGroup = new LogGroup(this, 'LogGroup', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const around = {
      fleetName: this.fleetName,
      bucket: this.reportBucket,
      logGroup,
      rebootAfterInstallation,
      eventBus,
    };
    const [survey, step] = [createSurvey(this, around), createStep(this, around)];
    const declaration: FleetDeclaration = {
      ...declarationOf(props),
      name: this.fleetName,
      targets: props.targets._declaration(this, survey),
    };
    validate(this, (read) => fleetProblems(declaration, read));
    warnOfWindow(this, maintenanceWindow, declaration.installationTimeoutSeconds);
    compareFleets(this, declaration);
    const machine = createMachine(this, {
      survey,
      step,
      bucket: this.reportBucket,
      fleetName: this.fleetName,
    });
    this.stateMachine = StateMachine.fromStateMachineArn(this, 'StateMachine', machine.attrArn);
    declare(this, declaration, {
      stateMachineArn: machine.attrArn,
      reportBucket: this.reportBucket.bucketName,
      stackId: Aws.STACK_ID,
    });
    const notStarted = createSchedules(this, machine, maintenanceWindow, announceBefore);
    measure(this, logGroup);
    this.logGroup = logGroup;
    notificationTopic?.grantPublish(survey);
    const description = `Of the fleet ${this.fleetName}`;
    alarm(
      this,
      'RunsNotStarted',
      notStarted.metricApproximateNumberOfMessagesVisible(),
      `${description} a run could not be started`,
      notificationTopic,
    );
    alarm(
      this,
      'RunsFailed',
      this.metricRunsFailed(),
      `${description} a run has failed, or none has begun`,
      notificationTopic,
    );
  }

  /**
   * The number of runs that failed: because too many desktops failed, no desktop matched, the list could not be read,
   * no run began in a window, or nothing was done in three windows in a row although something was to do. The fleet
   * has an alarm for it, which notifies `notificationTopic`.
   *
   * @default - the sum over 5 minutes
   */
  public metricRunsFailed(props?: MetricOptions): Metric {
    return this.stateMachine.metricFailed(props);
  }

  /**
   * The number of desktops that were not as declared at the end of the last run: to do, in progress, in use, or
   * failed. Desktops that cannot be tried do not count. Each run adds one value.
   *
   * @default - the maximum over 5 minutes
   */
  public metricNotCompliant(props?: MetricOptions): Metric {
    const { namespace, name: metricName, dimension } = FLEET_METRIC;
    const dimensionsMap = { [dimension]: this.fleetName };
    return new Metric({ namespace, metricName, dimensionsMap, statistic: Stats.MAXIMUM, ...props }).attachTo(this);
  }
}

function declarationOf(props: WorkspaceApplicationFleetProps): Omit<FleetDeclaration, 'name' | 'targets'> {
  const { waves = [FleetWave.count(5), FleetWave.rest()], bakeTime, installationTimeout = Duration.hours(2) } = props;
  return {
    applicationIds: props.applicationIds ?? [],
    absentApplicationIds: props.absentApplicationIds ?? [],
    waitForUser: props.whenUserConnected !== WhenUserConnected.DISCONNECT,
    window: props.maintenanceWindow._declaration(),
    waves: waves.map((wave) => wave._declaration()),
    bakeSeconds: bakeTime ? secondsOf(bakeTime) : 0,
    toleratedFailurePercentage: props.toleratedFailurePercentage ?? 5,
    maxConcurrency: props.maxConcurrency ?? 100,
    installationTimeoutSeconds: secondsOf(installationTimeout),
    rebootAfterInstallation: props.rebootAfterInstallation ?? false,
    revision: props.revision ?? '',
    enabled: props.enabled ?? true,
    ...(props.notificationTopic && { topicArn: props.notificationTopic.topicArn }),
  };
}

/** Update and rollback of a fleet are those of a parameter. */
function declare(scope: Construct, declaration: FleetDeclaration, place: FleetPlace): void {
  const stringValue = Stack.of(scope).toJsonString(renderFleet(declaration, place));
  validate(scope, (read) => sizeProblems(read(stringValue)));
  new StringParameter(scope, 'Declaration', {
    parameterName: `${FLEET_PARAMETER_PREFIX}${declaration.name}`,
    description: 'Declaration of a fleet of WorkSpaces. Change it by a deployment of its stack alone',
    tier: ParameterTier.STANDARD,
    stringValue,
  });
}

/** What is remembered of attempts stays: without it desktops that have failed would be tried again. */
function createBucket(scope: Construct, fleetName: string): Bucket {
  return new Bucket(scope, 'Reports', {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [{ prefix: `${fleetName}/runs/`, expiration: Duration.days(90) }],
  });
}

/** The line of each report in the log becomes a metric. */
function measure(scope: Construct, logGroup: ILogGroup): void {
  const { namespace, name, dimension, message, value, fleet } = FLEET_METRIC;
  new MetricFilter(scope, 'NotCompliant', {
    logGroup,
    filterPattern: FilterPattern.stringValue('$.message', '=', message),
    metricNamespace: namespace,
    metricName: name,
    metricValue: `$.${value}`,
    dimensions: { [dimension]: `$.${fleet}` },
  });
}

function alarm(
  scope: Construct,
  id: string,
  metric: IMetric,
  alarmDescription: string,
  topic: ITopic | undefined,
): void {
  const made = new Alarm(scope, id, {
    metric,
    alarmDescription,
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  if (topic) made.addAlarmAction(new SnsAction(topic));
}
