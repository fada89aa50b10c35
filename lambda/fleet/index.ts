import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { systemClock } from '../service/clock';
import { fleetFunctions } from './entry';

// One try a call of WorkSpaces, and none that hangs: the functions decide what is tried again, and when.
const config = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};

const functions = fleetFunctions({
  workspaces: new WorkSpacesClient(config),
  tagging: new ResourceGroupsTaggingAPIClient(config),
  s3: new S3Client({}),
  ssm: new SSMClient({}),
  sfn: new SFNClient({}),
  sns: new SNSClient({}),
  clock: systemClock,
  random: Math.random,
  environment: process.env,
  write: (line) => process.stdout.write(`${line}\n`),
});

export const survey = functions.survey;
export const step = functions.step;
