import { App, Stack } from 'aws-cdk-lib';
// In your own app: from 'cdk-workspaces-applications'
import { WorkspaceApplicationAssociation, WorkspaceApplicationProvider } from '../../lib';

const app = new App();

const shared = new Stack(app, 'WorkspaceApplicationsShared');
const provider = new WorkspaceApplicationProvider(shared, 'WorkspaceApplicationProvider');

const applicationId: string = app.node.tryGetContext('applicationId') ?? 'wsa-6vpn00001';
const sales: string = app.node.tryGetContext('sales') ?? 'ws-0abc12345';
const design: string = app.node.tryGetContext('design') ?? 'ws-4graphics1';

for (const [team, workspaceId] of Object.entries({ Sales: sales, Design: design })) {
  const stack = new Stack(app, `WorkspaceApplications${team}`);
  new WorkspaceApplicationAssociation(stack, 'Application', { workspaceId, applicationId, provider });
}
