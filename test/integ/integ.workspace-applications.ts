import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { WorkspaceApplicationSet } from '../../lib';

/** For a real account: how to run it is in CONTRIBUTING.md. */
const { INTEG_WORKSPACE_ID = 'ws-0abc12345', INTEG_APPLICATION_ID = 'wsa-0def67890' } = process.env;

const app = new App();
const stack = new Stack(app, 'IntegWorkspaceApplications');

const applications = new WorkspaceApplicationSet(stack, 'Desk', {
  workspaceId: INTEG_WORKSPACE_ID,
  applicationIds: [INTEG_APPLICATION_ID],
});

const integ = new IntegTest(app, 'Integ', {
  testCases: [stack],
  // The snapshot names a desktop that exists nowhere: there is nothing to update from.
  stackUpdateWorkflow: false,
});

const seen = integ.assertions
  .awsApiCall('WorkSpaces', 'describeWorkspaceAssociations', {
    WorkspaceId: applications.workspaceId,
    AssociatedResourceTypes: ['APPLICATION'],
  })
  .expect(
    ExpectedResult.objectLike({
      Associations: Match.arrayWith([
        Match.objectLike({ AssociatedResourceId: INTEG_APPLICATION_ID, State: 'COMPLETED' }),
      ]),
    }),
  );
// No value of the stack is looked at, so nothing else would have the look come after it.
seen.node.addDependency(applications);
