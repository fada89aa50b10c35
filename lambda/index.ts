import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { systemClock } from './clock';
import { RESOURCES_VARIABLE } from './contract';
import { entry, type World } from './entry';
import { isComplete as isCompleteWith } from './is-complete';
import { onEvent as onEventWith } from './on-event';

// One try a call, and none that hangs: the handler itself decides what is tried again, and when.
const config = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};

const world: World = {
  workspaces: new WorkSpacesClient(config),
  cloudFormation: new CloudFormationClient(config),
  clock: systemClock,
  random: Math.random,
  resources: Number(process.env[RESOURCES_VARIABLE]) || 1,
  write: (line) => process.stdout.write(`${line}\n`),
};

export const onEvent = entry(onEventWith, world);
export const isComplete = entry(isCompleteWith, world);
