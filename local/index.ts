import { randomInt } from 'node:crypto';
import { AwsServices, type AwsServicesOptions } from './aws-services';
import { bootstrap } from './bootstrap';
import { AcceleratedClock } from './clock';
import { ApiFaults } from './cloudformation/api-faults';
import { CloudFormation } from './cloudformation/engine';
import { Credentials } from './credentials';
import { DEFAULT_ENVIRONMENT } from './environment';
import type { PutEvent } from './event-bus';
import { Gate } from './gate';
import { LambdaHost } from './lambda/lambda-host';
import type { LogStore } from './logs/log-store';
import { Access } from './page/access';
import { PAGE, Page } from './page/page';
import { type Parts, route } from './router';
import type { HttpRequest } from './transport/http';
import { Listener } from './transport/listener';
import { type SimulatorOptions, WorkspacesSimulator } from './workspaces';

export interface EmbeddedAwsOptions {
  /** @default 0, a free one */
  readonly port?: number;
  /** How many times as fast as real time the clock of the embedded AWS runs. @default 60 */
  readonly speed?: number;
  readonly simulator?: Omit<SimulatorOptions, 'clock'>;
  readonly readings?: AwsServicesOptions['readings'];
  /** Called with every request that is let in. */
  readonly onRequest?: (request: HttpRequest) => void;
  /** Called when the address of the page was used, and there is another one. */
  readonly onPageOpened?: () => void;
  /** Called with errors that should not happen. @default console.error */
  readonly onError?: (error: unknown) => void;
}

/** How long making or deleting a role, a function or the like takes: enough for an order to be seen. */
const PROVIDER_MILLISECONDS = 2_000;

/** A running embedded AWS. */
export interface EmbeddedAws {
  readonly url: string;
  readonly port: number;
  /** Where a browser finds the live picture: good for one use, then there is another one. */
  readonly pageAddress: string;
  readonly speed: number;
  readonly clock: AcceleratedClock;
  /** What an AWS client, or the CDK CLI, needs in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** What requests must be signed with. */
  readonly credentials: Credentials;
  /** Every service: what is in buckets, topics, queues, which executions ran, and the Scheduler, which starts nothing by itself. */
  readonly services: AwsServices;
  readonly simulator: WorkspacesSimulator;
  readonly cloudformation: CloudFormation;
  readonly faults: ApiFaults;
  readonly logs: LogStore;
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
    const refused = await parts.gate.refuse(request);
    if (refused) return refused;
    options.onRequest?.(request);
    return route(request, parts);
  }, onError);
  const port = await listener.start(options.port ?? 0);
  parts = assemble(clock, port, options);
  const { services, faults, host, credentials, access } = parts;
  const { simulator, cloudformation, buses, logs } = services;
  await bootstrap(cloudformation);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    get pageAddress() {
      return `http://127.0.0.1:${port}${PAGE}?token=${access.next}`;
    },
    get speed() {
      return clock.speed;
    },
    clock,
    environment: environmentAt(port, credentials),
    credentials,
    services,
    simulator,
    cloudformation,
    faults,
    logs,
    events: buses.events,
    async stop() {
      services.machines.stop();
      host.stop();
      await listener.stop();
    },
  };
}

function assemble(clock: AcceleratedClock, port: number, options: EmbeddedAwsOptions): Parts {
  const credentials = new Credentials();
  const { region, account } = DEFAULT_ENVIRONMENT;
  const simulator = new WorkspacesSimulator({ ...options.simulator, clock });
  const host: LambdaHost = new LambdaHost(
    {
      clock,
      port,
      credentials: credentials.function,
      region,
      account,
      responseHost: CloudFormation.responseHost(DEFAULT_ENVIRONMENT),
      log: ({ name: functionName, logGroup: group }, stream, text) =>
        services.logs.add({ time: clock.now(), group, stream, functionName, text }),
    },
    (bucket, key) => services.buckets.find(bucket)?.find(key)?.content,
  );
  const { readings = {}, onError = console.error } = options;
  const services = new AwsServices({
    clock,
    functions: host,
    simulator,
    random: unguessable,
    readings,
    latency: () => PROVIDER_MILLISECONDS,
    onError,
  });
  const gate = new Gate(port, credentials, services.cloudformation.inbox);
  const access = new Access(port, () => options.onPageOpened?.());
  const page = new Page(services, clock, access);
  return { clock, services, host, faults: new ApiFaults(), credentials, gate, access, page };
}

/** A response URL needs no signature, so that it must not be possible to guess one. */
const unguessable = (): number => randomInt(2 ** 32) / 2 ** 32;

function environmentAt(port: number, { person }: Credentials): Record<string, string> {
  const { account, region } = DEFAULT_ENVIRONMENT;
  return {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: person.accessKeyId,
    AWS_SECRET_ACCESS_KEY: person.secretAccessKey,
    // Without it, a token of a real account in the environment would be sent.
    AWS_SESSION_TOKEN: 'embedded',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DEFAULT_ACCOUNT: account,
    CDK_DEFAULT_REGION: region,
  };
}
