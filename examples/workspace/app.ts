import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnWorkspace } from 'aws-cdk-lib/aws-workspaces';
// In your own app: from 'cdk-workspaces-applications'
import { WorkspaceApplicationSet } from '../../lib';

const app = new App();
const stack = new Stack(app, 'WorkspaceWithApplications');

const directoryId: string = app.node.tryGetContext('directoryId') ?? 'd-906734e325';
const bundleId: string = app.node.tryGetContext('bundleId') ?? 'wsb-performance';
const userName: string = app.node.tryGetContext('userName') ?? 'jane';
const applicationId: string = app.node.tryGetContext('applicationId') ?? 'wsa-0def67890';

const desktop = new CfnWorkspace(stack, 'Desktop', {
  directoryId,
  bundleId,
  userName,
  workspaceProperties: { runningMode: 'AUTO_STOP', runningModeAutoStopTimeoutInMinutes: 60 },
});

new WorkspaceApplicationSet(stack, 'Applications', {
  workspaceId: desktop.ref,
  applicationIds: [applicationId],
  // The WorkSpace is deleted with the stack, so nothing has to be uninstalled first.
  removalPolicy: RemovalPolicy.RETAIN,
});

new CfnOutput(stack, 'WorkspaceId', { value: desktop.ref });
