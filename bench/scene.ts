import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { MINUTE } from '../lambda/service/time';
import { refusal } from '../local/cloudformation/api';
import { ServiceError } from '../local/cloudformation/errors';
import { inProcessRequestHandler, type Readings, type ThrottleOptions, WorkspacesSimulator } from '../local/workspaces';
import { TokenBucket } from '../local/workspaces/throttle';
import { cloudFormationClient, sdkResponse, workspacesClient } from '../testkit/clients';
import { seeded } from '../testkit/random';
import { Stack } from '../testkit/stack';
import { VirtualClock } from '../testkit/virtual-clock';
import { ASSUMPTIONS } from './assumptions';
import { normal } from './random';
import { type Scenario, worldOf } from './scenario';
import type { Account } from './small-account';

export interface Conditions {
  readonly seed: number;
  readonly throttle: ThrottleOptions | false;
  /** The mean time of a deployment, in milliseconds. */
  readonly install: number;
  /** How much that time differs between WorkSpaces. @default that of the assumptions */
  readonly deviation?: number;
  /** Whether each application takes the time of a deployment, one after the other. @default false */
  readonly addsUp?: boolean;
  /** @default no limit of concurrent executions */
  readonly account?: Account;
  /** @default the likeliest */
  readonly readings?: Partial<Readings>;
}

export const USUAL: Conditions = {
  seed: 1,
  throttle: ASSUMPTIONS.workspacesThrottle,
  install: ASSUMPTIONS.install.mean,
};

const TOO_MANY = sdkResponse(refusal(new ServiceError('Throttling', 'Rate exceeded')));

/** The world around a handler: the service, the stack, the clients, and a clock that jumps. */
export class Scene {
  readonly clock = new VirtualClock(Date.UTC(2026, 0, 5, 18, 0, 0));
  readonly start = this.clock.now();
  readonly stack = new Stack(this.clock.now);
  readonly random: () => number;
  readonly simulator: WorkspacesSimulator;
  readonly workspaces: WorkSpacesClient;
  readonly cloudFormation: CloudFormationClient;
  /** What the environment of the functions says that the provider serves. */
  served: Scenario;

  constructor(
    readonly scenario: Scenario,
    readonly conditions: Conditions,
  ) {
    this.served = scenario;
    this.random = seeded(conditions.seed);
    this.simulator = new WorkspacesSimulator({
      clock: this.clock,
      world: worldOf(scenario, conditions.seed),
      throttle: conditions.throttle,
      ...(conditions.readings && { readings: conditions.readings }),
      random: this.random,
      durations: {
        install: ({ workspaceId }) => this.installTime(workspaceId) / (conditions.addsUp ? 1 : scenario.applications),
      },
    });
    const service = inProcessRequestHandler(this.simulator);
    this.workspaces = workspacesClient((request) => this.later(() => service.handle(request)));
    const bucket = new TokenBucket(ASSUMPTIONS.cloudFormationThrottle, this.start);
    this.cloudFormation = cloudFormationClient((request) =>
      this.later(async () => ({
        response: bucket.take(this.clock.now()) ? this.stack.respond(request) : TOO_MANY,
      })),
    );
  }

  /** How long a deployment of the WorkSpace takes: drawn from its id and the seed, not from when or by what it is deployed. */
  readonly installTime = (workspaceId: string): number => {
    const { install, deviation = ASSUMPTIONS.install.deviation } = this.conditions;
    let { seed } = this.conditions;
    for (const character of workspaceId) seed = Math.imul(seed ^ (character.codePointAt(0) ?? 0), 0x9e3779b1) >>> 0;
    const time = normal(seeded(seed), install, deviation);
    return Math.max(MINUTE, time);
  };

  private async later<T>(answer: () => Promise<T>): Promise<T> {
    await this.clock.sleep(ASSUMPTIONS.callTime);
    return answer();
  }
}
