import { AwsServices, type AwsServicesOptions } from '../../../local/aws-services';
import type { Stack } from '../../../local/cloudformation/model';
import type { Json, JsonObject } from '../../../local/transport/json';
import { WorkspacesSimulator } from '../../../local/workspaces';
import { InProcessFunctions } from '../../../testkit/in-process-functions';
import { seeded } from '../../../testkit/random';
import { VirtualClock } from '../../../testkit/virtual-clock';

export const EVENING = Date.UTC(2026, 0, 5, 20);

/** The services of the embedded AWS in this process, on a clock that jumps. */
export class AwsWorld {
  readonly clock = new VirtualClock(EVENING);
  readonly simulator = new WorkspacesSimulator({ clock: this.clock });
  readonly functions = new InProcessFunctions();
  readonly aws: AwsServices;

  constructor(options: Partial<AwsServicesOptions> = {}) {
    const { clock, simulator, functions } = this;
    this.aws = new AwsServices({ clock, simulator, functions, random: seeded(1), ...options });
  }

  /** Creates the stack, or updates it, and waits until it is at rest. */
  async deploy(resources: JsonObject, more: JsonObject = {}): Promise<Stack> {
    const { cloudformation } = this.aws;
    const input = { stackName: 'Fleet', templateBody: JSON.stringify({ Resources: resources, ...more }) };
    const exists = cloudformation.allStacks().some(({ status }) => status !== 'DELETE_COMPLETE');
    if (exists) cloudformation.updateStack(input);
    else cloudformation.createStack(input);
    return this.clock.runUntil(cloudformation.settled('Fleet'));
  }

  async destroy(): Promise<Stack> {
    const { id } = this.aws.cloudformation.describeStack('Fleet');
    this.aws.cloudformation.deleteStack('Fleet');
    return this.clock.runUntil(this.aws.cloudformation.settled(id));
  }
}

export const resource = (type: string, properties: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  Type: type,
  Properties: properties,
  ...more,
});

export const ref = (logicalId: string): Json => ({ Ref: logicalId });
export const attribute = (logicalId: string, name: string): Json => ({ 'Fn::GetAtt': [logicalId, name] });

/** Fails at once: the real service keeps this name for itself. */
export const failing = (after: string): JsonObject =>
  resource('AWS::SSM::Parameter', { Type: 'String', Name: '/aws/reserved', Value: 'x' }, { DependsOn: after });

export const reasonsOf = (stack: Stack, logicalId: string): string =>
  stack.events.flatMap((event) => (event.logicalId === logicalId && event.reason ? [event.reason] : [])).join('\n');

export const physicalIdOf = (stack: Stack, logicalId: string): string =>
  stack.resources.get(logicalId)?.physicalId ?? '';
