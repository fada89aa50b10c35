import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import {
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  LogQueryWidget,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventBus, EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
// In your own app: from 'cdk-workspaces-applications'
import { FleetTargets, MaintenanceWindow, WorkspaceApplicationFleet } from '../../lib';

const app = new App();
const stack = new Stack(app, 'WorkspaceApplicationFleetNews');

const directoryId: string = app.node.tryGetContext('directoryId') ?? 'd-906734e325';
const applicationId: string = app.node.tryGetContext('applicationId') ?? 'wsa-0def67890';
const email: string | undefined = app.node.tryGetContext('email');

const topic = new Topic(stack, 'News', { enforceSSL: true });
if (email) topic.addSubscription(new EmailSubscription(email));
const eventBus = new EventBus(stack, 'Bus');

// The topic receives a mail at the end of each run, and the alarms of the fleet: a run has failed, is missing, or could not be started.
const fleet = new WorkspaceApplicationFleet(stack, 'Visio', {
  targets: FleetTargets.directory(directoryId),
  fleetName: 'VisioNews',
  applicationIds: [applicationId],
  maintenanceWindow: MaintenanceWindow.nightly({
    start: '22:00',
    duration: Duration.hours(6),
    timeZone: TimeZone.EUROPE_BERLIN,
  }),
  notificationTopic: topic,
  eventBus,
  announceBefore: Duration.hours(6),
});

// Too many desktops are not as declared, whatever the runs say.
const behind = fleet.metricNotCompliant({ period: Duration.days(1) }).createAlarm(stack, 'Behind', {
  alarmDescription: 'More than 20 desktops were not as declared after two nights: read the report',
  threshold: 20,
  comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
  evaluationPeriods: 2,
  treatMissingData: TreatMissingData.IGNORE,
});
behind.addAlarmAction(new SnsAction(topic));

// At four in the afternoon: whose desktops tonight's window is expected to change.
new Rule(stack, 'Tonight', {
  eventBus,
  eventPattern: { source: ['cdk-workspaces-applications'], detailType: ['WorkSpace Fleet Window Ahead'] },
  targets: [
    new SnsTopic(topic, {
      message: RuleTargetInput.fromText(
        `Tonight ${EventField.fromPath('$.detail.fleet')} expects to change ${EventField.fromPath('$.detail.desktops')} desktops. Their users: ${EventField.fromPath('$.detail.list')}`,
      ),
    }),
  ],
});

const period = Duration.days(1);
new Dashboard(stack, 'Dashboard', { defaultInterval: Duration.days(28) }).addWidgets(
  new GraphWidget({
    title: 'Desktops that are not as declared',
    left: [fleet.metricNotCompliant({ period })],
    leftYAxis: { min: 0 },
  }),
  new GraphWidget({ title: 'Runs that failed', left: [fleet.metricRunsFailed({ period })], leftYAxis: { min: 0 } }),
  new LogQueryWidget({
    title: 'Desktops that failed',
    width: 24,
    logGroupNames: [fleet.logGroup.logGroupName],
    queryLines: [
      'fields @timestamp, workspace, code, reason',
      'filter message = "stepped" and next = "fail"',
      'sort @timestamp desc',
      'limit 50',
    ],
  }),
);
