import type { Clock } from './clock';
import { handleCloudFormation } from './cloudformation/api';
import type { Readings as StackReadings } from './cloudformation/context';
import { CloudFormation } from './cloudformation/engine';
import type { ResourceServices } from './cloudformation/services';
import { Metrics } from './cloudwatch/metrics';
import { EmbeddedServices, type Functions } from './embedded-services';
import { DEFAULT_ENVIRONMENT, type Environment, type Random } from './environment';
import { EventBuses } from './event-bus';
import { handleLogs } from './logs/api';
import { LogStore } from './logs/log-store';
import { S3 } from './s3/api';
import { Buckets } from './s3/buckets';
import { handleScheduler } from './scheduler/api';
import { Scheduler } from './scheduler/scheduler';
import { handleSns } from './sns/api';
import { Topics } from './sns/topics';
import { handleSqs } from './sqs/api';
import { Queues } from './sqs/queues';
import { handleSsm } from './ssm/api';
import type { ParameterStore } from './ssm/parameters';
import { handleStepFunctions } from './stepfunctions/api';
import { StateMachines } from './stepfunctions/state-machines';
import type { ExecutionReadings } from './stepfunctions/world';
import { Tagging, type TaggingReadings } from './tagging/tagging';
import { credentialScope, type HttpRequest, type HttpResponse } from './transport/http';
import { parseJson } from './transport/json';
import { type SdkRequestHandler, sdkRequestHandler } from './transport/sdk-handler';
import type { WorkspacesSimulator } from './workspaces';

export interface AwsServicesOptions {
  /** Real, accelerated, or driven by a test. */
  readonly clock: Clock;
  readonly functions: Functions;
  readonly simulator: WorkspacesSimulator;
  /** @default Math.random */
  readonly random?: Random;
  /** @default DEFAULT_ENVIRONMENT */
  readonly environment?: Environment;
  readonly readings?: Partial<StackReadings & ExecutionReadings & TaggingReadings>;
  /** Milliseconds that the provider of a resource type takes for one action. @default none */
  readonly latency?: (type: string) => number;
  /** Sees every request of a client before its service does, and may answer instead, or throw to break the connection. */
  readonly intercept?: (service: string, request: HttpRequest) => HttpResponse | undefined;
  /** Shown what should not happen. @default console.error */
  readonly onError?: (error: unknown) => void;
}

/**
 * The embedded AWS without sockets and processes: every service on one clock, which need not be the real one, with functions that need not be processes.
 *
 * A night in a test, on a clock that jumps from one event to the next:
 *
 * ```ts
 * const clock = new VirtualClock(Date.UTC(2026, 0, 5, 20));                 // testkit/virtual-clock
 * const simulator = new WorkspacesSimulator({ clock, world });
 * const functions = new InProcessFunctions((configuration) => handler);     // testkit/in-process-functions
 * const aws = new AwsServices({ clock, simulator, functions, random: seeded(1) });
 * const client = new S3Client(aws.clientConfig());                        // any SDK client, in this process
 *
 * aws.cloudformation.createStack({ stackName: 'Fleet', templateBody });   // the template as synthesized
 * const stack = await clock.runUntil(aws.cloudformation.settled('Fleet'));
 *
 * const { executionArn = '' } = await clock.runUntil(aws.scheduler.open('Nightly'));   // opens the window by hand
 * const execution = aws.machines.execution(executionArn);
 * await clock.runUntil(execution.ended);
 * [execution.status, execution.output, execution.error];
 * aws.machines.mapRunsOf(executionArn)[0].counts;                         // and their `children`
 * aws.buckets.get('reports').list('runs/');                               // objects, with `content`
 * aws.topics.messages; aws.queues.messages('dead'); aws.metrics.data; aws.buses.events;
 * aws.parameters.history('/fleet/Nightly');                               // each with its version
 * ```
 */
export class AwsServices implements ResourceServices {
  readonly environment: Environment;
  readonly simulator: WorkspacesSimulator;
  readonly buckets: Buckets;
  readonly topics: Topics;
  readonly queues: Queues;
  readonly scheduler: Scheduler;
  readonly machines: StateMachines;
  readonly tagging: Tagging;
  readonly metrics: Metrics;
  readonly logs: LogStore;
  readonly buses = new EventBuses();
  readonly cloudformation: CloudFormation;
  readonly parameters: ParameterStore;
  private readonly s3: S3;
  private readonly services: EmbeddedServices;
  private readonly now: () => number;

  constructor(private readonly options: AwsServicesOptions) {
    const { clock, functions, simulator, random = Math.random, environment = DEFAULT_ENVIRONMENT } = options;
    const { readings = {}, latency = () => 0 } = options;
    this.now = () => clock.now();
    this.environment = environment;
    this.simulator = simulator;
    this.buckets = new Buckets(this.now);
    this.s3 = new S3(this.buckets, environment);
    this.topics = new Topics(this.now);
    this.queues = new Queues(environment, this.now);
    this.metrics = new Metrics(this.now);
    this.logs = new LogStore(this.now);
    this.tagging = new Tagging(simulator, environment, this.now, readings);
    const { buckets, queues } = this;
    const onError = options.onError ?? console.error;
    this.machines = new StateMachines({ clock, random, environment, functions, buckets, readings, onError });
    this.scheduler = new Scheduler(clock, random, environment, this.targetsOf(functions), queues);
    this.services = new EmbeddedServices(functions, this, simulator, this.logs);
    this.parameters = this.services.parameters;
    const { services } = this;
    this.cloudformation = new CloudFormation({ clock, random, functions, services, environment, readings, latency });
  }

  /** What an SDK client takes to talk to it in this process: credentials, Region and request handler. */
  clientConfig(): {
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly requestHandler: SdkRequestHandler;
  } {
    return {
      region: this.environment.region,
      credentials: { accessKeyId: 'LOCALFUNCTION', secretAccessKey: 'local' },
      requestHandler: sdkRequestHandler(async (request) => {
        const answer = await this.handle(request);
        if (answer) return answer;
        throw new Error(`The embedded AWS does not support the service '${credentialScope(request).service}'`);
      }),
    };
  }

  /**
   * Answers a signed request of a client. Undefined if there is no such service here. Throws only if an answer is to be lost.
   *
   * @param shown how CloudFormation and the logs show a time to the client. @default as it is
   */
  async handle(
    request: HttpRequest,
    shown: (time: number) => number = (time) => time,
  ): Promise<HttpResponse | undefined> {
    const { service } = credentialScope(request);
    const intercepted = this.options.intercept?.(service, request);
    if (intercepted) return intercepted;
    const { environment, now } = this;
    const at = (time: number): string => new Date(shown(time)).toISOString();
    const handlers: Readonly<Record<string, () => HttpResponse | Promise<HttpResponse>>> = {
      cloudformation: () =>
        handleCloudFormation(this.cloudformation, request, at, (url) => this.services.templateAt(url)),
      events: () => this.buses.handle(request),
      logs: () => handleLogs(this.logs, environment, shown, request),
      monitoring: () => this.metrics.handle(request),
      s3: () => this.s3.handle(request),
      scheduler: () => handleScheduler(this.scheduler, request),
      sns: () => handleSns(this.topics, request),
      sqs: () => handleSqs(this.queues, request),
      ssm: () => handleSsm(this.parameters, environment, now, request),
      states: () => handleStepFunctions(this.machines, now, request),
      tagging: () => this.tagging.handle(request),
      workspaces: () => {
        const target = request.headers['x-amz-target'] ?? '';
        return this.simulator.handle({ target, body: request.body.toString(), region: environment.region });
      },
    };
    return Object.hasOwn(handlers, service) ? handlers[service]?.() : undefined;
  }

  private targetsOf(functions: Functions) {
    return {
      startExecution: (machineArn: string, input: string) => this.machines.startText(machineArn, input).arn,
      invoke: (functionArn: string, input: string) => functions.deliver(functionArn, parseJson(input)),
    };
  }
}
