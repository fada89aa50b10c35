import { ManualClock } from '../../../local/clock';
import type { Readings } from '../../../local/cloudformation/context';
import { CloudFormation } from '../../../local/cloudformation/engine';
import type { FunctionHost, Invocation } from '../../../local/cloudformation/function-host';
import type { OnFailure, Stack } from '../../../local/cloudformation/model';
import { NoServices } from '../../../local/cloudformation/services';
import { isObject, type Json, type JsonObject, objectAt, textAt } from '../../../local/transport/json';

export const TOKEN = 'arn:aws:lambda:us-east-1:111122223333:function:provider';
export const START = Date.UTC(2026, 0, 1);

/** What the provider of a custom resource does with one request. */
export interface Reply {
  readonly status?: 'SUCCESS' | 'FAILED';
  readonly reason?: string;
  readonly physicalId?: string;
  readonly data?: JsonObject;
  /** @default 10 */
  readonly seconds?: number;
  /** Instead of a well-formed answer. */
  readonly body?: string;
}

export type Provider = (request: JsonObject) => Reply | 'silent';

export const custom = (properties: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  Type: 'Custom::Thing',
  Properties: { ServiceToken: TOKEN, ...properties },
  ...more,
});

export const parameterResource = (value: Json, name = 'a-parameter', more: JsonObject = {}): JsonObject => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Type: 'String', Name: name, Value: value },
  ...more,
});

/** Fails at once: the real service keeps this name for itself. */
export const failing = (more: JsonObject = {}): JsonObject => parameterResource('x', '/aws/reserved', more);

/** Fails when its time is up. */
export const failingAfter = (seconds: number, more: JsonObject = {}): JsonObject => ({
  Type: 'AWS::CloudFormation::WaitCondition',
  Properties: { Handle: 'https://handle', Timeout: seconds },
  ...more,
});

/** An engine on a clock that stands still, with a provider in this process. Equal seeds give equal lives. */
export class TestWorld implements FunctionHost {
  readonly clock = new ManualClock(START);
  readonly services = new NoServices();
  readonly requests: JsonObject[] = [];
  readonly engine: CloudFormation;
  provider: Provider = () => ({});

  constructor(readings: Partial<Readings> = {}) {
    const random = seeded(1);
    this.engine = new CloudFormation({ clock: this.clock, random, functions: this, services: this.services, readings });
  }

  async deliver(_name: string, payload: Json): Promise<void> {
    if (!isObject(payload)) throw new Error('a request is an object');
    this.requests.push(payload);
    const reply = this.provider(payload);
    if (reply !== 'silent') void this.answer(payload, reply);
  }

  invoke(): Promise<Invocation> {
    throw new Error('the engine invokes asynchronously only');
  }

  async answer(request: JsonObject, reply: Reply): Promise<void> {
    await this.clock.sleep((reply.seconds ?? 10) * 1000);
    const physicalId =
      reply.physicalId ?? textAt(request, 'PhysicalResourceId') ?? `id-of-${textAt(request, 'LogicalResourceId')}`;
    const { status = 'SUCCESS', reason, data, body } = reply;
    const answer = {
      Status: status,
      Reason: reason,
      PhysicalResourceId: physicalId,
      StackId: request.StackId,
      RequestId: request.RequestId,
      LogicalResourceId: request.LogicalResourceId,
      Data: data,
    };
    this.engine.inbox.receive(textAt(request, 'ResponseURL') ?? '', body ?? JSON.stringify(answer));
  }

  create(resources: JsonObject, more: JsonObject = {}, onFailure: OnFailure = 'ROLLBACK'): Stack {
    return this.engine.createStack({ stackName: 'Test', templateBody: template(resources, more), onFailure });
  }

  update(resources: JsonObject, more: JsonObject = {}, onFailure: 'ROLLBACK' | 'PRESERVE' = 'ROLLBACK'): Stack {
    return this.engine.updateStack({ stackName: 'Test', templateBody: template(resources, more), onFailure });
  }

  /** Creates a stack and waits until it is at rest; what was asked for on the way is forgotten. */
  async created(resources: JsonObject, more: JsonObject = {}): Promise<Stack> {
    const stack = this.create(resources, more);
    await this.rest();
    this.requests.length = 0;
    return stack;
  }

  /** Two hours: longer than anything that is tested takes. */
  async rest(): Promise<void> {
    await this.clock.advance(7_200_000);
  }

  advance(seconds: number): Promise<void> {
    return this.clock.advance(seconds * 1000);
  }

  /** What the provider was asked, in short: `Create A`, `Delete A my-id`. */
  get asked(): string[] {
    return this.requests.map((request) =>
      ['RequestType', 'LogicalResourceId', 'PhysicalResourceId']
        .map((key) => textAt(request, key) ?? '')
        .join(' ')
        .trim(),
    );
  }

  requestOf(type: string, logicalId: string): JsonObject {
    const found = this.requests.find(
      ({ RequestType, LogicalResourceId }) => RequestType === type && LogicalResourceId === logicalId,
    );
    if (!found) throw new Error(`no ${type} of ${logicalId} among ${this.asked.join(', ')}`);
    return found;
  }
}

export function template(resources: JsonObject, more: JsonObject = {}): string {
  return JSON.stringify({ Resources: resources, ...more });
}

/** The statuses that a logical id went through; the stack itself by its name. */
export const historyOf = (stack: Stack, logicalId: string): string[] =>
  stack.events.filter((event) => event.logicalId === logicalId).map(({ status }) => status);

export const reasonsOf = (stack: Stack, logicalId: string): string[] =>
  stack.events.flatMap((event) => (event.logicalId === logicalId && event.reason ? [event.reason] : []));

export const propertiesOf = (request: JsonObject): JsonObject => objectAt(request, 'ResourceProperties');
export const oldPropertiesOf = (request: JsonObject): JsonObject => objectAt(request, 'OldResourceProperties');

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
