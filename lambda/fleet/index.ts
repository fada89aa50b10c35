import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { systemClock } from '../service/clock';
import { ONE_TRY } from '../service/one-try';
import { fleetFunctions } from './entry';

const functions = fleetFunctions({
  workspaces: new WorkSpacesClient(ONE_TRY),
  cloudFormation: new CloudFormationClient(ONE_TRY),
  tagging: new ResourceGroupsTaggingAPIClient(ONE_TRY),
  s3: new S3Client({}),
  ssm: new SSMClient({}),
  sfn: new SFNClient({}),
  sns: new SNSClient({}),
  events: new EventBridgeClient({}),
  clock: systemClock,
  random: Math.random,
  environment: process.env,
  write: (line) => process.stdout.write(`${line}\n`),
});

export const survey = functions.survey;
export const step = functions.step;
