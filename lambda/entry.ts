import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { PATIENCE } from './calls';
import type { Clock } from './clock';
import type { Tools } from './context';
import { type Fields, jsonLog } from './log';
import { type Declared, paceOf } from './pace';
import { Sightings } from './sightings';
import { Stacks } from './stacks';
import { StoodDown } from './step';
import { clip, RequestFailure } from './words';
import { Workspaces } from './workspaces';

/** What a function is given by the world around it. */
export interface World extends Declared {
  readonly workspaces: WorkSpacesClient;
  readonly cloudFormation: CloudFormationClient;
  readonly clock: Clock;
  readonly random: () => number;
  /** How many resources share the provider. */
  readonly resources: number;
  readonly write: (line: string) => void;
}

/** Makes a Lambda handler of a function: gives it its tools, and sees to it that every failure has words and no stack trace. */
export function entry<Answer>(handle: (event: unknown, tools: Tools) => Promise<Answer>, world: World) {
  const workspaces = new Workspaces(world.workspaces);
  const stacks = new Stacks(world.cloudFormation);
  const pace = paceOf(world.resources, world);
  // Outlives the invocation, as long as Lambda keeps this instance of the function.
  const sightings = new Sightings(pace.fresh);
  return async (event: unknown): Promise<Answer> => {
    const { clock, random } = world;
    const log = jsonLog(world.write, () => clock.now(), fieldsOf(event));
    try {
      const until = clock.now() + PATIENCE;
      return await handle(event, { workspaces, stacks, pace, sightings, log, clock, random, until });
    } catch (error) {
      if (error instanceof RequestFailure) {
        log('ERROR', 'failed', { reason: error.message });
        throw error;
      }
      const name = error instanceof Error ? error.name : 'Error';
      const message = error instanceof Error ? clip(error.message, 500) : '';
      log(error instanceof StoodDown ? 'WARN' : 'ERROR', error instanceof StoodDown ? 'stood down' : 'unexpected', {
        name,
        said: message,
      });
      throw new RequestFailure(
        error instanceof StoodDown
          ? message
          : `the handler failed unexpectedly with ${name}: ${message}. What next: report this to the library`,
      );
    }
  };
}

/** What every line of an invocation says: picked one by one, since an event holds a secret. */
function fieldsOf(event: unknown): Fields {
  const member = (name: string): string | undefined => {
    const value: unknown = typeof event === 'object' && event !== null ? Reflect.get(event, name) : undefined;
    return typeof value === 'string' ? clip(value, 300) : undefined;
  };
  return { stack: member('StackId'), resource: member('LogicalResourceId'), request: member('RequestId') };
}
