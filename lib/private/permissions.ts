import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/*
 * Static by design: no statement names an instance, because the delete of a resource runs under the policy of the update
 * that dropped it. One statement per kind of resource. Pseudo parameters throughout, also in stacks whose environment is
 * known, so that a template never holds a literal partition, region or account.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonworkspaces.html
 */
const arn = (service: string, account: string, resource: string): string =>
  `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${account}:${resource}`;

const workspaces = (): string => arn('workspaces', Aws.ACCOUNT_ID, 'workspace/*');

/** In which account's name AWS keeps the applications that it owns is documented nowhere. */
const applications = (): string => arn('workspaces', '*', 'workspaceapplication/*');

const stacks = (): string => arn('cloudformation', Aws.ACCOUNT_ID, 'stack/*');

/** For onEvent, which only looks: its crash can never leave a desktop changed, since it may not change one. */
export function lookingStatements(): PolicyStatement[] {
  return [
    new PolicyStatement({ actions: ['workspaces:DescribeWorkspaceAssociations'], resources: [workspaces()] }),
    ownStack(),
  ];
}

/** For isComplete, which reconciles. */
export function reconcilingStatements(): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['workspaces:AssociateWorkspaceApplication', 'workspaces:DisassociateWorkspaceApplication'],
      resources: [workspaces(), applications()],
    }),
    new PolicyStatement({
      actions: ['workspaces:DeployWorkspaceApplications', 'workspaces:DescribeWorkspaceAssociations'],
      resources: [workspaces()],
    }),
    // AWS offers no resource level for it.
    new PolicyStatement({ actions: ['workspaces:DescribeWorkspaces'], resources: ['*'] }),
    // Its resources too: how many are still waited for, sets the pace.
    ownStack('cloudformation:ListStackResources'),
  ];
}

/** Which stack asks, is known from the event alone: a provider may serve many. */
function ownStack(...more: string[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents', ...more],
    resources: [stacks()],
  });
}
