import { ATTRIBUTES } from '../../lambda/contract/applications';
import type { ServedLoad } from '../../lambda/contract/load';
import type { Bus } from '../../lambda/service/event-bus';
import { type Mark, marksOf, toTag } from '../../lambda/service/marks';
import { isCompleteFunction, onEventFunction, type World } from '../../lambda/stack/entry';
import type { Answer } from '../../lambda/stack/is-complete';
import type { LookupAnswer } from '../../lambda/stack/lookup';
import type { EventAnswer } from '../../lambda/stack/on-event';
import { inProcessRequestHandler, type SimulatorOptions, WorkspacesSimulator } from '../../local/workspaces';
import { workspacesClient } from '../../testkit/clients';
import { UNDER_WAY } from '../../testkit/stack';
import { TimedStack } from './timed-stack';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

export type Wire = Readonly<Record<string, string | readonly string[]>>;

export interface Delivery {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly properties: Wire;
  readonly old?: Wire;
  readonly physicalId?: string;
  readonly logicalId?: string;
  /** Whether the request comes so late that the stack is doing something else by now. */
  readonly late?: boolean;
  /** Of a request that is delivered a second time. */
  readonly requestId?: string;
}

export interface Ending {
  readonly physicalId: string;
  readonly data: Readonly<Record<string, string>>;
  readonly minutes: number;
}

/** A delivered request whose waiter has not answered yet: what the framework keeps between two ticks. */
export interface Waiter {
  readonly physicalId: string;
  readonly event: object;
}

const SERVICE_TOKEN = 'arn:aws:lambda:us-east-1:111122223333:function:framework';

/** What the provider knows of its resources, beside the options of the simulator. */
export interface HarnessOptions extends Partial<SimulatorOptions> {
  readonly resources?: number;
  readonly declared?: Omit<ServedLoad, 'resources'>;
  readonly bus?: Bus;
}

/** The handler on the simulator, through the real SDK clients, with time that passes only in a sleep or a tick. */
export class Harness extends TimedStack {
  readonly simulator: WorkspacesSimulator;
  readonly lines: string[] = [];
  private requests = 0;
  readonly onEvent: (event: unknown) => Promise<EventAnswer | LookupAnswer>;
  readonly isComplete: (event: unknown) => Promise<Answer>;

  constructor({ resources = 1, declared = {}, bus, ...options }: HarnessOptions = {}) {
    super(Date.UTC(2026, 10, 22, 12, 0, 0));
    this.simulator = new WorkspacesSimulator({ clock: this.clock, ...options });
    const world: World = {
      workspaces: workspacesClient(inProcessRequestHandler(this.simulator).handle),
      cloudFormation: this.stack.client,
      clock: this.clock,
      random: () => 0.5,
      resources,
      ...declared,
      bus,
      write: (line) => this.lines.push(line),
    };
    this.onEvent = onEventFunction(world);
    this.isComplete = isCompleteFunction(world);
  }

  /** Delivers a request: what the framework does until it starts the waiter. */
  async deliver({
    type,
    properties,
    old,
    physicalId,
    logicalId = 'Desk',
    late = false,
    requestId,
  }: Delivery): Promise<Waiter> {
    if (!late && !this.stack.listed.has(logicalId)) this.stack.listed.set(logicalId, '');
    if (!late) this.stack.record(logicalId, UNDER_WAY[type], properties, physicalId);
    const event = {
      RequestType: type,
      RequestId: requestId ?? `request-${++this.requests}`,
      ResponseURL: 'https://cloudformation-custom-resource-response.s3.amazonaws.com/secret?X-Amz-Signature=secret',
      StackId: this.stack.id,
      LogicalResourceId: logicalId,
      ResourceType: 'Custom::WorkspaceApplications',
      ResourceProperties: {
        ServiceToken: SERVICE_TOKEN,
        ServiceTimeout: '3600',
        ...properties,
      },
      ...(old && { OldResourceProperties: { ServiceToken: SERVICE_TOKEN, ServiceTimeout: '3600', ...old } }),
      ...(physicalId && { PhysicalResourceId: physicalId }),
    };
    const answer = await this.onEvent(JSON.parse(JSON.stringify(event)));
    return { physicalId: answer.PhysicalResourceId, event: { ...event, ...answer } };
  }

  /** One tick of a waiter. */
  async tick(waiter: Waiter): Promise<Answer> {
    return this.isComplete(JSON.parse(JSON.stringify(waiter.event)));
  }

  /** Ticks every 30 seconds until the waiter is complete, or throws. */
  async finish(waiter: Waiter): Promise<Ending> {
    const start = this.time;
    for (let ticks = 0; ticks < 120; ticks++) {
      const answer = await this.tick(waiter);
      if (answer.IsComplete) {
        const physicalId = answer.PhysicalResourceId ?? waiter.physicalId;
        return { physicalId, data: answer.Data ?? {}, minutes: (this.time - start) / MINUTE };
      }
      this.time += 30 * SECOND;
    }
    throw new Error('the waiter gave up: "Operation timed out"');
  }

  /** Ticks every 30 seconds, one waiter after the other, until something is so. */
  async tickUntil(isSo: () => boolean, ...waiters: readonly Waiter[]): Promise<void> {
    for (let ticks = 0; !isSo(); ticks++) {
      if (ticks === 120) throw new Error('it did not become so within an hour');
      for (const waiter of waiters) await this.tick(waiter);
      this.time += 30 * SECOND;
    }
  }

  /** Ticks every 30 seconds, one waiter after the other, for so many milliseconds. */
  async tickFor(milliseconds: number, ...waiters: readonly Waiter[]): Promise<void> {
    const end = this.time + milliseconds;
    await this.tickUntil(() => this.time >= end, ...waiters);
  }

  /** Acts on each call to WorkSpaces, by its name, before it is answered. */
  beforeCalls(act: (operation: string) => void): void {
    const { simulator } = this;
    const handle = simulator.handle.bind(simulator);
    simulator.handle = (request) => {
      act(request.target.replace('WorkspacesService.', ''));
      return handle(request);
    };
  }

  async run(delivery: Delivery): Promise<Ending> {
    return this.finish(await this.deliver(delivery));
  }

  /** The stack is being created: delivers the create of a resource. */
  creating(properties: Wire, logicalId?: string): Promise<Waiter> {
    this.stack.enter('CREATE_IN_PROGRESS');
    return this.deliver({ type: 'Create', properties, logicalId });
  }

  /** A create in a stack of its own, which goes well unless this rejects. */
  async create(properties: Wire, logicalId?: string): Promise<Ending> {
    const ending = await this.finish(await this.creating(properties, logicalId));
    this.stack.listed.set(logicalId ?? 'Desk', ending.physicalId);
    this.stack.enter('CREATE_COMPLETE');
    this.time += MINUTE;
    return ending;
  }

  /** An update of the stack that goes well. */
  async update(physicalId: string, old: Wire, properties: Wire): Promise<Ending> {
    this.stack.enter('UPDATE_IN_PROGRESS');
    const ending = await this.run({ type: 'Update', properties, old, physicalId });
    this.stack.enter('UPDATE_COMPLETE');
    this.time += MINUTE;
    return ending;
  }

  /** The removal of the whole stack. */
  async destroy(physicalId: string, properties: Wire): Promise<Ending> {
    this.stack.enter('DELETE_IN_PROGRESS');
    const ending = await this.run({ type: 'Delete', properties, physicalId });
    this.stack.enter('DELETE_COMPLETE');
    return ending;
  }

  /** Marks an application as held by the resource of a physical id, as a create does before it registers anything. */
  mark(physicalId: string, applicationId: string): void {
    const [workspaceId = '', token = ''] = physicalId.split('/');
    const mark: Mark = {
      applicationId,
      token,
      kind: 'holds',
      workspaceId,
      writtenAt: this.time,
      attempt: '',
      operation: this.time,
      root: '',
      holder: 'stack/Desk',
    };
    const { key, value } = toTag(mark);
    this.simulator.setTags(workspaceId, { ...this.simulator.tags(workspaceId), [key]: value });
  }

  /** What the marks of a WorkSpace say: kind and application, and whose they are, if not of the resource with this id. */
  marks(workspaceId: string, physicalId = ''): readonly string[] {
    const tags = Object.entries(this.simulator.tags(workspaceId)).map(([key, value]) => ({ key, value }));
    return marksOf(tags, workspaceId).map(({ kind, applicationId, token }) =>
      [kind, applicationId, ...(physicalId.endsWith(`/${token}`) ? [] : [token])].join(' '),
    );
  }

  /** The states of a WorkSpace's applications. */
  states(workspaceId: string): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.simulator.associations(workspaceId).map(({ applicationId, state }) => [applicationId, state]),
    );
  }

  /** The calls that changed the desktop. Tags are no change of it. */
  mutations(): readonly string[] {
    return this.simulator.mutations
      .filter(({ operation }) => !operation.endsWith('Tags'))
      .map(({ operation, applicationId }) =>
        [operation.replace(/Workspace(s)?Application(s)?/, ''), applicationId].filter(Boolean).join(' '),
      );
  }
}

/** The properties as CloudFormation delivers them. */
export const declare = (workspaceId: string, applicationIds: readonly string[], more: Wire = {}): Wire => ({
  WorkspaceId: workspaceId,
  ...(applicationIds.length > 0 && { ApplicationIds: applicationIds }),
  ...more,
});

export const STATE = ATTRIBUTES.state;
