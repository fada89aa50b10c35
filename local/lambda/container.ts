import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AcceleratedClock, Pace } from '../clock';
import type { Invocation } from '../cloudformation/function-host';
import type { FunctionConfiguration } from '../cloudformation/services';
import type { AccessKey } from '../credentials';
import { isObject, type JsonObject } from '../transport/json';
import { isKept } from './log-level';

/** What every container needs to know of the embedded AWS around it. */
export interface Surroundings {
  readonly clock: AcceleratedClock;
  readonly port: number;
  /** What functions sign with. */
  readonly credentials: AccessKey;
  readonly region: string;
  readonly account: string;
  readonly responseHost: string;
  /** Where the modules are that Lambda's own runtime provides. */
  readonly runtimeModules: string;
  readonly log: (configuration: FunctionConfiguration, stream: string, text: string) => void;
}

/** One process that runs one function, one invocation at a time, for as long as it lives. */
export class Container {
  private readonly child: ChildProcess;
  private readonly ready: Promise<void>;
  private readonly stream: string;
  private exited = false;
  private answer: (invocation: Invocation) => void = () => {};

  constructor(
    private readonly configuration: FunctionConfiguration,
    private readonly surroundings: Surroundings,
    root: string,
  ) {
    this.stream = streamOf(configuration, surroundings.clock.now());
    this.child = fork(join(__dirname, 'bootstrap.cjs'), {
      cwd: root,
      env: environmentOf(configuration, surroundings, root, this.stream),
      // Not this process's own: it may run under tsx or jest.
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.forwardOutput();
    const forget = surroundings.clock.onPace((pace) => this.tell({ pace }));
    this.child.once('exit', forget);
    this.ready = new Promise((resolve) => {
      this.child.on('message', (message) => {
        if (isObject(message) && message.ready === true) resolve();
        else if (isObject(message)) this.answer(invocationOf(message));
      });
      const end = (): void => {
        this.exited = true;
        this.answer(failed('Runtime.ExitError', 'Runtime exited without providing a reason'));
        resolve();
      };
      this.child.on('exit', end);
      this.child.on('error', end);
    });
  }

  /** Never rejects: a failure of the function is an answer. After a timeout or a crash the container is dead. */
  async invoke(requestId: string, event: string): Promise<Invocation> {
    const { clock } = this.surroundings;
    const { name, arn, logGroup, timeoutSeconds, memoryMegabytes } = this.configuration;
    // Starting up does not count: Lambda has a time of its own for that.
    await this.ready;
    if (this.exited) return failed('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited`);
    const done = new AbortController();
    const answered = new Promise<Invocation>((resolve) => {
      this.answer = resolve;
    });
    const timedOut = Promise.all([
      clock.sleep(timeoutSeconds * 1000, done.signal),
      sleep(LEAST_MILLISECONDS, undefined, { ref: false, signal: done.signal }).catch(() => {}),
    ]).then(() => 'timeout' as const);
    this.child.send({
      event,
      requestId,
      functionName: name,
      functionArn: arn,
      logGroup,
      logStream: this.stream,
      memory: memoryMegabytes,
      deadline: clock.now() + timeoutSeconds * 1000,
    });
    const outcome = await Promise.race([answered, timedOut]);
    done.abort();
    if (outcome !== 'timeout') return outcome;
    this.kill();
    const reason = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
    this.surroundings.log(this.configuration, this.stream, reason);
    return failed('Sandbox.Timedout', reason);
  }

  get alive(): boolean {
    return !this.exited;
  }

  kill(): void {
    this.exited = true;
    this.child.kill('SIGKILL');
  }

  /** A process that has just ended hears nothing. */
  private tell(message: { readonly pace: Pace }): void {
    if (this.child.connected) this.child.send(message, () => {});
  }

  private forwardOutput(): void {
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream)
        createInterface({ input: stream }).on('line', (line) => {
          if (isKept(line, this.configuration.logLevel)) this.surroundings.log(this.configuration, this.stream, line);
        });
    }
  }
}

/** What a function computes takes as long as ever when the clock runs fast: so much real time each invocation has. */
const LEAST_MILLISECONDS = 5000;

/** As Lambda names it: in a group that functions share, with the name of the function. */
function streamOf({ name, logGroup }: FunctionConfiguration, now: number): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/${logGroup === `/aws/lambda/${name}` ? '' : name}[$LATEST]${randomUUID().replaceAll('-', '')}`;
}

function environmentOf(
  configuration: FunctionConfiguration,
  surroundings: Surroundings,
  root: string,
  logStream: string,
): NodeJS.ProcessEnv {
  const { clock, port, credentials, region, account, responseHost, runtimeModules } = surroundings;
  return {
    PATH: process.env.PATH,
    TZ: ':UTC',
    NODE_PATH: runtimeModules,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCOUNT_ID: account,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: 'embedded',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMegabytes),
    AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    LAMBDA_TASK_ROOT: root,
    _HANDLER: configuration.handler,
    ...configuration.environment,
    EMBEDDED_AWS_RUNTIME: JSON.stringify({
      pace: clock.current,
      port,
      responseHost,
      root,
      handler: configuration.handler,
    }),
  };
}

function invocationOf(message: JsonObject): Invocation {
  if (typeof message.result === 'string') return { payload: message.result };
  return { payload: JSON.stringify(message.error ?? {}), functionError: 'Unhandled' };
}

export const failed = (errorType: string, errorMessage: string): Invocation => ({
  payload: JSON.stringify({ errorType, errorMessage, trace: [] }),
  functionError: 'Unhandled',
});
