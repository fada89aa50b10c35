import { App, Stack } from 'aws-cdk-lib';
// In your own app: from 'cdk-workspaces-applications'
import { WhenUserConnected, WorkspaceApplication, WorkspaceApplicationSet } from '../../lib';

const app = new App();
const stack = new Stack(app, 'WorkspaceApplicationsWithoutOffice2016');

const workspaceIds: string = app.node.tryGetContext('workspaceIds') ?? 'ws-0abc12345,ws-3value0001';

const office2016 = WorkspaceApplication.fromName(stack, 'Office2016', 'Microsoft Office Professional Plus 2016', {
  // It is out of support and can only be uninstalled, which is all that an absent application needs.
  allowUninstallOnly: true,
});

for (const workspaceId of workspaceIds.split(',')) {
  // The id of the construct is the id of the WorkSpace: the list can change without a change to the other resources.
  new WorkspaceApplicationSet(stack, workspaceId, {
    workspaceId,
    absentApplicationIds: [office2016.applicationId],
    whenUserConnected: WhenUserConnected.WAIT,
  });
}
