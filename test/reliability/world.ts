import type { Stack } from '../../local/cloudformation/model';
import { NoServices } from '../../local/cloudformation/services';
import type { JsonObject } from '../../local/transport/json';
import {
  companyApplication,
  type Readings,
  type ThrottleOptions,
  type WorkspacesSimulator,
} from '../../local/workspaces';
import { BUNDLED, DESKTOPS, EXISTING, FOREIGN, WORLD } from '../simulation/desks';
import { SERVICE_TOKEN, SimulatedWorld } from '../simulation/world';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

export const [DESKTOP, OTHER] = DESKTOPS;
/** On the first desktop since long before any stack. */
export const OLD = EXISTING;
/** On both desktops since long before any stack, which never names it. */
export { FOREIGN };
export const [A, B] = ['wsa-0aaaaaaa1', 'wsa-0bbbbbbb1'] as const;

const NAME = 'Desk';

export interface Options {
  readonly readings?: Partial<Readings>;
  readonly installMinutes?: number;
  /** Templates of nested stacks, by name. */
  readonly templates?: Readonly<Record<string, string>>;
  /** Applications of the account, beside those of the simulation. */
  readonly applicationIds?: readonly string[];
  /** Desktops of the account, beside those of the simulation. */
  readonly desktops?: readonly string[];
  readonly throttle?: ThrottleOptions;
}

export interface Made {
  readonly status: string;
  readonly reasons: readonly string[];
}

/** Remembers templates of nested stacks, and makes WorkSpaces. */
class SimulatedServices extends NoServices {
  constructor(
    private readonly simulator: WorkspacesSimulator,
    private readonly templates: Readonly<Record<string, string>>,
  ) {
    super();
  }

  override templateAt(url: string): string | undefined {
    return this.templates[url.slice('https://t/'.length)];
  }

  override async createWorkspace(): Promise<string> {
    const workspaceId = 'ws-0ofthestack1';
    this.simulator.addWorkspace({ workspaceId, userName: 'jane' });
    return workspaceId;
  }

  override async removeWorkspace(id: string): Promise<void> {
    this.simulator.terminate(id);
  }
}

/**
 * The world of the simulation, driven step by step: CloudFormation, the framework's real runtime, the handler behind the
 * real SDK clients, and WorkSpaces, on a clock that jumps. Nothing goes wrong in it but what a test lets go wrong.
 */
export class StackWorld extends SimulatedWorld {
  /** After how many seconds each event comes again, if at all. */
  repeats: readonly number[] = [];
  private stack: Stack | undefined;
  private eventsSeen = 0;

  constructor(options: Options = {}) {
    const { readings = {}, installMinutes = 2, templates = {}, applicationIds = [], desktops = [] } = options;
    const quiet = { lastUpdatedTimeMovesAtRollback: false, lastUpdatedTimeAhead: 0, throttled: false };
    super(
      { seed: 1, readings, installMinutes, ...quiet },
      {
        world: {
          ...WORLD,
          workspaces: [...WORLD.workspaces, ...desktops.map((workspaceId) => ({ workspaceId, userName: workspaceId }))],
          applications: [...WORLD.applications, ...applicationIds.map((id) => companyApplication(id, id))],
        },
        services: ({ simulator }) => new SimulatedServices(simulator, templates),
        throttle: options.throttle ?? false,
      },
    );
  }

  /** Which call the next invocation dies at. */
  get crashes() {
    return this.functions.crashes;
  }

  set slow(slow: { milliseconds: number; calls: number }) {
    this.functions.slow = slow;
  }

  get stackId(): string {
    if (!this.stack) throw new Error('no stack yet');
    return this.stack.id;
  }

  override deliver(functionName: string, payload: unknown): Promise<void> {
    for (const delay of this.repeats) void this.deliverAgain(Object(payload), delay);
    return super.deliver(functionName, payload);
  }

  private async deliverAgain(event: object, delay: number): Promise<void> {
    await this.clock.sleep(delay * SECOND);
    await this.framework.deliver(event);
  }

  /** Begins to create the stack, and lets no time pass. */
  begin(resources: JsonObject, onFailure: 'ROLLBACK' | 'DELETE' = 'ROLLBACK'): void {
    this.functions.declare(NAME, { resources: countOf(resources) });
    this.stack = this.engine.createStack({ stackName: NAME, templateBody: templateOf(resources), onFailure });
  }

  create(resources: JsonObject, onFailure: 'ROLLBACK' | 'DELETE' = 'ROLLBACK'): Promise<Made> {
    this.begin(resources, onFailure);
    return this.rest();
  }

  /** Begins to update the stack, and lets no time pass. */
  beginUpdate(resources: JsonObject): void {
    this.functions.declare(NAME, { resources: countOf(resources) });
    this.engine.updateStack({ stackName: NAME, templateBody: templateOf(resources) });
  }

  update(resources: JsonObject): Promise<Made> {
    this.beginUpdate(resources);
    return this.rest();
  }

  delete(): Promise<Made> {
    this.engine.deleteStack(this.stackId);
    return this.rest();
  }

  /** Waits until the stack is at rest, then until everything else is. */
  async rest(): Promise<Made> {
    const from = this.eventsSeen;
    const stack = await this.clock.runUntil(this.engine.settled(this.stackId));
    await this.pass(90);
    this.eventsSeen = stack.events.length;
    const failed = stack.events.slice(from).filter(({ status }) => status.endsWith('_FAILED'));
    return { status: stack.status, reasons: failed.map(({ reason = '' }) => reason) };
  }

  pass(minutes: number): Promise<void> {
    return this.clock.runUntil(this.clock.sleep(minutes * MINUTE));
  }

  /** The states of a desktop's applications, but for the foreign one and what is gone. */
  states(desktop: string = DESKTOP): Readonly<Record<string, string>> {
    const associations = this.simulator.workspace(desktop) ? this.simulator.associations(desktop) : [];
    return Object.fromEntries(
      associations
        .filter(({ applicationId, state }) => ![FOREIGN, BUNDLED].includes(applicationId) && state !== 'REMOVED')
        .map(({ applicationId, state }) => [applicationId, state]),
    );
  }

  outages(desktop: string = DESKTOP): number {
    return this.simulator.deploymentsOf(desktop).length;
  }

  /** The physical ids that were answered, each once. */
  get ids(): readonly string[] {
    return this.idsFrom(0);
  }

  /** The same, from the given answer on. */
  idsFrom(answer: number): readonly string[] {
    return [...new Set(this.answers.slice(answer).map(({ body }): string => JSON.parse(body).PhysicalResourceId))];
  }
}

/** A resource of ours. */
export const desk = (
  applicationIds: readonly string[],
  more: JsonObject = {},
  policies: JsonObject = {},
): JsonObject => ({
  Type: 'Custom::WorkspaceApplications',
  Properties: {
    ServiceToken: SERVICE_TOKEN,
    ServiceTimeout: '3600',
    WorkspaceId: DESKTOP,
    ...(applicationIds.length > 0 && { ApplicationIds: [...applicationIds] }),
    ...more,
  },
  ...policies,
});

/** A resource that fails after so many seconds. */
export const bomb = (seconds: number, more: JsonObject = {}): JsonObject => ({
  Type: 'AWS::CloudFormation::WaitCondition',
  Properties: { Handle: 'https://handle', Timeout: seconds },
  ...more,
});

export const templateOf = (resources: JsonObject): string => JSON.stringify({ Resources: resources });

const countOf = (resources: JsonObject): number =>
  Object.values(resources).filter((resource) => JSON.stringify(resource).includes('Custom::')).length;

/** The first calls of the SDK's clients read files, which takes real time: none may pass once the clock jumps. */
beforeAll(async () => {
  for (let isWarm = false; !isWarm; ) {
    const made = await new StackWorld().create({ Desk: desk([A]) });
    isWarm = made.status === 'CREATE_COMPLETE';
  }
});
