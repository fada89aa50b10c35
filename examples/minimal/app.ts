import { App, Stack } from 'aws-cdk-lib';
// In your own app: from 'cdk-workspaces-applications'
import { WorkspaceApplicationAssociation } from '../../lib';

const app = new App();
const stack = new Stack(app, 'WorkspaceApplications');

// The defaults exist on the embedded AWS alone. For a real account pass `-c workspaceId=… -c applicationId=…`.
const workspaceId: string = app.node.tryGetContext('workspaceId') ?? 'ws-0abc12345';
const applicationId: string = app.node.tryGetContext('applicationId') ?? 'wsa-0def67890';

new WorkspaceApplicationAssociation(stack, 'Application', { workspaceId, applicationId });
