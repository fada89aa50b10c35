import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  WorkspaceApplication,
  WorkspaceApplicationAssociation,
  WorkspaceApplicationSet,
} from 'cdk-workspaces-applications';

const stack = new Stack(new App(), 'Desktops');

const visio = new WorkspaceApplicationAssociation(stack, 'Visio', {
  workspaceId: 'ws-0abc12345',
  applicationId: 'wsa-0def67890',
  timeout: Duration.minutes(30),
});

const project = WorkspaceApplication.fromName(stack, 'Project', 'Microsoft Project Professional 2021', {
  owner: 'AMAZON',
});

new WorkspaceApplicationSet(stack, 'Desk', {
  workspaceId: 'ws-1stopped01',
  applicationIds: ['wsa-1office21p', project.applicationId],
  absentApplicationIds: ['wsa-6portal01'],
  removalPolicy: RemovalPolicy.RETAIN,
});

new CfnOutput(stack, 'State', { value: visio.state });
