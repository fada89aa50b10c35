import { App, Stack } from 'aws-cdk-lib';
// In your own app: from 'cdk-workspaces-applications'
import { WorkspaceApplicationSet } from '../../lib';

const app = new App();
const stack = new Stack(app, 'WorkspaceApplicationsAdopted');

const workspaceId: string = app.node.tryGetContext('workspaceId') ?? 'ws-5server19a';
const existing: string = app.node.tryGetContext('existingApplicationId') ?? 'wsa-5office19p';
const added: string | undefined = app.node.tryGetContext('applicationId');

new WorkspaceApplicationSet(stack, 'Desk', {
  workspaceId,
  applicationIds: [existing, ...(added ? [added] : [])],
  // Without it, the deployment fails if it finds an application that it did not install.
  allowExisting: true,
});
