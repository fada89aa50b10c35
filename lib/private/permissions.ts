import { Aws } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { REBOOT_TAG } from '../../lambda/contract/marks';

/*
 * Static by design: no statement names an instance, because the delete of a resource runs under the policy of the update
 * that dropped it. One statement per kind of resource. Pseudo parameters throughout, also in stacks whose environment is
 * known, so that a template never holds a literal partition, region or account.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonworkspaces.html
 */
const arn = (service: string, account: string, resource: string): string =>
  `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${account}:${resource}`;

/** Tags that a WorkSpace must have, by key. */
export type Tags = Readonly<Record<string, string>>;

/** For onEvent, which only looks: its crash can never leave a desktop changed, since it may not change one. */
export function lookingStatements(tags?: Tags): PolicyStatement[] {
  return [
    onWorkspaces(['workspaces:DescribeWorkspaceAssociations'], tags),
    onStacks(['cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents']),
  ];
}

const REGISTERING = ['workspaces:AssociateWorkspaceApplication', 'workspaces:DisassociateWorkspaceApplication'];

/** For isComplete, which reconciles. */
export function reconcilingStatements(tags?: Tags): PolicyStatement[] {
  return [
    onWorkspaces(
      [...REGISTERING, 'workspaces:DeployWorkspaceApplications', 'workspaces:DescribeWorkspaceAssociations'],
      tags,
    ),
    new PolicyStatement({
      actions: REGISTERING,
      // In which account's name AWS keeps the applications that it owns is documented nowhere. They carry no tags of ours.
      resources: [arn('workspaces', '*', 'workspaceapplication/*')],
    }),
    // AWS offers no resource level for these, and so no tags either. The second explains a refusal.
    new PolicyStatement({
      actions: ['workspaces:DescribeWorkspaces', 'workspaces:DescribeApplications'],
      resources: ['*'],
    }),
    // Its resources too: how many are still waited for, sets the pace.
    onStacks(['cloudformation:DescribeStacks', 'cloudformation:ListStackResources']),
  ];
}

/** For onEvent, if applications are looked up by name. AWS offers no resource level for it. */
export const lookingUpStatement = (): PolicyStatement =>
  new PolicyStatement({ actions: ['workspaces:DescribeApplications'], resources: ['*'] });

/** For resources that wait for the user to disconnect. AWS offers no resource level for it. */
export const sessionStatements = (): PolicyStatement[] => [
  new PolicyStatement({ actions: ['workspaces:DescribeWorkspacesConnectionStatus'], resources: ['*'] }),
];

/** For resources that reboot the WorkSpace. AWS offers no resource level for tags; but only one tag can be written. */
export const rebootStatements = (tags?: Tags): PolicyStatement[] => [
  onWorkspaces(['workspaces:RebootWorkspaces'], tags),
  new PolicyStatement({ actions: ['workspaces:DescribeTags'], resources: ['*'] }),
  new PolicyStatement({
    actions: ['workspaces:CreateTags'],
    resources: ['*'],
    conditions: { 'ForAllValues:StringEquals': { 'aws:TagKeys': [REBOOT_TAG] }, Null: { 'aws:TagKeys': 'false' } },
  }),
];

export const puttingEvents = (bus: IEventBus): PolicyStatement =>
  new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus.eventBusArn] });

/**
 * What Lambda needs to attach a function to a VPC. It acts as the function's role, so the function itself could do the
 * same: the last statement takes that away again, as AWS advises.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function networkStatements(): PolicyStatement[] {
  const changing = [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  const looking = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];
  return [
    // Lambda asks for all resource ids: which interface it will be, nobody knows beforehand.
    new PolicyStatement({ actions: changing, resources: [arn('ec2', Aws.ACCOUNT_ID, '*/*')] }),
    // AWS offers no resource level for these.
    new PolicyStatement({ actions: looking, resources: ['*'] }),
    new PolicyStatement({
      effect: Effect.DENY,
      actions: [...changing, ...looking],
      resources: ['*'],
      conditions: { ArnLike: { 'lambda:SourceFunctionArn': arn('lambda', Aws.ACCOUNT_ID, 'function:*') } },
    }),
  ];
}

/** What a function, and with `samples` a state machine, needs for X-Ray. AWS offers no resource level for these. */
export const tracingStatement = ({ samples = false } = {}): PolicyStatement =>
  new PolicyStatement({
    actions: [
      'xray:PutTraceSegments',
      'xray:PutTelemetryRecords',
      ...(samples ? ['xray:GetSamplingRules', 'xray:GetSamplingTargets'] : []),
    ],
    resources: ['*'],
  });

const onWorkspaces = (actions: string[], tags: Tags = {}): PolicyStatement => {
  const conditions = Object.entries(tags).map(([key, value]): [string, string] => [`aws:ResourceTag/${key}`, value]);
  return new PolicyStatement({
    actions,
    resources: [arn('workspaces', Aws.ACCOUNT_ID, 'workspace/*')],
    ...(conditions.length > 0 && { conditions: { StringEquals: Object.fromEntries(conditions) } }),
  });
};

/** Which stack asks, is known from the event alone: a provider may serve many. */
const onStacks = (actions: string[]): PolicyStatement =>
  new PolicyStatement({ actions, resources: [arn('cloudformation', Aws.ACCOUNT_ID, 'stack/*')] });
