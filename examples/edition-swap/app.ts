import { App, Stack } from 'aws-cdk-lib';
// In your own app: from 'cdk-workspaces-applications'
import { WorkspaceApplication, WorkspaceApplicationSet } from '../../lib';

const app = new App();
const stack = new Stack(app, 'WorkspaceApplicationsEdition');

const workspaceId: string = app.node.tryGetContext('workspaceId') ?? 'ws-0abc12345';
const edition: string = app.node.tryGetContext('edition') ?? 'Standard';

const named = (name: string) => WorkspaceApplication.fromName(stack, name, name).applicationId;

// One set, so that the old editions go and the new ones come in the same deployment. WorkSpaces mixes no editions.
new WorkspaceApplicationSet(stack, 'Desk', {
  workspaceId,
  applicationIds: [named(`Microsoft Visio LTSC ${edition} 2021`), named(`Microsoft Project ${edition} 2021`)],
});
