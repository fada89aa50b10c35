import type { ConnectionState } from '@aws-sdk/client-workspaces';
import { type World as HandlerWorld, isCompleteFunction, onEventFunction } from '../../lambda/stack/entry';
import { handleCloudFormation } from '../../local/cloudformation/api';
import { ApiFaults } from '../../local/cloudformation/api-faults';
import { CloudFormation } from '../../local/cloudformation/engine';
import type { FunctionHost } from '../../local/cloudformation/function-host';
import type { Stack } from '../../local/cloudformation/model';
import { NoServices } from '../../local/cloudformation/services';
import type { HttpRequest } from '../../local/transport/http';
import {
  type Association,
  type CallRecord,
  DOCUMENTED_THROTTLE,
  inProcessRequestHandler,
  WorkspacesSimulator,
} from '../../local/workspaces';
import { Framework } from '../../testkit/framework';
import { seeded } from '../../testkit/random';
import { VirtualClock } from '../../testkit/virtual-clock';
import { clientsOf, type SdkRequest, type SdkResponse, targetOf, textOf } from './clients';
import { DESKTOPS, type Plan, WORLD } from './plan';
import type { Answer, Change, Invocation, Picture } from './records';

export const SERVICE_TOKEN = 'arn:aws:lambda:us-east-1:123456789012:function:framework';

const START = Date.UTC(2026, 10, 22, 12);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const TICK = 30 * SECOND;
const MAX_ATTEMPTS = 114;

/** How often Lambda starts a new instance although one is idle. */
const COLD = 0.2;

type Handle = typeof onEventFunction | typeof isCompleteFunction;

/** An instance of a function, which does one thing at a time. */
interface Instance {
  readonly handle: Handle;
  readonly handler: (event: unknown) => Promise<unknown>;
  invocation: Invocation;
}

/** CloudFormation, the provider framework, the handler and WorkSpaces, in one process on one clock. */
export class SimulatedWorld implements FunctionHost {
  readonly clock = new VirtualClock(START);
  readonly random: () => number;
  readonly simulator: WorkspacesSimulator;
  readonly engine: CloudFormation;
  readonly framework: Framework;
  readonly workspacesHandler;
  stackFaults = new ApiFaults();
  readonly changes: Change[] = [];
  readonly lines: string[] = [];
  readonly answers: Answer[] = [];
  readonly injected = new Map<string, number>();
  /** What the next deliveries meet. */
  readonly deliveries: { readonly kind: 'duplicate' | 'late delivery'; readonly delay: number }[] = [];
  /** Which call the next invocation dies at. */
  readonly crashes: { readonly call: number; readonly after: boolean }[] = [];
  /** When the colleague last associated or disassociated what, as `desktop application`. */
  readonly meddling = new Map<string, number>();
  private readonly sentHome = new Map<string, number>();
  /** Since when the user of a desktop is connected or not. */
  private readonly connectedSince = new Map<string, number>();
  /** Until when the service shows an application in a state that nobody knows. */
  readonly disguises = new Map<string, number>();
  slow = { milliseconds: 0, calls: 0 };
  private resources = 1;
  private readonly idle: Instance[] = [];
  /** What CloudFormation sent, by ResponseURL. */
  readonly events = new Map<string, Readonly<Record<string, unknown>>>();
  /** The requests that are delivered twice. */
  readonly duplicated = new Set<string>();
  private readonly generations = new Map<string, number>();
  private readonly times = new Map<string, { readonly sent: number; readonly delivered: number }>();

  constructor(
    plan: Pick<Plan, 'seed' | 'readings' | 'installMinutes' | 'throttled' | 'lastUpdatedTimeMovesAtRollback'>,
  ) {
    this.random = seeded(plan.seed);
    this.simulator = new WorkspacesSimulator({
      clock: this.clock,
      world: WORLD,
      readings: plan.readings,
      random: this.random,
      throttle: plan.throttled ? DOCUMENTED_THROTTLE : false,
      durations: { install: plan.installMinutes * MINUTE, uninstall: Math.min(plan.installMinutes / 2, 5) * MINUTE },
    });
    this.workspacesHandler = inProcessRequestHandler(this.simulator);
    this.engine = new CloudFormation({
      clock: this.clock,
      random: this.random,
      functions: this,
      services: new NoServices(),
      readings: { lastUpdatedTimeMovesAtRollback: plan.lastUpdatedTimeMovesAtRollback },
      latency: () => 200 + this.random() * 800,
    });
    this.framework = new Framework({
      clock: this.clock,
      onEvent: (event) => this.run(onEventFunction, event),
      isComplete: (event) => this.run(isCompleteFunction, event),
      interval: TICK,
      maxAttempts: MAX_ATTEMPTS,
      respond: async (url, body) => {
        this.noteAnswer(url, body);
        await this.clock.sleep(this.random() * 500);
        this.engine.inbox.receive(url, body);
      },
    });
  }

  count(kind: string): void {
    this.injected.set(kind, (this.injected.get(kind) ?? 0) + 1);
  }

  /** How many operations of the stack had begun by now: it tells one from the next. */
  generation(stack: Stack): number {
    return stack.events.filter(
      ({ physicalId, status }) =>
        physicalId === stack.id && status.endsWith('_IN_PROGRESS') && !status.includes('CLEANUP'),
    ).length;
  }

  generationOf(requestId: string): number | undefined {
    return this.generations.get(requestId);
  }

  /** Lambda's asynchronous invocation: accepted at once, delivered at least once. */
  deliver(_functionName: string, payload: unknown): Promise<void> {
    const event = asRecord(payload);
    this.events.set(String(event.ResponseURL), event);
    const stack = this.engine.describeStack(String(event.StackId));
    this.generations.set(String(event.RequestId), this.generation(stack));
    this.times.set(String(event.RequestId), { sent: this.clock.now(), delivered: Number.POSITIVE_INFINITY });
    const special = this.deliveries.shift();
    if (special) this.count(special.kind);
    const late = special?.kind === 'late delivery' ? special.delay * SECOND : 0;
    void this.deliverOnce(event, 100 + this.random() * 900 + late);
    if (special?.kind === 'duplicate') {
      this.duplicated.add(String(event.RequestId));
      void this.deliverOnce(event, special.delay * SECOND);
    }
    return Promise.resolve();
  }

  invoke(): Promise<never> {
    throw new Error('nobody invokes the framework synchronously');
  }

  private async deliverOnce(event: Readonly<Record<string, unknown>>, delay: number): Promise<void> {
    await this.clock.sleep(delay);
    const { sent, delivered } = this.timesOf(String(event.RequestId));
    this.times.set(String(event.RequestId), { sent, delivered: Math.min(delivered, this.clock.now()) });
    await this.framework.deliver(event);
  }

  private async run(handle: Handle, event: unknown): Promise<unknown> {
    const quiet = this.resources === 1 ? 0 : MINUTE;
    let die: () => void = () => {};
    const death = new Promise<never>((_resolve, reject) => {
      die = () =>
        reject(
          Object.assign(new Error('RequestId: 0 Error: Runtime exited with error: signal: killed'), { stack: '' }),
        );
    });
    const invocation: Invocation = {
      world: this,
      event: asRecord(event),
      quiet,
      look: undefined,
      seenAt: 0,
      connectionSeenAt: 0,
      calls: 0,
      die,
    };
    const instance = this.takeInstance(handle, invocation);
    // Who dies is not used again: its handler never ends.
    const ending = instance.handler(event).finally(() => this.idle.push(instance));
    return Promise.race([ending, death]);
  }

  /** Lambda keeps instances for a while, and makes a new one whenever it likes. */
  private takeInstance(handle: Handle, invocation: Invocation): Instance {
    const index = this.random() < COLD ? -1 : this.idle.findIndex((instance) => instance.handle === handle);
    const [kept] = index < 0 ? [] : this.idle.splice(index, 1);
    if (kept) return Object.assign(kept, { invocation });
    const instance = { handle, invocation };
    const handlerWorld: HandlerWorld = {
      ...clientsOf(instance),
      clock: this.clock,
      random: this.random,
      resources: this.resources,
      write: (line) => this.lines.push(line),
    };
    return Object.assign(instance, { handler: handle(handlerWorld) });
  }

  /** How many resources the provider has: another number makes another version of its functions, with instances of its own. */
  declare(resources: number): void {
    if (resources !== this.resources) this.idle.length = 0;
    this.resources = resources;
  }

  /** A call that leaves the handler: it takes its time, and the function may die before it or after. */
  async call<T>(invocation: Invocation, request: SdkRequest, answer: () => Promise<T>): Promise<T> {
    invocation.calls++;
    const crash = this.crashes[0];
    const dies = crash !== undefined && crash.call === invocation.calls;
    if (dies) {
      this.crashes.shift();
      this.count('crash');
      if (!crash.after) return this.die(invocation);
    }
    const change = this.noteChange(invocation, request);
    const asked = this.clock.now();
    await this.clock.sleep(this.latency());
    if (change) this.notePresent(change);
    const calls = this.simulator.calls.length;
    const outages = change && this.simulator.outagesOf(change.workspaceId).length;
    const result = await answer().finally(() => {
      if (!change) return;
      const record = this.simulator.calls[calls];
      change.wasEffective = record?.effective ?? false;
      // What is refused for one of several WorkSpaces is answered well.
      if (change.operation === 'RebootWorkspaces')
        change.wasEffective = this.simulator.outagesOf(change.workspaceId).length !== outages;
      change.state = (this.findRecord(change)?.lastUpdated ?? 0) >= asked ? record?.state : undefined;
      change.answeredAt = this.clock.now();
    });
    if (targetOf(request) === 'DescribeWorkspaceAssociations') invocation.seenAt = asked;
    if (targetOf(request) === 'DescribeWorkspacesConnectionStatus') invocation.connectionSeenAt = asked;
    await this.clock.sleep(this.latency());
    return dies ? this.die(invocation) : result;
  }

  private findRecord({ workspaceId, applicationId }: Change): Association | undefined {
    return this.simulator.associations(workspaceId).find((record) => record.applicationId === applicationId);
  }

  private die(invocation: Invocation): Promise<never> {
    invocation.die();
    return new Promise(() => {});
  }

  private latency(): number {
    if (this.slow.calls <= 0) return this.random() * 60;
    this.slow.calls--;
    this.count('slow answer');
    return (this.random() * this.slow.milliseconds) / 2;
  }

  private noteChange(invocation: Invocation, request: SdkRequest): Change | undefined {
    const operation = targetOf(request);
    if (!/^(Associate|Disassociate|Deploy|Reboot|CreateTags)/.test(operation)) return undefined;
    const members = JSON.parse(textOf(request.body));
    const workspaceId =
      members.WorkspaceId ?? members.ResourceId ?? members.RebootWorkspaceRequests.map(workspaceIdOf).join();
    const change: Change = {
      time: this.clock.now(),
      operation,
      invocation,
      requestId: String(invocation.event.RequestId),
      requestType: String(invocation.event.RequestType),
      workspaceId,
      applicationId: members.ApplicationId,
      look: invocation.look,
      seenAt: invocation.seenAt,
      connectionSeenAt: invocation.connectionSeenAt,
      before: new Map(),
      workspace: undefined,
      connectedSince: 0,
      deployingSince: undefined,
      wasEffective: false,
      state: undefined,
      answeredAt: Number.POSITIVE_INFINITY,
    };
    this.changes.push(change);
    return change;
  }

  /** What a change meets. */
  private notePresent(change: Change): void {
    const { workspaceId } = change;
    change.before = this.picture();
    change.workspace = this.simulator.workspace(workspaceId);
    change.connectedSince = this.connectedSince.get(workspaceId) ?? 0;
    change.deployingSince = this.simulator.deploymentsOf(workspaceId).find(({ end }) => end === undefined)?.begin;
  }

  /** The user of a desktop comes or goes. */
  connect(desktop: string, connection: ConnectionState): void {
    const present = this.simulator.workspace(desktop);
    if (!present || present.connection === connection) return;
    if (present.state !== 'AVAILABLE' && connection !== 'DISCONNECTED') return;
    this.simulator.setConnection(desktop, connection);
    this.connectedSince.set(desktop, this.clock.now());
  }

  /** For good: nobody who was there by now comes back. */
  sendHome(desktop: string): void {
    this.connect(desktop, 'DISCONNECTED');
    this.sentHome.set(desktop, this.clock.now());
  }

  wasSentHome(desktop: string, since: number): boolean {
    return (this.sentHome.get(desktop) ?? 0) >= since;
  }

  /** Whether a fault of the kind was let loose, or a call was answered so. */
  hasMet(kind: string): boolean {
    return this.injected.has(kind) || this.simulator.calls.some(({ outcome }) => outcome === kind);
  }

  /** When CloudFormation sent a request, and when it first arrived. */
  timesOf(requestId: string): { readonly sent: number; readonly delivered: number } {
    return this.times.get(requestId) ?? { sent: Number.NaN, delivered: Number.NaN };
  }

  /** Whether the colleague has associated or disassociated the application on the desktop, from `since` on if given. */
  hasMeddled(pair: string, since = 0): boolean {
    return (this.meddling.get(pair) ?? -1) >= since;
  }

  /** What the desktops are like now, beyond what the API shows. */
  picture(): Picture {
    return new Map(
      DESKTOPS.flatMap((desktop) => {
        const run = this.simulator.deploymentsOf(desktop).find(({ end }) => end === undefined);
        return this.simulator.associations(desktop).map((association) => {
          const { applicationId, state, lastUpdated } = association;
          const isInRun = run?.applications.some((turn) => turn.applicationId === applicationId) ?? false;
          const isUnderWay = isInRun && /^PENDING_|ING$/.test(state);
          const underWaySince = isUnderWay ? Math.max(run?.begin ?? 0, lastUpdated) : undefined;
          return [`${desktop} ${applicationId}`, { ...association, underWaySince }] as const;
        });
      }),
    );
  }

  private noteAnswer(url: string, body: string): void {
    const event = this.events.get(url);
    if (!event) throw new Error(`an answer to a URL that nobody gave: ${url}`);
    const stack = this.engine.describeStack(String(event.StackId));
    this.answers.push({
      time: this.clock.now(),
      url,
      body,
      event,
      isFirst: this.answers.every((other) => other.url !== url),
      picture: this.picture(),
      generation: this.generation(stack),
      stackStatus: stack.status,
    });
  }

  /** The service's answer, in which an application may have a state that nobody knows. */
  async answerCall(request: SdkRequest): Promise<{ response: SdkResponse }> {
    const { response } = await this.workspacesHandler.handle(request);
    if (/"ConnectionState":"(CONNECTED|UNKNOWN)"/.test(textOf(response.body))) this.count('user waited for');
    if (this.disguises.size === 0 || targetOf(request) !== 'DescribeWorkspaceAssociations') return { response };
    const { Associations: associations = [], ...answer } = JSON.parse(textOf(response.body));
    const shown = associations.map((association: { WorkspaceId: string; AssociatedResourceId: string }) => {
      const until = this.disguises.get(`${association.WorkspaceId} ${association.AssociatedResourceId}`) ?? 0;
      return this.clock.now() < until ? { ...association, State: 'QUARANTINED' } : association;
    });
    const body = new Uint8Array(Buffer.from(JSON.stringify({ ...answer, Associations: shown })));
    return { response: { ...response, body } };
  }

  async answerStackCall({ body, headers }: SdkRequest, invocation: Invocation): Promise<{ response: SdkResponse }> {
    const request: HttpRequest = {
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers,
      body: Buffer.from(textOf(body)),
    };
    const refused = this.stackFaults.take(request);
    if (refused) this.count('stack refusal');
    else {
      const stack = this.engine.describeStack(String(invocation.event.StackId));
      invocation.look = { time: this.clock.now(), status: stack.status, generation: this.generation(stack) };
    }
    const { status, body: text = '' } =
      refused ??
      handleCloudFormation(
        this.engine,
        request,
        (time) => new Date(time).toISOString(),
        () => undefined,
      );
    return {
      response: {
        statusCode: status,
        headers: { 'content-type': 'text/xml' },
        body: new Uint8Array(Buffer.from(text)),
      },
    };
  }

  /** Calls that reached WorkSpaces and met a fault, by name; and what became of the users. */
  countOutcomes(): void {
    for (const { outcome } of this.simulator.calls.filter(isFault)) this.count(outcome);
    for (const { endedSession } of this.simulator.calls) {
      if (endedSession) this.count('session ended');
    }
    for (const { operation, wasEffective } of this.changes) {
      if (wasEffective && operation === 'RebootWorkspaces') this.count('reboot after an installation');
    }
  }
}

const workspaceIdOf = ({ WorkspaceId: id }: { readonly WorkspaceId: string }): string => id;

const isFault = ({ outcome }: CallRecord): boolean => outcome !== 'ok';

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(asObject(value)));

function asObject(value: unknown): object {
  if (typeof value === 'object' && value !== null) return value;
  throw new Error('an event is an object');
}
