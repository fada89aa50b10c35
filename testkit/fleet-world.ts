import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { FLEET_PARAMETER_PREFIX, type FleetDeclaration, renderFleet } from '../lambda/contract/fleet';
import { fleetFunctions } from '../lambda/fleet/entry';
import type { Report } from '../lambda/fleet/report';
import { keysOf } from '../lambda/fleet/run';
import { HOUR } from '../lambda/service/time';
import { FLEET_MACHINE } from '../lib/private/fleet-machine';
import { AwsServices, type AwsServicesOptions } from '../local/aws-services';
import type { Execution } from '../local/stepfunctions/execution';
import type { JsonObject } from '../local/transport/json';
import type { SdkRequestHandler } from '../local/transport/sdk-handler';
import { type SimulatorOptions, type WorkspaceSpec, WorkspacesSimulator } from '../local/workspaces';
import { CATALOGUE } from '../local/workspaces/catalogue';
import { bare, SETTINGS } from './clients';
import type { Handler } from './framework';
import { InProcessFunctions } from './in-process-functions';
import { type Death, Mortality } from './mortal';
import { seeded } from './random';
import { StandInStacks } from './stand-in-stack';
import { VirtualClock } from './virtual-clock';

export const BUCKET = 'reports';
export const BUS = 'arn:aws:events:us-east-1:111122223333:event-bus/fleets';
export const MACHINE = 'arn:aws:states:us-east-1:111122223333:stateMachine:fleet';
export const STACK = 'arn:aws:cloudformation:us-east-1:111122223333:stack/Fleet/1';
const PLACE = { stateMachineArn: MACHINE, reportBucket: BUCKET, stackId: STACK };

export interface FleetWorldOptions {
  /** When the first window opens. */
  readonly opening: number;
  readonly desktops: readonly WorkspaceSpec[];
  readonly declaration: FleetDeclaration;
  /** Another fleet, whose AWS and whose time this one shares. The two have different names. */
  readonly beside?: FleetWorld;
  readonly simulator?: Partial<SimulatorOptions>;
  readonly readings?: AwsServicesOptions['readings'];
  /** Says of each invocation whether it dies. */
  readonly death?: () => Death | undefined;
  /** Milliseconds that an answer of a service takes. @default 0 */
  readonly callTime?: (service: string) => number;
  /** Wraps each function: to count its calls, to have it fail. */
  readonly wrap?: (name: 'survey' | 'step', handler: Handler) => Handler;
}

/** A fleet on a clock that jumps: its real functions, its real state machine, the embedded AWS. */
export class FleetWorld {
  readonly clock: VirtualClock;
  readonly simulator: WorkspacesSimulator;
  readonly aws: AwsServices;
  /** Stacks that declare applications on the same desktops. */
  readonly stacks: StandInStacks;
  readonly bugs: unknown[] = [];
  readonly lines: string[] = [];
  private nights = 0;
  private readonly machine: string;
  private readonly lambdas: InProcessFunctions;
  private readonly mortality: Mortality;
  /** How many functions are neither done nor asleep. */
  private working = 0;

  constructor(private readonly options: FleetWorldOptions) {
    const { beside, death = () => undefined } = options;
    this.mortality = new Mortality(death);
    this.machine = beside ? `${MACHINE}-${options.declaration.name}` : MACHINE;
    this.clock = beside?.clock ?? new VirtualClock(options.opening - HOUR, () => this.working > 0);
    this.lambdas = beside?.lambdas ?? new InProcessFunctions();
    this.simulator = beside?.simulator ?? this.simulated();
    this.aws = beside?.aws ?? this.services();
    this.stacks = beside?.stacks ?? new StandInStacks(this.aws, this.lambdas, () => this.clock.now());
    if (!beside) this.aws.buckets.create(BUCKET);
    this.declare(options.declaration);
    this.defineMachine();
    this.defineFunctions();
  }

  private simulated(): WorkspacesSimulator {
    const { clock, options } = this;
    const world = { workspaces: options.desktops, applications: CATALOGUE };
    return new WorkspacesSimulator({ clock, world, random: seeded(2), ...options.simulator });
  }

  private services(): AwsServices {
    const { clock, simulator, lambdas: functions } = this;
    const { readings = {} } = this.options;
    const onError = (error: unknown): number => this.bugs.push(error);
    return new AwsServices({ clock, simulator, functions, random: seeded(1), readings, onError });
  }

  private defineFunctions(): void {
    const { survey, step } = this.functions();
    const wrap = this.options.wrap ?? ((_name, handler) => handler);
    const handlers = {
      survey: async (event: unknown) => survey(JSON.parse(JSON.stringify(event))),
      step: async (event: unknown) => step(JSON.parse(JSON.stringify(event))),
    };
    for (const name of ['survey', 'step'] as const)
      this.lambdas.set(this.functionName(name), this.watched(this.mortality.handler(wrap(name, handlers[name]))));
  }

  private watched(handler: Handler): Handler {
    return async (event) => {
      this.work(1);
      try {
        return await handler(event);
      } finally {
        this.work(-1);
      }
    };
  }

  private async asleep(milliseconds: number): Promise<void> {
    this.work(-1);
    await this.clock.sleep(milliseconds);
    this.work(1);
  }

  /** Of all fleets on one clock. */
  private work(more: number): void {
    const { beside } = this.options;
    if (beside) beside.work(more);
    else this.working += more;
  }

  private functionName(kind: 'survey' | 'step'): string {
    return this.options.beside ? `${kind}-${this.options.declaration.name}` : kind;
  }

  private functions() {
    const own = this.aws.clientConfig();
    const of = (service: string) => ({
      ...SETTINGS,
      ...own,
      requestHandler: this.requestsTo(service, own.requestHandler),
    });
    const parameter = `${FLEET_PARAMETER_PREFIX}${this.options.declaration.name}`;
    return fleetFunctions({
      workspaces: bare(new WorkSpacesClient(of('workspaces'))),
      cloudFormation: bare(new CloudFormationClient(of('cloudformation'))),
      tagging: bare(new ResourceGroupsTaggingAPIClient(of('tagging'))),
      s3: bare(new S3Client({ ...of('s3'), forcePathStyle: true })),
      ssm: bare(new SSMClient(of('ssm'))),
      sfn: bare(new SFNClient(of('states'))),
      sns: bare(new SNSClient(of('sns'))),
      events: bare(new EventBridgeClient(of('events'))),
      clock: { now: this.clock.now, sleep: (milliseconds) => this.asleep(milliseconds) },
      random: seeded(3),
      environment: { FLEET_PARAMETER: parameter, FLEET_BUCKET: BUCKET, FLEET_STACK: STACK, FLEET_EVENT_BUS: BUS },
      write: (line) => this.lines.push(line),
    });
  }

  /** The requests of a client: not signed, which no answer depends on, so that the service has to be named. */
  private requestsTo(service: string, handler: SdkRequestHandler): SdkRequestHandler {
    const { callTime = () => 0 } = this.options;
    const authorization = `Credential=LOCALFUNCTION/20260101/us-east-1/${service}/aws4_request`;
    const handle: SdkRequestHandler['handle'] = async (request) => {
      const time = callTime(service);
      if (time > 0) await this.asleep(time);
      return handler.handle({ ...request, headers: { ...request.headers, authorization } });
    };
    return this.mortality.requests({ ...handler, handle });
  }

  private defineMachine(): void {
    const values: Readonly<Record<string, string>> = {
      Partition: 'aws',
      SurveyFunction: this.functionName('survey'),
      StepFunction: this.functionName('step'),
      Bucket: BUCKET,
    };
    const text = JSON.stringify(FLEET_MACHINE).replace(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
    this.aws.machines.define(this.machine, text, 'arn:aws:iam::111122223333:role/fleet');
  }

  /** Deploys another declaration. */
  declare(declaration: FleetDeclaration): void {
    const name = `${FLEET_PARAMETER_PREFIX}${declaration.name}`;
    this.aws.parameters.put(
      { name, value: JSON.stringify(renderFleet(declaration, PLACE)), overwrite: true },
      this.clock.now(),
    );
  }

  /** Invokes a function of the fleet, as the state machine does. */
  async invoke(kind: 'survey' | 'step', event: JsonObject): Promise<unknown> {
    const { payload } = await this.lambdas.invoke(this.functionName(kind), event);
    return JSON.parse(payload);
  }

  /** Lets time pass until the next window opens, and starts its run. */
  async open(input?: JsonObject): Promise<Execution> {
    // A fleet that came later opens its first window in the next night.
    const night = Math.max(this.nights, Math.ceil((this.clock.now() - this.options.opening) / (24 * HOUR)));
    const opening = this.options.opening + night * 24 * HOUR;
    this.nights = night + 1;
    if (this.clock.now() < opening) await this.clock.runUntil(this.clock.sleep(opening - this.clock.now()));
    const scheduledTime = new Date(opening).toISOString();
    return this.aws.machines.start(this.machine, input ?? { format: 1, scheduledTime }, `night-${this.nights}`);
  }

  /** A whole night. */
  async night(input?: JsonObject): Promise<Execution> {
    const execution = await this.open(input);
    await this.clock.runUntil(execution.ended);
    return execution;
  }

  /** Lets time pass, whatever runs. */
  wait(milliseconds: number): Promise<void> {
    return this.clock.runUntil(this.clock.sleep(milliseconds));
  }

  /** What the last run has reported. */
  get report(): Report {
    return JSON.parse(
      this.aws.buckets
        .get(BUCKET)
        .get(`${keysOf(this.options.declaration.name).latest}.json`)
        .content.toString(),
    );
  }
}
