import { Aws, Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { type IGrantable, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  determineLatestNodeRuntime,
  Function as LambdaFunction,
  LoggingFormat,
} from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { FLEET_PARAMETER_PREFIX, FLEET_VARIABLES } from '../../lambda/contract/fleet';
import { MARK_PREFIX } from '../../lambda/contract/marks';
import { assetFolder } from './handler-asset';

/** What both functions of a fleet have in common. */
export interface FleetSurroundings {
  readonly fleetName: string;
  readonly bucket: IBucket;
  readonly logGroup: ILogGroup;
  readonly rebootAfterInstallation: boolean;
  readonly eventBus: IEventBus | undefined;
}

const arn = (service: string, account: string, resource: string): string =>
  `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${account}:${resource}`;

const onWorkspaces = (...names: readonly string[]) =>
  statement(names, 'workspaces', arn('workspaces', Aws.ACCOUNT_ID, 'workspace/*'));
const onApplications = (...names: readonly string[]) =>
  statement(names, 'workspaces', arn('workspaces', '*', 'workspaceapplication/*'));
/** AWS offers no resource level for these. */
const onAnything = (...names: readonly string[]) => statement(names, 'workspaces', '*');

function statement(names: readonly string[], service: string, resource: string): PolicyStatement {
  return new PolicyStatement({ actions: names.map((name) => `${service}:${name}`), resources: [resource] });
}

/** Every key begins with our prefix, and there is a key: without keys, `ForAllValues` alone would be true. */
const onOwnTags = (...names: readonly string[]) =>
  new PolicyStatement({
    actions: names.map((name) => `workspaces:${name}`),
    resources: ['*'],
    conditions: {
      'ForAllValues:StringLike': { 'aws:TagKeys': [`${MARK_PREFIX}*`] },
      Null: { 'aws:TagKeys': 'false' },
    },
  });

const REGISTERING = ['AssociateWorkspaceApplication', 'DisassociateWorkspaceApplication'];

/** The survey reads; what it changes is only ever taken back. */
const surveyStatements = (): PolicyStatement[] => [
  onWorkspaces('DescribeWorkspaceAssociations', ...REGISTERING),
  onApplications('DescribeApplicationAssociations', ...REGISTERING),
  onAnything('DescribeWorkspaces', 'DescribeApplications', 'DescribeWorkspacesConnectionStatus', 'DescribeTags'),
  onOwnTags('DeleteTags'),
  statement(['GetResources'], 'tag', '*'),
];

const stepStatements = (reboots: boolean): PolicyStatement[] => [
  onWorkspaces(
    'DescribeWorkspaceAssociations',
    ...REGISTERING,
    'DeployWorkspaceApplications',
    ...(reboots ? ['RebootWorkspaces'] : []),
  ),
  onApplications(...REGISTERING),
  onAnything('DescribeWorkspaces', 'DescribeApplications', 'DescribeWorkspacesConnectionStatus', 'DescribeTags'),
  onOwnTags('CreateTags', 'DeleteTags'),
];

export function createSurvey(scope: Construct, around: FleetSurroundings): LambdaFunction {
  return createFunction(scope, 'Survey', around, {
    statements: surveyStatements(),
    timeout: Duration.minutes(15),
    memorySize: 1024,
  });
}

export function createStep(scope: Construct, around: FleetSurroundings): LambdaFunction {
  return createFunction(scope, 'Step', around, {
    statements: stepStatements(around.rebootAfterInstallation),
    timeout: Duration.minutes(5),
    memorySize: 256,
  });
}

interface Particulars {
  readonly statements: readonly PolicyStatement[];
  readonly timeout: Duration;
  readonly memorySize: number;
}

function createFunction(
  scope: Construct,
  id: 'Survey' | 'Step',
  { fleetName, bucket, logGroup, eventBus }: FleetSurroundings,
  { statements, timeout, memorySize }: Particulars,
): LambdaFunction {
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  for (const one of statements) role.addToPolicy(one);
  grantObjects(bucket, role, fleetName);
  eventBus?.grantPutEventsTo(role);
  // Whether another holder of an application still exists: the parameters of fleets and the resources of stacks show it.
  role.addToPolicy(
    statement(['GetParameter'], 'ssm', arn('ssm', Aws.ACCOUNT_ID, `parameter${FLEET_PARAMETER_PREFIX}*`)),
  );
  role.addToPolicy(
    statement(
      ['DescribeStacks', 'DescribeStackResources', 'ListStackResources'],
      'cloudformation',
      arn('cloudformation', Aws.ACCOUNT_ID, 'stack/*'),
    ),
  );
  return new LambdaFunction(scope, id, {
    description: `Applications of Amazon WorkSpaces - ${id} (${scope.node.path})`.slice(0, 256),
    code: Code.fromAsset(assetFolder('fleet')),
    handler: `index.${id.toLowerCase()}`,
    runtime: determineLatestNodeRuntime(scope),
    architecture: Architecture.ARM_64,
    memorySize,
    timeout,
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    environment: {
      [FLEET_VARIABLES.parameter]: `${FLEET_PARAMETER_PREFIX}${fleetName}`,
      [FLEET_VARIABLES.bucket]: bucket.bucketName,
      [FLEET_VARIABLES.stack]: Aws.STACK_ID,
      ...(eventBus && { [FLEET_VARIABLES.eventBus]: eventBus.eventBusArn }),
    },
  });
}

/** Without permission to list, S3 answers a key that does not exist as denied. */
function grantObjects(bucket: IBucket, grantee: IGrantable, fleetName: string): void {
  bucket.grantRead(grantee, `${fleetName}/*`);
  bucket.grantPut(grantee, `${fleetName}/*`);
}
