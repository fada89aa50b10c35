import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SSMClient } from '@aws-sdk/client-ssm';
import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { EVENT_BUS_VARIABLE, loadFrom } from './contract/load';
import { systemClock } from './service/clock';
import { ONE_TRY } from './service/one-try';
import { isCompleteFunction, onEventFunction, type World } from './stack/entry';

const bus = process.env[EVENT_BUS_VARIABLE];
// News, and nothing that a deployment may wait for.
const impatient = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
};

const world: World = {
  workspaces: new WorkSpacesClient(ONE_TRY),
  cloudFormation: new CloudFormationClient(ONE_TRY),
  ssm: new SSMClient(ONE_TRY),
  clock: systemClock,
  random: Math.random,
  ...loadFrom(process.env),
  ...(bus && { bus: { client: new EventBridgeClient(impatient), arn: bus } }),
  logGroup: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  write: (line) => process.stdout.write(`${line}\n`),
};

export const onEvent = onEventFunction(world);
export const isComplete = isCompleteFunction(world);
