import { Annotations, Aws, Reference, RemovalPolicy, Stack, Tokenization } from 'aws-cdk-lib';
import { type ISecurityGroup, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, Function as LambdaFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Provider } from 'aws-cdk-lib/custom-resources';
import type { Construct, IConstruct } from 'constructs';
import type { WorkspaceApplicationProviderProps } from '../workspace-application-provider-props';
import { FRAMEWORK } from './framework-settings';
import { tracingStatement } from './permissions';

const PROVIDERS = new WeakMap<Stack, Construct>();

/** Warns of a second provider in a stack. */
export function warnOfSecond(provider: Construct): void {
  const stack = Stack.of(provider);
  const first = PROVIDERS.get(stack);
  PROVIDERS.set(stack, first ?? provider);
  if (first === undefined) return;
  Annotations.of(provider).addWarningV2(
    'cdk-workspaces-applications:secondProvider',
    `this stack has a provider already, ${first.node.path}: each keeps a pace for its own resources, so that both together may exceed ` +
      "the service's request rate, and each has functions and roles of its own. A construct that gets no provider uses the one with the " +
      'id WorkspaceApplicationProvider. What next: pass one provider to all constructs, or acknowledge this',
  );
}

/** The log group of a provider: the given one, or its own. */
export function logGroupOf(scope: Construct, props: WorkspaceApplicationProviderProps): ILogGroup {
  if (props.logGroup) return props.logGroup;
  // For all log groups of the account and Region: a policy that names this one would make a circular dependency.
  props.logEncryptionKey?.addToResourcePolicy(
    new PolicyStatement({
      actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      principals: [new ServicePrincipal(`logs.${Aws.REGION}.${Aws.URL_SUFFIX}`)],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*`,
        },
      },
    }),
  );
  return new LogGroup(scope, 'LogGroup', {
    retention: props.logRetention ?? RetentionDays.ONE_MONTH,
    removalPolicy: props.logRemovalPolicy ?? RemovalPolicy.DESTROY,
    encryptionKey: props.logEncryptionKey,
  });
}

/** The security groups of the functions: the given ones, or one for all. Undefined without a VPC. */
export function securityGroupsOf(
  scope: Construct,
  { vpc, securityGroups }: WorkspaceApplicationProviderProps,
): ISecurityGroup[] | undefined {
  if (!vpc || securityGroups) return securityGroups;
  const description = 'Functions that manage the applications of WorkSpaces: HTTPS outwards, nothing inwards';
  const group = new SecurityGroup(scope, 'SecurityGroup', { vpc, description, allowAllOutbound: false });
  group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'AWS APIs and the response bucket of CloudFormation');
  return [group];
}

/** The function of the framework that CloudFormation calls, so that every resource depends on it. */
export function entryOf(framework: Provider): IConstruct {
  const token = Tokenization.reverseString(framework.serviceToken).firstToken;
  if (Reference.isReference(token)) return token.target;
  throw new Error(
    `${framework.node.path}: this version of aws-cdk-lib has no function for CloudFormation to call: use a version of the peer range`,
  );
}

/** The waiter that the framework created. */
export function waiterOf(framework: Provider): CfnStateMachine {
  const found = framework.node.findAll().find((child) => child instanceof CfnStateMachine);
  if (found instanceof CfnStateMachine) return found;
  throw new Error(
    `${framework.node.path}: this version of aws-cdk-lib creates no waiter: use a version of the peer range`,
  );
}

/** Has the functions of the framework wait where Lambda throttles, instead of failing. They have no options for this. */
export function makePatient(framework: Provider): void {
  const entry = entryOf(framework);
  for (const child of framework.node.findAll()) {
    if (child instanceof LambdaFunction) child.addEnvironment('AWS_MAX_ATTEMPTS', String(FRAMEWORK.maxAttempts));
    if (!(child instanceof CfnFunction)) continue;
    child.timeout = child === entry ? FRAMEWORK.onEventSeconds : FRAMEWORK.isCompleteSeconds;
  }
}

/** Traces every function of the provider and, with `Tracing.ACTIVE`, the waiter. The framework's constructs have no option for this. */
export function trace(provider: Construct, framework: Provider, tracing: Tracing): void {
  for (const child of provider.node.findAll()) {
    if (child instanceof CfnFunction) child.tracingConfig = { mode: tracing };
  }
  if (tracing !== Tracing.ACTIVE) return;
  waiterOf(framework).tracingConfiguration = { enabled: true };
  for (const child of framework.node.findAll()) {
    if (child instanceof Role) child.addToPolicy(tracingStatement({ samples: true }));
  }
}
