import { App, Stack } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
// In your own app: from 'cdk-workspaces-applications'
import { WorkspaceApplicationAssociation, WorkspaceApplicationProvider } from '../../lib';

const app = new App();
const stack = new Stack(app, 'WorkspaceApplicationsWithAlarm');

const workspaceId: string = app.node.tryGetContext('workspaceId') ?? 'ws-0abc12345';
const applicationId: string = app.node.tryGetContext('applicationId') ?? 'wsa-0def67890';
const email: string | undefined = app.node.tryGetContext('email');

new WorkspaceApplicationAssociation(stack, 'Application', { workspaceId, applicationId });

const topic = new Topic(stack, 'Failures', { enforceSSL: true });
if (email) topic.addSubscription(new EmailSubscription(email));

const alarm = WorkspaceApplicationProvider.of(stack).metricFailures().createAlarm(stack, 'Alarm', {
  alarmDescription: 'Applications of a WorkSpace could not be installed or uninstalled: see the events of the stack',
  threshold: 1,
  evaluationPeriods: 1,
  // There is no data between two deployments.
  treatMissingData: TreatMissingData.NOT_BREACHING,
});
alarm.addAlarmAction(new SnsAction(topic));
