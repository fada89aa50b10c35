import { Aws } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Effect, type IRole, Policy, PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { FLEET_PARAMETER_PREFIX } from '../../lambda/contract/fleet';
import { MARK_PREFIX } from '../../lambda/contract/marks';

/*
 * Static by design: no statement names an instance, because the delete of a resource runs under the policy of the update
 * that dropped it. Pseudo parameters throughout, also in stacks whose environment is known, so that a template never holds
 * a literal partition, region or account.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonworkspaces.html
 */
const arn = (service: string, account: string, resource: string): string =>
  `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${account}:${resource}`;

/** Actions, by the narrowest resource that AWS lets a policy name for them. */
interface Actions {
  /** WorkSpaces of the account and Region. */
  readonly onWorkspaces?: readonly string[];
  /** Applications. The account in the ARN of an application that AWS owns is not documented. */
  readonly onApplications?: readonly string[];
  /** Stacks of the account and Region: a provider may serve many, and learns of them by their requests. */
  readonly onStacks?: readonly string[];
  /** AWS offers no resource level, and so no condition on the tags of a resource either. */
  readonly onAnything?: readonly string[];
  /** The parameters of all fleets: they show whether one still holds an application. */
  readonly onFleets?: readonly string[];
  /** AWS offers no resource level, but a condition on the keys of the tags. */
  readonly onOwnTags?: readonly string[];
}

const REGISTERING = ['AssociateWorkspaceApplication', 'DisassociateWorkspaceApplication'];

/** What each part of the handler may call. */
const MAY = {
  /** onEvent only looks at its stack: its crash cannot leave a desktop changed. */
  look: {
    onStacks: ['DescribeStacks', 'DescribeStackEvents', 'DescribeStackResource', 'ListStackResources'],
  },
  /** isComplete reconciles. The catalogue explains a refusal; stacks and fleets show who still holds a mark. */
  reconcile: {
    onWorkspaces: [...REGISTERING, 'DeployWorkspaceApplications', 'DescribeWorkspaceAssociations'],
    onApplications: REGISTERING,
    onAnything: ['DescribeWorkspaces', 'DescribeApplications', 'DescribeTags'],
    onOwnTags: ['CreateTags', 'DeleteTags'],
    onStacks: ['DescribeStacks', 'ListStackResources', 'DescribeStackResources'],
    onFleets: ['GetParameter'],
  },
  /** onEvent, if applications are looked up by name. */
  lookUp: { onAnything: ['DescribeApplications'] },
  /** isComplete, if a resource waits for the user to disconnect. */
  waitForUser: { onAnything: ['DescribeWorkspacesConnectionStatus'] },
  /** isComplete, if a resource reboots its WorkSpace. */
  reboot: { onWorkspaces: ['RebootWorkspaces'] },
} as const satisfies Readonly<Record<string, Actions>>;

export type Part = keyof typeof MAY;

/** The statements for a part of the handler, on WorkSpaces that have `tags`. */
export function statementsFor(part: Part, tags: Readonly<Record<string, string>> = {}): PolicyStatement[] {
  const { onWorkspaces, onApplications, onStacks, onAnything, onOwnTags, onFleets }: Actions = MAY[part];
  return [
    ...statement('workspaces', onWorkspaces, arn('workspaces', Aws.ACCOUNT_ID, 'workspace/*'), onTagged(tags)),
    ...statement('workspaces', onApplications, arn('workspaces', '*', 'workspaceapplication/*')),
    ...statement('workspaces', onAnything, '*'),
    ...statement('workspaces', onOwnTags, '*', OWN_TAGS),
    ...statement('cloudformation', onStacks, arn('cloudformation', Aws.ACCOUNT_ID, 'stack/*')),
    ...statement('ssm', onFleets, arn('ssm', Aws.ACCOUNT_ID, `parameter${FLEET_PARAMETER_PREFIX}*`)),
  ];
}

type Conditions = PolicyStatementProps['conditions'];

/** Every key begins with our prefix, and there is a key: without keys, `ForAllValues` alone would be true. */
const OWN_TAGS: Conditions = {
  'ForAllValues:StringLike': { 'aws:TagKeys': [`${MARK_PREFIX}*`] },
  Null: { 'aws:TagKeys': 'false' },
};

function onTagged(tags: Readonly<Record<string, string>>): Conditions {
  const conditions = Object.entries(tags).map(([key, value]): [string, string] => [`aws:ResourceTag/${key}`, value]);
  return conditions.length > 0 ? { StringEquals: Object.fromEntries(conditions) } : undefined;
}

const statement = (service: string, actions: readonly string[] = [], resource: string, conditions?: Conditions) =>
  actions.length > 0
    ? [
        new PolicyStatement({
          actions: actions.map((action) => `${service}:${action}`),
          resources: [resource],
          conditions,
        }),
      ]
    : [];

/**
 * A policy beside the role's own. The role attaches it, not the policy itself: a role that the user creates, with
 * `Role.customizeRoles`, then reports its statements instead.
 */
export function attachPolicy(
  scope: Construct,
  id: string,
  role: IRole | undefined,
  statements: PolicyStatement[],
): Policy {
  const policy = new Policy(scope, id, { statements });
  role?.attachInlinePolicy(policy);
  return policy;
}

export const puttingEvents = (bus: IEventBus): PolicyStatement =>
  new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus.eventBusArn] });

/**
 * What Lambda needs to attach a function to a VPC. Lambda acts with the role of the function, so that the function's own code
 * could do the same: the last statement denies it, as AWS advises.
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
    // Lambda requires all resource ids, because the interfaces do not exist yet.
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
