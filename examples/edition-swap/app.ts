import { App, Stack } from 'aws-cdk-lib';
// In your own app: from 'cdk-workspaces-applications'
import { WorkspaceApplication, WorkspaceApplicationSet } from '../../lib';

const app = new App();
const stack = new Stack(app, 'WorkspaceApplicationsEdition');

const workspaceId: string = app.node.tryGetContext('workspaceId') ?? 'ws-0abc12345';
const edition: string = app.node.tryGetContext('edition') ?? 'Standard';

const visio = WorkspaceApplication.fromName(stack, 'Visio', `Microsoft Visio LTSC ${edition} 2021`);

// One set, so that one deployment uninstalls the old edition and installs the new one.
new WorkspaceApplicationSet(stack, 'Desk', { workspaceId, applicationIds: [visio.applicationId] });
