import type { Buckets } from '../s3/buckets';
import type { Scheduler } from '../scheduler/scheduler';
import type { Topics } from '../sns/topics';
import type { Queues } from '../sqs/queues';
import { ParameterStore } from '../ssm/parameters';
import type { StateMachines } from '../stepfunctions/state-machines';
import type { JsonObject } from '../transport/json';

export interface FunctionConfiguration {
  readonly name: string;
  readonly arn: string;
  readonly handler: string;
  readonly code: { readonly bucket: string; readonly key: string } | { readonly inline: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** False if its reserved concurrency is 0: each invocation is throttled. */
  readonly mayRun: boolean;
  readonly logGroup: string;
  /** Lines that are less severe are not kept. Absent: all are. */
  readonly logLevel?: string;
}

/** The services whose resources a stack can have, beside functions, parameters and WorkSpaces. */
export interface ResourceServices {
  readonly buckets: Buckets;
  readonly topics: Topics;
  readonly queues: Queues;
  readonly scheduler: Scheduler;
  readonly machines: StateMachines;
}

/** What the resource types do outside CloudFormation. */
export interface Services {
  putFunction(configuration: FunctionConfiguration): void;
  removeFunction(name: string): void;
  putLogGroup(name: string, retentionInDays: number | undefined): void;
  removeLogGroup(name: string): void;
  readonly parameters: ParameterStore;
  /** Undefined in a simulation that has none of them. */
  readonly aws: ResourceServices | undefined;
  /** Resolves with the WorkSpace's id once it is available. */
  createWorkspace(properties: JsonObject, tags: Readonly<Record<string, string>>): Promise<string>;
  /** Puts tags on a WorkSpace. @param instead the keys whose tags go first; all of them if absent */
  tagWorkspace(id: string, tags: Readonly<Record<string, string>>, instead?: readonly string[]): void;
  removeWorkspace(id: string): Promise<void>;
  /** The text of an object in the embedded AWS, by its URL. */
  templateAt(url: string): string | undefined;
}

/** The version of the CDK's bootstrap stack. */
export const BOOTSTRAP_VERSION = '30';

/** Enough for a simulation that has its own functions: it keeps parameters and nothing else. */
export class NoServices implements Services {
  readonly parameters = bootstrapped();
  readonly aws: ResourceServices | undefined = undefined;

  putFunction(_configuration: FunctionConfiguration): void {}
  removeFunction(_name: string): void {}
  putLogGroup(_name: string, _retentionInDays: number | undefined): void {}
  removeLogGroup(_name: string): void {}

  createWorkspace(_properties: JsonObject, _tags: Readonly<Record<string, string>>): Promise<string> {
    return Promise.reject(new Error('no WorkSpaces here'));
  }

  tagWorkspace(_id: string, _tags: Readonly<Record<string, string>>, _instead?: readonly string[]): void {}

  removeWorkspace(_id: string): Promise<void> {
    return Promise.resolve();
  }

  templateAt(_url: string): string | undefined {
    return undefined;
  }
}

/** The services behind resource types. Throws if there are none. */
export function servicesOf({ services }: { readonly services: Services }): ResourceServices {
  if (services.aws) return services.aws;
  throw new Error('this simulation has no such service');
}

/** As an account is after `cdk bootstrap`. */
function bootstrapped(): ParameterStore {
  const parameters = new ParameterStore();
  parameters.put({ name: '/cdk-bootstrap/hnb659fds/version', value: BOOTSTRAP_VERSION, overwrite: false }, 0);
  return parameters;
}
