import { alarm } from '../../cloudwatch/resource';
import { BUCKET_TYPES } from '../../s3/resource';
import { SCHEDULER_TYPES } from '../../scheduler/resource';
import { TOPIC_TYPES } from '../../sns/resource';
import { QUEUE_TYPES } from '../../sqs/resource';
import { parameter } from '../../ssm/resource';
import { stateMachine } from '../../stepfunctions/resource';
import { unsupported } from '../errors';
import type { ResourceType } from '../resource-type';
import { customResource } from './custom-resource';
import { nestedStack } from './nested-stack';
import {
  inert,
  lambdaFunction,
  logGroup,
  managedPolicy,
  role,
  waitCondition,
  waitConditionHandle,
  workspace,
} from './simple';

/** Every type that can be deployed here. Any other fails by name. */
const TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::CDK::Metadata': inert,
  'AWS::CloudFormation::CustomResource': customResource,
  'AWS::CloudFormation::Stack': nestedStack,
  'AWS::CloudFormation::WaitCondition': waitCondition,
  'AWS::CloudFormation::WaitConditionHandle': waitConditionHandle,
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::IAM::ManagedPolicy': managedPolicy,
  'AWS::IAM::Policy': inert,
  'AWS::IAM::Role': role,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': inert,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::Logs::MetricFilter': inert,
  'AWS::SSM::Parameter': parameter,
  'AWS::StepFunctions::StateMachine': stateMachine,
  'AWS::WorkSpaces::Workspace': workspace,
  ...BUCKET_TYPES,
  ...QUEUE_TYPES,
  ...SCHEDULER_TYPES,
  ...TOPIC_TYPES,
};

export function resourceType(type: string): ResourceType {
  const found = type.startsWith('Custom::') ? customResource : TYPES[type];
  if (!found) throw unsupported(`the resource type ${type}`);
  return found;
}
