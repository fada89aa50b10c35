import { App, Duration, Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, LogQueryWidget, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
// In your own app: from 'cdk-workspaces-applications'
import { WorkspaceApplicationAssociation, WorkspaceApplicationProvider } from '../../lib';

const app = new App();
const stack = new Stack(app, 'WorkspaceApplicationsWithDashboard');

const workspaceId: string = app.node.tryGetContext('workspaceId') ?? 'ws-0abc12345';
const applicationId: string = app.node.tryGetContext('applicationId') ?? 'wsa-0def67890';

new WorkspaceApplicationAssociation(stack, 'Application', { workspaceId, applicationId });

const provider = WorkspaceApplicationProvider.of(stack);
const period = Duration.hours(1);

new Dashboard(stack, 'Dashboard', { defaultInterval: Duration.days(7) }).addWidgets(
  new SingleValueWidget({
    title: 'Requests and failures',
    metrics: [provider.metricRequests({ period }), provider.metricFailures({ period })],
    setPeriodToTimeRange: true,
  }),
  new GraphWidget({
    title: 'How long requests take (ms)',
    left: [
      provider.metricDuration({ period, label: 'average' }),
      provider.metricDuration({ period, label: 'longest', statistic: 'Maximum' }),
    ],
  }),
  new LogQueryWidget({
    title: 'What failed',
    width: 24,
    logGroupNames: [provider.logGroup.logGroupName],
    queryLines: [
      'fields @timestamp, resource, coalesce(reason, said) as why',
      'filter level = "ERROR" or message = "stood down"',
      'sort @timestamp desc',
      'limit 20',
    ],
  }),
);
