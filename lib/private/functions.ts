import { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  determineLatestNodeRuntime,
  Function as LambdaFunction,
  LoggingFormat,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { WorkspaceApplicationProviderProps } from '../workspace-application-provider-props';
import { assetFolder } from './handler-asset';
import { networkStatements, type Part, puttingEvents, statementsFor, tracingStatement } from './permissions';

/** What all functions of a provider have in common. */
export interface Surroundings {
  readonly props: WorkspaceApplicationProviderProps;
  readonly logGroup: ILogGroup;
  readonly securityGroups?: ISecurityGroup[];
  readonly environment: Record<string, string>;
}

/** A function of the handler, and its role. */
export function createHandler(scope: Construct, entry: 'onEvent' | 'isComplete', part: Part, around: Surroundings) {
  const { props, logGroup, securityGroups, environment } = around;
  const name = entry === 'onEvent' ? 'OnEvent' : 'IsComplete';
  const role = createRole(scope, `${name}Role`, around);
  for (const statement of statementsFor(part, props.workspaceTags)) role.addToPolicy(statement);
  if (props.eventBus) role.addToPolicy(puttingEvents(props.eventBus));
  return new LambdaFunction(scope, name, {
    description: `Applications of Amazon WorkSpaces - ${entry} (${scope.node.path})`.slice(0, 256),
    code: Code.fromAsset(assetFolder('handler')),
    handler: `index.${entry}`,
    runtime: determineLatestNodeRuntime(scope),
    architecture: props.architecture ?? Architecture.ARM_64,
    // More memory comes with more processor time, which a cold start needs to load and for the first TLS handshake.
    memorySize: 256,
    timeout: Duration.minutes(5),
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: props.logLevel,
    vpc: props.vpc,
    vpcSubnets: props.subnets,
    securityGroups,
    environmentEncryption: props.environmentEncryption,
    environment,
  });
}

/**
 * A role that may write log events, and no more unless a prop needs it. The managed policy that Lambda suggests could also
 * create log groups: a late log event would then bring back the log group that was deleted with the stack.
 */
export function createRole(scope: Construct, id: string, { props, logGroup }: Surroundings): Role {
  const role = new Role(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  if (props.vpc) for (const statement of networkStatements()) role.addToPolicy(statement);
  if (isTraced(props)) role.addToPolicy(tracingStatement());
  return role;
}

export const isTraced = ({ tracing = Tracing.DISABLED }: WorkspaceApplicationProviderProps): boolean =>
  tracing !== Tracing.DISABLED;
