import { unsupported } from '../errors';
import type { ResourceType } from '../resource-type';
import { customResource } from './custom-resource';
import { nestedStack } from './nested-stack';
import {
  inert,
  lambdaFunction,
  logGroup,
  managedPolicy,
  parameter,
  role,
  stateMachine,
  topic,
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
  'AWS::IAM::ManagedPolicy': managedPolicy,
  'AWS::IAM::Policy': inert,
  'AWS::IAM::Role': role,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': inert,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::SNS::Topic': topic,
  'AWS::SSM::Parameter': parameter,
  'AWS::StepFunctions::StateMachine': stateMachine,
  'AWS::WorkSpaces::Workspace': workspace,
};

export function resourceType(type: string): ResourceType {
  const found = type.startsWith('Custom::') ? customResource : TYPES[type];
  if (!found) throw unsupported(`the resource type ${type}`);
  return found;
}
