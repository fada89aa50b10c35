import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeWorkspacesCommand, WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { inProcessRequestHandler, type ThrottleOptions, WorkspacesSimulator } from '../local/workspaces';
import { TokenBucket } from '../local/workspaces/throttle';
import { Stack } from '../testkit/stack';
import { VirtualClock } from '../testkit/virtual-clock';
import { ASSUMPTIONS } from './assumptions';
import { normal, seeded } from './random';
import { type Scenario, worldOf } from './scenario';

const MINUTE = 60_000;

export interface Conditions {
  readonly seed: number;
  readonly throttle: ThrottleOptions | false;
  /** The mean time of a deployment, in milliseconds. */
  readonly install: number;
}

export const USUAL: Conditions = {
  seed: 1,
  throttle: ASSUMPTIONS.workspacesThrottle,
  install: ASSUMPTIONS.install.mean,
};

const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
const NOTHING = { statusCode: 200, headers: {}, body: new TextEncoder().encode('{}') };
const TOO_MANY = {
  statusCode: 400,
  headers: { 'content-type': 'text/xml' },
  body: new TextEncoder().encode(
    '<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>',
  ),
};

type HttpRequest = Parameters<ReturnType<typeof inProcessRequestHandler>['handle']>[0];

/** The world around a handler: the service, the stack, the clients, and a clock that jumps. */
export class Scene {
  readonly clock = new VirtualClock(Date.UTC(2026, 0, 5, 18, 0, 0));
  readonly start = this.clock.now();
  readonly stack = new Stack(this.clock.now);
  readonly random: () => number;
  readonly simulator: WorkspacesSimulator;
  readonly workspaces: WorkSpacesClient;
  readonly cloudFormation: CloudFormationClient;

  private isWarm = false;

  constructor(
    readonly scenario: Scenario,
    readonly conditions: Conditions,
  ) {
    this.random = seeded(conditions.seed);
    this.simulator = new WorkspacesSimulator({
      clock: this.clock,
      world: worldOf(scenario, conditions.seed),
      throttle: conditions.throttle,
      random: this.random,
      durations: { install: ({ workspaceId }) => this.installTime(workspaceId) / scenario.applications },
    });
    const service = inProcessRequestHandler(this.simulator);
    this.workspaces = new WorkSpacesClient({
      region: 'us-east-1',
      maxAttempts: 1,
      credentials,
      requestHandler: {
        ...service,
        handle: (request: HttpRequest) =>
          this.isWarm ? this.later(() => service.handle(request)) : Promise.resolve({ response: NOTHING }),
      },
    });
    const stack = this.stack.client.config.requestHandler;
    const bucket = new TokenBucket(ASSUMPTIONS.cloudFormationThrottle, this.start);
    this.cloudFormation = new CloudFormationClient({
      region: 'us-east-1',
      maxAttempts: 1,
      credentials,
      requestHandler: {
        handle: (request: HttpRequest) =>
          this.isWarm
            ? this.later(() =>
                bucket.take(this.clock.now()) ? stack.handle(request) : Promise.resolve({ response: TOO_MANY }),
              )
            : stack.handle(request),
        updateHttpClientConfig() {},
        httpHandlerConfigs: () => ({}),
      },
    });
  }

  /** How long a deployment of the WorkSpace takes: drawn from its id and the seed, whoever deploys it and when. */
  readonly installTime = (workspaceId: string): number => {
    let seed = this.conditions.seed;
    for (const character of workspaceId) seed = Math.imul(seed ^ (character.codePointAt(0) ?? 0), 0x9e3779b1) >>> 0;
    const time = normal(seeded(seed), this.conditions.install, ASSUMPTIONS.install.deviation);
    return Math.max(MINUTE, time);
  };

  /** Lets the clients read their configuration, which takes real time: none may pass once the clock jumps. */
  async warmUp(): Promise<void> {
    await this.workspaces.send(new DescribeWorkspacesCommand({}));
    await this.cloudFormation.send(new DescribeStacksCommand({ StackName: this.stack.id }));
    this.isWarm = true;
  }

  private async later<T>(answer: () => Promise<T>): Promise<T> {
    await this.clock.sleep(ASSUMPTIONS.callTime);
    return answer();
  }
}
