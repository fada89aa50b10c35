import { dirname, join } from 'node:path';

/** A handler function as Lambda runs it: takes an event, answers or throws. */
export type Handler = (event: unknown) => Promise<unknown>;

export interface FrameworkOptions {
  readonly clock: { now(): number; sleep(milliseconds: number): Promise<void> };
  readonly onEvent: Handler;
  readonly isComplete: Handler;
  /** Receives what is sent to a request's ResponseURL. */
  readonly respond: (url: string, body: string) => Promise<void>;
  /** Milliseconds between two ticks of the waiter. */
  readonly interval: number;
  /** How many ticks the waiter makes after the first. */
  readonly maxAttempts: number;
  /** Called with every invocation of a function, the framework's own ones included. */
  readonly onInvocation?: (name: FunctionName) => void;
  /** How the functions are run. @default every function runs as soon as it is called */
  readonly platform?: Platform;
}

type Run = () => Promise<unknown>;

/** How Lambda runs functions, by who calls them. */
export interface Platform {
  /** CloudFormation hands an event over: Lambda keeps it, and tries again what was throttled or has failed. */
  queue(name: FunctionName, run: Run): Promise<unknown>;
  /** Step Functions calls: what does not run, throws. */
  invoke(name: FunctionName, run: Run): Promise<unknown>;
  /** The framework's code calls with its SDK client, which tries again what was throttled. */
  call(name: FunctionName, run: Run): Promise<unknown>;
}

const AT_ONCE: Platform = { queue: (_, run) => run(), invoke: (_, run) => run(), call: (_, run) => run() };

export type FunctionName =
  | 'framework-onEvent'
  | 'framework-isComplete'
  | 'framework-onTimeout'
  | 'onEvent'
  | 'isComplete';

interface Invocation {
  readonly FunctionName: string;
  readonly Payload: string;
}

interface Runtime {
  readonly onEvent: Handler;
  readonly isComplete: Handler;
  readonly onTimeout: Handler;
}

const ON_EVENT = 'arn:aws:lambda:us-east-1:111122223333:function:onEvent';
const IS_COMPLETE = 'arn:aws:lambda:us-east-1:111122223333:function:isComplete';

/** The instance whose turn it is: the framework's runtime keeps its connections in one module. */
let current: Framework | undefined;
let loaded: Runtime | undefined;

/** The provider framework's own runtime code, its connections to AWS and its log replaced. */
function runtime(): Runtime {
  if (loaded) return loaded;
  const folder = join(
    dirname(require.resolve('aws-cdk-lib/package.json')),
    'custom-resources/lib/provider-framework/runtime',
  );
  const outbound = require(join(folder, 'outbound'));
  outbound.invokeFunction = (invocation: Invocation) => current?.invoke(invocation);
  outbound.startExecution = ({ input }: { readonly input: string }) => current?.start(input);
  outbound.httpRequest = (options: { readonly hostname: string; readonly path: string }, body: string) =>
    current?.respond(`https://${options.hostname}${options.path}`, body);
  require(join(folder, 'util')).log = () => {};
  Object.assign(process.env, {
    USER_ON_EVENT_FUNCTION_ARN: ON_EVENT,
    USER_IS_COMPLETE_FUNCTION_ARN: IS_COMPLETE,
    WAITER_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:111122223333:stateMachine:waiter',
  });
  const framework: Runtime = require(join(folder, 'framework'));
  loaded = framework;
  return framework;
}

/**
 * The provider framework around a handler, in this process: its real runtime, the waiter as its definition says. One at
 * a time: the latest instance is the one that the runtime talks to.
 */
export class Framework {
  /** Executions of the waiter that have not ended. */
  running = 0;
  transitions = 0;
  private readonly runtime = runtime();
  private readonly platform: Platform;

  constructor(private readonly options: FrameworkOptions) {
    current = this;
    this.platform = options.platform ?? AT_ONCE;
  }

  /** Delivers an event of CloudFormation to the framework. Resolves when the waiter is started, or the answer given. */
  async deliver(event: object): Promise<void> {
    this.options.onInvocation?.('framework-onEvent');
    await this.platform.queue('framework-onEvent', () => this.runtime.onEvent(JSON.parse(JSON.stringify(event))));
  }

  async invoke({ FunctionName, Payload }: Invocation): Promise<object> {
    const name = FunctionName === ON_EVENT ? 'onEvent' : 'isComplete';
    const ended = await this.platform.call(name, async () => {
      this.options.onInvocation?.(name);
      return this.options[name](JSON.parse(Payload)).then(
        (answer) => ({ Payload: new TextEncoder().encode(JSON.stringify(answer ?? null)) }),
        (error: unknown) => ({
          FunctionError: 'Unhandled',
          Payload: new TextEncoder().encode(JSON.stringify(errorPayload(error))),
        }),
      );
    });
    return Object(ended);
  }

  async start(input: string): Promise<object> {
    void this.wait(input);
    return {};
  }

  respond(url: string, body: string): Promise<void> {
    return this.options.respond(url, body);
  }

  /** The waiter's definition: a task that is tried again at an interval, and a timeout task behind it. */
  private async wait(input: string): Promise<void> {
    this.running++;
    const { clock, interval, maxAttempts, onInvocation } = this.options;
    try {
      for (let attempt = 0; ; attempt++) {
        this.transitions++;
        onInvocation?.('framework-isComplete');
        try {
          await this.platform.invoke('framework-isComplete', () => this.runtime.isComplete(JSON.parse(input)));
          return;
        } catch (error) {
          if (attempt < maxAttempts) {
            await clock.sleep(interval);
            continue;
          }
          this.transitions++;
          onInvocation?.('framework-onTimeout');
          const cause = { Error: 'Error', Cause: JSON.stringify(errorPayload(error)) };
          await this.platform.invoke('framework-onTimeout', () => this.runtime.onTimeout(cause));
          return;
        }
      }
    } finally {
      this.running--;
    }
  }
}

/** An exception as Lambda's Node.js runtime reports it. */
function errorPayload(error: unknown): object {
  if (!(error instanceof Error)) return { errorType: 'Error', errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}
