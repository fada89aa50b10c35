import type { Json, JsonObject } from '../../template/json';
import { RECORDER } from './recorder';

/** How the names of everything begin that a run makes. */
export const PREFIX = 'cdk-probe';

/**
 * Seconds that CloudFormation waits for an answer: less than its hour, so that nothing hangs for long, and more than Lambda takes to
 * deliver an event three times. One that is throttled may wait longer.
 */
const SERVICE_TIMEOUT = '600';
const THROTTLED_SERVICE_TIMEOUT = '1800';

/** The names of what records, of one run. */
export const namesOf = (run: string) => ({
  stack: `${PREFIX}-${run}-recorder`,
  function: `${PREFIX}-${run}-recorder`,
  throttled: `${PREFIX}-${run}-throttled`,
  logGroup: `/${PREFIX}/${run}`,
});

/** What a resource of an experiment is to do with which request. The function answers anything else with SUCCESS. */
export interface Orders {
  /** Names the template that the properties come from. */
  readonly Step: string;
  readonly OnCreate?: 'fails' | 'never answers' | 'throws once';
  readonly OnUpdate?: 'fails';
  readonly OnDelete?: 'fails in an update';
  /** Seconds until it answers. */
  readonly Seconds?: string;
  /** Part of its physical id. */
  readonly Id?: string;
}

export interface Place {
  readonly run: string;
  /** The run, the experiment, and which attempt at it this is. */
  readonly experiment: string;
  readonly isThrottled?: boolean;
}

/** A custom resource that is recorded. */
export function resource(place: Place, orders: Orders, ...dependsOn: readonly string[]): JsonObject {
  const names = namesOf(place.run);
  const name = place.isThrottled ? names.throttled : names.function;
  return {
    Type: 'Custom::Probe',
    ...(dependsOn.length > 0 && { DependsOn: [...dependsOn] }),
    Properties: {
      ServiceToken: sub(`arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}`),
      ServiceTimeout: place.isThrottled ? THROTTLED_SERVICE_TIMEOUT : SERVICE_TIMEOUT,
      Experiment: place.experiment,
      ...orders,
    },
  };
}

/** What records: two functions, of which the second may be throttled, their role and their log group. */
export function recorderTemplate(run: string, isThrottling: boolean): JsonObject {
  const names = namesOf(run);
  return {
    Description: 'Made by cdk-workspaces-applications probe stack, which removes it. It can be deleted.',
    Resources: {
      Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: names.logGroup, RetentionInDays: 7 } },
      Role: { Type: 'AWS::IAM::Role', Properties: role(run) },
      Recorder: recorder(names.function, names.logGroup, {}),
      Throttled: recorder(
        names.throttled,
        names.logGroup,
        isThrottling ? { ReservedConcurrentExecutions: 0 } : RELEASED,
      ),
    },
  };
}

/** The function says so in each line, so that it is known which came through after the throttle. */
const RELEASED: JsonObject = { Environment: { Variables: { RELEASED: 'yes' } } };

const recorder = (name: string, logGroup: string, more: JsonObject): JsonObject => ({
  Type: 'AWS::Lambda::Function',
  DependsOn: ['Log'],
  Properties: {
    FunctionName: name,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Timeout: 300,
    MemorySize: 256,
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    LoggingConfig: { LogGroup: logGroup },
    Code: { ZipFile: RECORDER },
    ...more,
  },
});

const role = (run: string): JsonObject => ({
  AssumeRolePolicyDocument: policy({ Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }),
  Policies: [
    {
      PolicyName: 'Record',
      PolicyDocument: policy(
        {
          Action: [
            'cloudformation:DescribeStacks',
            'cloudformation:DescribeStackEvents',
            'cloudformation:DescribeStackResources',
          ],
          Resource: sub(
            `arn:\${AWS::Partition}:cloudformation:\${AWS::Region}:\${AWS::AccountId}:stack/${PREFIX}-${run}-*`,
          ),
        },
        {
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: sub(
            `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:${namesOf(run).logGroup}:*`,
          ),
        },
      ),
    },
  ],
});

const policy = (...statements: readonly JsonObject[]): JsonObject => ({
  Version: '2012-10-17',
  Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
});

/** A stack of its own inside a stack, whose template the CDK CLI has put into the bucket of the bootstrap under this name. */
export const nestedStack = (objectKey: string, bucket: string): JsonObject => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: { TemplateURL: sub(`https://s3.\${AWS::Region}.\${AWS::URLSuffix}/${bucket}/${objectKey}`) },
});

const sub = (text: string): Json => ({ 'Fn::Sub': text });
