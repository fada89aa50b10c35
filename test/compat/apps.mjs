// The stacks that are checked: what the package makes by default, and with every prop that answers a finding.
import { App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import {
  WorkspaceApplication,
  WorkspaceApplicationAssociation,
  WorkspaceApplicationProvider,
} from 'cdk-workspaces-applications';

const context = { 'aws:cdk:disable-asset-staging': true };

function newStack() {
  return new Stack(new App({ context }), 'Desktops', { env: { account: '111122223333', region: 'us-east-1' } });
}

function associate(stack, provider) {
  const ids = { workspaceId: 'ws-0abc12345', applicationId: 'wsa-0def67890' };
  new WorkspaceApplicationAssociation(stack, 'Visio', { ...ids, provider });
  return { stack, provider };
}

export function byDefault() {
  const stack = newStack();
  return associate(stack, WorkspaceApplicationProvider.of(stack));
}

export function hardened() {
  const stack = newStack();
  const key = Key.fromKeyArn(
    stack,
    'Key',
    'arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000',
  );
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0abc1234',
    availabilityZones: ['us-east-1a'],
    privateSubnetIds: ['subnet-0abc1234'],
  });
  const provider = new WorkspaceApplicationProvider(stack, 'WorkspaceApplicationProvider', {
    vpc,
    logEncryptionKey: key,
    environmentEncryption: key,
    tracing: Tracing.ACTIVE,
    workspaceTags: { Managed: 'cdk' },
  });
  WorkspaceApplication.fromName(stack, 'Office', 'Microsoft Office LTSC Standard 2021', { provider });
  return associate(stack, provider);
}
