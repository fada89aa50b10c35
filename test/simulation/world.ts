import { isCompleteFunction, onEventFunction } from '../../lambda/stack/entry';
import { handleCloudFormation } from '../../local/cloudformation/api';
import { ApiFaults } from '../../local/cloudformation/api-faults';
import { CloudFormation } from '../../local/cloudformation/engine';
import type { FunctionHost } from '../../local/cloudformation/function-host';
import type { Stack } from '../../local/cloudformation/model';
import type { Services } from '../../local/cloudformation/services';
import type { HttpRequest } from '../../local/transport/http';
import {
  DOCUMENTED_THROTTLE,
  inProcessRequestHandler,
  type ThrottleOptions,
  WorkspacesSimulator,
  type World,
} from '../../local/workspaces';
import { type SdkRequest, type SdkResponse, textOf } from '../../testkit/clients';
import { Framework } from '../../testkit/framework';
import { seeded } from '../../testkit/random';
import { VirtualClock } from '../../testkit/virtual-clock';
import { targetOf } from './clients';
import { WORLD } from './desks';
import { Desktops } from './desktops';
import type { Fault } from './faults';
import { asRecord, Functions } from './functions';
import { Ghosts } from './ghosts';
import type { Plan } from './plan';
import { denied, disguised } from './pretended';
import type { Answer, Change, Invocation } from './records';
import { WorldServices } from './services';
import { Witness } from './witness';

export const SERVICE_TOKEN = 'arn:aws:lambda:us-east-1:123456789012:function:framework';

const START = Date.UTC(2026, 10, 22, 12);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const TICK = 30 * SECOND;
const MAX_ATTEMPTS = 114;
/** What CloudFormation wants, whatever it calls the request. */
const WISH = [
  'StackId',
  'RequestType',
  'LogicalResourceId',
  'PhysicalResourceId',
  'ResourceProperties',
  'OldResourceProperties',
] as const;

/** What a test puts into the place of what the lives have. */
interface Surroundings {
  readonly world?: World;
  readonly services?: (world: SimulatedWorld) => Services;
  readonly throttle?: ThrottleOptions | false;
}

/** CloudFormation, the provider framework, the handler and WorkSpaces, in one process on one clock. */
export class SimulatedWorld implements FunctionHost {
  readonly clock = new VirtualClock(START);
  readonly random: () => number;
  readonly simulator: WorkspacesSimulator;
  readonly engine: CloudFormation;
  readonly framework: Framework;
  readonly functions = new Functions(this);
  readonly ghosts = new Ghosts();
  readonly desktops: Desktops;
  readonly witness: Witness;
  private readonly workspacesHandler;
  stackFaults = new ApiFaults();
  /** The faults that were let loose so far. */
  readonly struck: Fault[] = [];
  /** The stacks whose last operation failed and was not rolled back, by name. */
  readonly retries = new Set<string>();
  readonly changes: Change[] = [];
  readonly lines: string[] = [];
  readonly answers: Answer[] = [];
  readonly injected = new Map<string, number>();
  /** What the next deliveries meet. */
  readonly deliveries: { readonly kind: 'duplicate' | 'late delivery'; readonly delay: number }[] = [];
  /** Until when an operation on tags is refused to us. */
  readonly refusedTags = new Map<string, number>();
  /** What CloudFormation sent, by ResponseURL. */
  readonly events = new Map<string, Readonly<Record<string, unknown>>>();
  /** The requests that are delivered twice. */
  readonly duplicated = new Set<string>();
  private readonly generations = new Map<string, number>();
  private readonly times = new Map<string, { readonly sent: number; readonly delivered: number }>();

  constructor(
    plan: Pick<
      Plan,
      'seed' | 'readings' | 'installMinutes' | 'throttled' | 'lastUpdatedTimeMovesAtRollback' | 'lastUpdatedTimeAhead'
    >,
    { world = WORLD, services, throttle = plan.throttled && DOCUMENTED_THROTTLE }: Surroundings = {},
  ) {
    this.random = seeded(plan.seed);
    this.simulator = new WorkspacesSimulator({
      clock: this.clock,
      world,
      readings: plan.readings,
      random: this.random,
      throttle,
      durations: { install: plan.installMinutes * MINUTE, uninstall: Math.min(plan.installMinutes / 2, 5) * MINUTE },
    });
    this.desktops = new Desktops(this.clock, this.simulator, this.ghosts);
    this.workspacesHandler = inProcessRequestHandler(this.simulator);
    this.engine = new CloudFormation({
      clock: this.clock,
      random: this.random,
      functions: this,
      services: services?.(this) ?? new WorldServices(this),
      readings: {
        lastUpdatedTimeMovesAtRollback: plan.lastUpdatedTimeMovesAtRollback,
        lastUpdatedTimeAhead: plan.lastUpdatedTimeAhead,
      },
      latency: () => 200 + this.random() * 800,
    });
    this.witness = new Witness(this);
    this.framework = new Framework({
      clock: this.clock,
      onEvent: (event) => this.functions.run(onEventFunction, event),
      isComplete: (event) => this.functions.run(isCompleteFunction, event),
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

  /** Whether a fault of the kind was let loose, or a call was answered so. */
  hasMet(kind: string): boolean {
    return this.injected.has(kind) || this.simulator.calls.some(({ outcome }) => outcome === kind);
  }

  /** The name of the stack whose resource writes with a token. */
  stackOf = (token: string): string | undefined => {
    const [stackId] = this.desktops.book.ownerOf(token)?.split(' ') ?? [];
    return stackId && this.nameOf(stackId);
  };

  isRetry = (stackId: string): boolean => this.retries.has(this.nameOf(stackId));

  nameOf = (stackId: string): string => this.engine.describeStack(stackId).name;

  /** How many operations of the stack had begun by now: it distinguishes one from the next. */
  generation(stack: Stack): number {
    return this.operationsOf(stack).length;
  }

  /** When an operation of a stack began. */
  beganAt(stackId: string, generation: number): number {
    return this.operationsOf(this.engine.describeStack(stackId))[generation - 1]?.timestamp ?? 0;
  }

  /** Whether a rollback that had failed was continued, so that its requests ask for the same, also those that come late. */
  isContinuation(stackId: string, from: number, to: number): boolean {
    const operations = this.operationsOf(this.engine.describeStack(stackId)).slice(from - 1, to);
    return operations.every(({ status }) => status === 'UPDATE_ROLLBACK_IN_PROGRESS');
  }

  private operationsOf({ id, events }: Stack) {
    return events.filter(
      ({ physicalId, status }) => physicalId === id && status.endsWith('_IN_PROGRESS') && !status.includes('CLEANUP'),
    );
  }

  /** Whether CloudFormation asks for just the same in another operation, so that the requests cannot be told apart. */
  asksAgain(event: Readonly<Record<string, unknown>>, generation: number): boolean {
    const wish = (one: Readonly<Record<string, unknown>>) => JSON.stringify(WISH.map((name) => one[name]));
    return [...this.events.values()].some(
      (other) => this.generationOf(String(other.RequestId)) === generation && wish(other) === wish(event),
    );
  }

  generationOf(requestId: string): number | undefined {
    return this.generations.get(requestId);
  }

  /** When CloudFormation sent a request, and when it first arrived. */
  timesOf(requestId: string): { readonly sent: number; readonly delivered: number } {
    return this.times.get(requestId) ?? { sent: Number.NaN, delivered: Number.NaN };
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
    throw new Error('nothing invokes the framework synchronously');
  }

  private async deliverOnce(event: Readonly<Record<string, unknown>>, delay: number): Promise<void> {
    await this.clock.sleep(delay);
    const { sent, delivered } = this.timesOf(String(event.RequestId));
    this.times.set(String(event.RequestId), { sent, delivered: Math.min(delivered, this.clock.now()) });
    await this.framework.deliver(event);
  }

  private noteAnswer(url: string, body: string): void {
    const event = this.events.get(url);
    if (!event) throw new Error(`an answer to a URL that was never given: ${url}`);
    const stack = this.engine.describeStack(String(event.StackId));
    const answer = {
      time: this.clock.now(),
      url,
      body,
      event,
      isFirst: this.answers.every((other) => other.url !== url),
      picture: this.desktops.picture(),
      generation: this.generation(stack),
      stackStatus: stack.status,
    };
    this.answers.push(answer);
    this.witness.answered(answer);
  }

  /** The service's answer to a call of the handler. */
  async answerCall(request: SdkRequest): Promise<{ response: SdkResponse }> {
    const operation = targetOf(request);
    if (this.clock.now() < (this.refusedTags.get(operation) ?? 0)) {
      this.count(`${operation} refused`);
      return { response: denied() };
    }
    const { response } = await this.workspacesHandler.handle(request);
    if (/"ConnectionState":"(CONNECTED|UNKNOWN)"/.test(textOf(response.body))) this.count('user waited for');
    if (operation !== 'DescribeWorkspaceAssociations') return { response };
    return { response: disguised(response, this.desktops.disguises, this.clock.now()) };
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
    else this.noteLook(textOf(body), invocation);
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

  /** The handler is told the state of its stack. */
  private noteLook(body: string, invocation: Invocation): void {
    const members = new URLSearchParams(body);
    const stackId = String(invocation.event.StackId);
    if (members.get('Action') !== 'DescribeStacks' || members.get('StackName') !== stackId) return;
    const stack = this.engine.describeStack(stackId);
    invocation.look = { time: this.clock.now(), status: stack.status, generation: this.generation(stack) };
  }

  /** Calls that reached WorkSpaces and met a fault, by name; and what became of the users. */
  countOutcomes(): void {
    for (const { outcome } of this.simulator.calls) if (outcome !== 'ok') this.count(outcome);
    for (const { endedSession } of this.simulator.calls) if (endedSession) this.count('session ended');
    for (const { operation, wasEffective } of this.changes) {
      if (wasEffective && operation === 'RebootWorkspaces') this.count('reboot after an installation');
    }
  }
}
