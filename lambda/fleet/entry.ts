import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { FLEET_METRIC, FLEET_VARIABLES } from '../contract/fleet';
import { type Caller, PATIENCE } from '../service/calls';
import type { Clock } from '../service/clock';
import { EventBus } from '../service/event-bus';
import { Executions } from '../service/executions';
import { holdersOf } from '../service/holders';
import { type Fields, jsonLog } from '../service/log';
import { Objects } from '../service/objects';
import { Parameters } from '../service/parameters';
import { Stacks } from '../service/stacks';
import { TagIndex } from '../service/tag-index';
import { SECOND } from '../service/time';
import { Topics } from '../service/topic';
import { Workspaces } from '../service/workspaces';
import { type StepInput, stepOf } from './child';
import { holderOf } from './hashes';
import { withoutFormer } from './holders';
import type { StepAnswer, SurveyAnswer } from './run';
import { Store } from './store';
import { type SurveyInput, surveyOf } from './survey';
import type { FleetTools } from './tools';

/** What the functions of a fleet are given by the world around them. */
export interface FleetWorld {
  readonly workspaces: WorkSpacesClient;
  readonly cloudFormation: CloudFormationClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
  readonly s3: S3Client;
  readonly ssm: SSMClient;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly events: EventBridgeClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly write: (line: string) => void;
}

/** How long one step of a child tries a refused call again: to wait in the state machine costs nothing. */
const STEP_PATIENCE = 20 * SECOND;

/** The functions that the state machine of a fleet calls. Step Functions delivers what they themselves have answered. */
export function fleetFunctions(world: FleetWorld) {
  return {
    survey: async (event: SurveyInput): Promise<SurveyAnswer> => {
      const tools = toolsOf(world, PATIENCE, { execution: event.execution });
      const answer = await surveyOf(event, tools);
      tools.log('INFO', 'surveyed', { next: answer.next, reason: answer.reason });
      return answer;
    },
    step: async (event: StepInput): Promise<StepAnswer> => {
      const about = { run: event.run.id, workspace: event.desktop.workspaceId };
      const tools = toolsOf(world, STEP_PATIENCE, about);
      const answer = await stepOf(event, tools);
      tools.log('INFO', 'stepped', { next: answer.next, code: answer.code, reason: answer.reason });
      return answer;
    },
  };
}

function toolsOf(world: FleetWorld, patience: number, context: Fields): FleetTools {
  const { clock, random, environment } = world;
  const variable = (name: keyof typeof FLEET_VARIABLES): string => environment[FLEET_VARIABLES[name]] ?? '';
  const parameters = new Parameters(world.ssm);
  const store = new Store(parameters, new Objects(world.s3), variable('parameter'), variable('bucket'));
  const log = jsonLog(world.write, () => clock.now(), { [FLEET_METRIC.fleet]: store.name, ...context });
  const caller: Caller = { clock, random, log, until: clock.now() + patience };
  const busArn = variable('eventBus');
  const bus = new EventBus(busArn === '' ? undefined : { client: world.events, arn: busArn });
  const holder = holderOf(store.name, variable('stack'));
  return {
    ...caller,
    workspaces: new Workspaces(world.workspaces),
    holders: withoutFormer(holder, holdersOf({ stacks: new Stacks(world.cloudFormation), parameters }, caller)),
    store,
    tagIndex: new TagIndex(world.tagging),
    executions: new Executions(world.sfn),
    topics: new Topics(world.sns),
    tell: bus.teller(variable('stack'), store.name, log),
    holder,
  };
}
