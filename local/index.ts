import { bootstrap } from './bootstrap';
import { AcceleratedClock } from './clock';
import { ApiFaults } from './cloudformation/api-faults';
import type { Readings as StackReadings } from './cloudformation/context';
import { CloudFormation } from './cloudformation/engine';
import { EmbeddedServices } from './embedded-services';
import { DEFAULT_ENVIRONMENT } from './environment';
import { EventBuses, type PutEvent } from './event-bus';
import { LambdaHost } from './lambda/lambda-host';
import { Logs } from './lambda/logs';
import { type Parts, route } from './router';
import { ObjectStore } from './s3/object-store';
import { StateMachineWaiter } from './stepfunctions/state-machine-waiter';
import type { HttpRequest } from './transport/http';
import { Listener } from './transport/listener';
import { type SimulatorOptions, WorkspacesSimulator } from './workspaces';

export interface EmbeddedAwsOptions {
  /** @default 0, a free one */
  readonly port?: number;
  /** How many times as fast as real time everything behind the API lives. @default 60 */
  readonly speed?: number;
  readonly simulator?: Omit<SimulatorOptions, 'clock'>;
  readonly readings?: Partial<StackReadings>;
  /** Told of every request once it is routed. */
  readonly onRequest?: (request: HttpRequest) => void;
  /** Told of what should not happen. @default console.error */
  readonly onError?: (error: unknown) => void;
}

/** How long making or deleting a role, a function or the like takes: enough for an order to be seen. */
const PROVIDER_MILLISECONDS = 2_000;

/** A running embedded AWS. */
export interface EmbeddedAws {
  readonly url: string;
  readonly port: number;
  readonly speed: number;
  readonly clock: AcceleratedClock;
  /** What an AWS client, or the CDK CLI, needs in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly simulator: WorkspacesSimulator;
  readonly cloudformation: CloudFormation;
  readonly faults: ApiFaults;
  readonly logs: Logs;
  /** What functions put on event buses, oldest first. */
  readonly events: readonly PutEvent[];
  /** Ends every process and frees the port. What was deployed is gone. */
  stop(): Promise<void>;
}

/** Starts an embedded AWS on loopback. Rejects if the port is taken. */
export async function startEmbeddedAws(options: EmbeddedAwsOptions = {}): Promise<EmbeddedAws> {
  const { speed = 60, onError = console.error } = options;
  const clock = new AcceleratedClock(speed);
  let parts: Parts | undefined;
  const listener = new Listener(async (request) => {
    if (!parts) throw new Error('not started');
    options.onRequest?.(request);
    return route(request, parts);
  }, onError);
  const port = await listener.start(options.port ?? 0);
  const logs = new Logs();
  parts = assemble(clock, port, logs, options);
  const { simulator, engine: cloudformation, faults, buses, host, waiter } = parts;
  await bootstrap(cloudformation);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    speed,
    clock,
    environment: environmentAt(port),
    simulator,
    cloudformation,
    faults,
    logs,
    events: buses.events,
    async stop() {
      waiter.stop();
      host.stop();
      await listener.stop();
    },
  };
}

function assemble(clock: AcceleratedClock, port: number, logs: Logs, options: EmbeddedAwsOptions): Parts {
  const store = new ObjectStore();
  const { region, account } = DEFAULT_ENVIRONMENT;
  const simulator = new WorkspacesSimulator({ ...options.simulator, clock });
  const host = new LambdaHost(
    {
      clock,
      port,
      region,
      account,
      responseHost: CloudFormation.responseHost(DEFAULT_ENVIRONMENT),
      log: ({ name, logGroup }, text) => logs.add({ time: clock.now(), group: logGroup, functionName: name, text }),
    },
    (bucket, key) => store.get(bucket, key),
  );
  const waiter = new StateMachineWaiter(host, clock.speed);
  const services = new EmbeddedServices(host, waiter, store, simulator);
  const { readings = {} } = options;
  const engine = new CloudFormation({
    clock,
    random: Math.random,
    functions: host,
    services,
    readings,
    latency: () => PROVIDER_MILLISECONDS,
  });
  return { clock, engine, services, host, waiter, store, simulator, faults: new ApiFaults(), buses: new EventBuses() };
}

function environmentAt(port: number): Record<string, string> {
  const { account, region } = DEFAULT_ENVIRONMENT;
  return {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    // The CDK CLI remembers for ever, in the home folder, which account a key belongs to.
    AWS_ACCESS_KEY_ID: `LOCALPERSON${account}`,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DEFAULT_ACCOUNT: account,
    CDK_DEFAULT_REGION: region,
  };
}
