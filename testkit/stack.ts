import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { RESOURCE_TYPE } from '../lambda/contract/applications';
import { handleCloudFormation, refusal } from '../local/cloudformation/api';
import { CloudFormation } from '../local/cloudformation/engine';
import { ServiceError } from '../local/cloudformation/errors';
import { type StackEvent as Event, Stack as Model, type StackResource } from '../local/cloudformation/model';
import { NoServices } from '../local/cloudformation/services';
import type { ResourceStatus, StackStatus } from '../local/cloudformation/statuses';
import type { ResourceDefinition } from '../local/cloudformation/template';
import type { HttpResponse } from '../local/transport/http';
import type { JsonObject } from '../local/transport/json';
import { cloudFormationClient, type SdkRequest, type SdkResponse, sdkResponse, textOf } from './clients';

const NAME = 'Desk';
const ID = `arn:aws:cloudformation:us-east-1:111122223333:stack/${NAME}/0a1b2c3d-0000-0000-0000-000000000000`;

const DEFINITION: ResourceDefinition = {
  type: RESOURCE_TYPE,
  properties: {},
  dependsOn: [],
  condition: undefined,
  deletionPolicy: 'Delete',
  updateReplacePolicy: 'Delete',
  metadata: {},
};

/** The status in which the resource is while the request is carried out. */
export const UNDER_WAY = {
  Create: 'CREATE_IN_PROGRESS',
  Update: 'UPDATE_IN_PROGRESS',
  Delete: 'DELETE_IN_PROGRESS',
} as const;

/** A stack as the handler sees it through CloudFormation's API, in the statuses and with the events that a test gives it. */
export class Stack {
  readonly id = ID;
  readonly client: CloudFormationClient;
  /** How many calls were made. */
  looks = 0;
  /** How many pages of events were read. */
  pages = 0;
  /** The statuses of resources by logical id. */
  readonly resources = new Map<string, ResourceStatus>();
  /** The physical ids of resources by logical id. */
  readonly listed = new Map<string, string>();
  /** When the statuses of resources last changed, by logical id. Those that are not there changed just now. */
  readonly since = new Map<string, number>();
  private refusal: { readonly error: ServiceError; readonly action: string; times: number } | undefined;
  private readonly model: Model;
  private readonly cloudFormation: CloudFormation;

  constructor(private readonly now: () => number) {
    this.model = new Model(ID, NAME, now());
    this.cloudFormation = new OneStack(now, this.model, () => this.resourceList());
    this.client = cloudFormationClient(async (request) => ({ response: this.respond(request) }));
  }

  /** Moves on to a status. A create or an update that begins is an operation of its own; `touch` also moves LastUpdatedTime. */
  enter(status: StackStatus, { touch = false } = {}): void {
    this.model.status = status;
    this.add({ logicalId: NAME, physicalId: ID, type: 'AWS::CloudFormation::Stack', status });
    if (touch || status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS')
      this.model.lastUpdatedTime = this.now();
    if (status === 'DELETE_IN_PROGRESS') this.model.deletionTime = this.now();
  }

  /** Records what the stack begins to do with a resource, ahead of the request. */
  record(logicalId: string, status: ResourceStatus, properties: JsonObject, physicalId = ''): void {
    this.add({ logicalId, physicalId, type: RESOURCE_TYPE, status, properties });
  }

  /** The operation goes on in its status, about which there is something to say. */
  progress(detailed: NonNullable<Event['detailed']>): void {
    const { status } = this.model;
    this.add({ logicalId: NAME, physicalId: ID, type: 'AWS::CloudFormation::Stack', status, detailed });
  }

  /** The next calls are refused: all, or those of one action. */
  refuse(code: string, times: number, status = 400, action = ''): void {
    this.refusal = { error: new ServiceError(code, 'refused', status), action, times };
  }

  /** What the client is answered. */
  respond({ body, headers }: SdkRequest): SdkResponse {
    return sdkResponse(this.answer(textOf(body), headers));
  }

  private answer(body: string, headers: Readonly<Record<string, string>>): HttpResponse {
    this.looks++;
    const action = new URLSearchParams(body).get('Action') ?? '';
    const isRefused = this.refusal && (this.refusal.action === '' || this.refusal.action === action);
    if (this.refusal && isRefused && this.refusal.times-- > 0) return refusal(this.refusal.error);
    if (action === 'DescribeStackEvents') this.pages++;
    const request = { method: 'POST', path: '/', query: new URLSearchParams(), headers, body: Buffer.from(body) };
    const at = (time: number): string => new Date(time).toISOString();
    return handleCloudFormation(this.cloudFormation, request, at, () => undefined);
  }

  private add(event: Pick<Event, 'logicalId' | 'physicalId' | 'type' | 'status'> & Partial<Event>): void {
    const eventId = String(this.model.events.length);
    const rest = { reason: undefined, properties: undefined, token: undefined };
    this.model.events.push({ ...rest, eventId, timestamp: this.now(), ...event });
  }

  private resourceList(): readonly StackResource[] {
    return [...new Set([...this.resources.keys(), ...this.listed.keys()])].map((logicalId) => ({
      logicalId,
      physicalId: this.listed.get(logicalId),
      type: RESOURCE_TYPE,
      status: this.resources.get(logicalId) ?? 'CREATE_COMPLETE',
      timestamp: this.since.get(logicalId) ?? this.now(),
      reason: undefined,
      definition: DEFINITION,
      properties: {},
      attributes: {},
      reached: true,
    }));
  }
}

/** CloudFormation, in which one stack is not its own. */
class OneStack extends CloudFormation {
  constructor(
    now: () => number,
    private readonly stack: Model,
    private readonly resources: () => readonly StackResource[],
  ) {
    const never = () => Promise.reject(new Error('a stack that nothing deploys'));
    const functions = { invoke: never, deliver: never };
    super({ clock: { now, sleep: never }, random: Math.random, functions, services: new NoServices() });
  }

  override findStack(nameOrId: string): Model | undefined {
    return nameOrId === this.stack.id || nameOrId === NAME ? this.stack : super.findStack(nameOrId);
  }

  override describeStack(nameOrId: string): Model {
    return this.findStack(nameOrId) ?? super.describeStack(nameOrId);
  }

  override stackOf(physicalId: string): Model {
    const has = this.resources().some((resource) => resource.physicalId === physicalId);
    return has ? this.stack : super.stackOf(physicalId);
  }

  override resourcesOf(stack: Model): readonly StackResource[] {
    return stack === this.stack ? this.resources() : super.resourcesOf(stack);
  }
}
