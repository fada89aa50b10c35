import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { ServiceError } from '../cloudformation/errors';
import type { FunctionHost, Invocation } from '../cloudformation/function-host';
import type { FunctionConfiguration } from '../cloudformation/services';
import type { Json } from '../transport/json';
import type { Surroundings } from './container';
import { ContainerPool } from './container-pool';
import { unzip } from './zip';

/** Lambda tries an asynchronous event again after a minute, and after two more. */
const RETRY_SECONDS = [60, 120];

/** It keeps an event of a throttled function for so long, and tries it ever less often. */
const KEPT_SECONDS = 6 * 3600;
const LONGEST_WAIT_SECONDS = 300;

/** Runs functions as their real assets, in processes of their own. */
export class LambdaHost implements FunctionHost {
  private readonly functions = new Map<string, ContainerPool>();
  private readonly directory = mkdtempSync(join(tmpdir(), 'embedded-aws-'));
  private readonly stopped = new AbortController();
  private readonly surroundings: Surroundings;

  constructor(
    surroundings: Omit<Surroundings, 'runtimeModules'>,
    private readonly codeAt: (bucket: string, key: string) => Buffer | undefined,
  ) {
    setMaxListeners(0, this.stopped.signal);
    // The SDK and nothing else: an asset that imports more would fail in Lambda too.
    const runtimeModules = join(this.directory, 'runtime');
    mkdirSync(runtimeModules);
    symlinkSync(resolve(__dirname, '../../node_modules/@aws-sdk'), join(runtimeModules, '@aws-sdk'), 'dir');
    this.surroundings = { ...surroundings, runtimeModules };
  }

  put(configuration: FunctionConfiguration): void {
    const root = this.unpack(configuration);
    this.functions.get(configuration.name)?.retire();
    this.functions.set(configuration.name, new ContainerPool(configuration, this.surroundings, root));
  }

  remove(name: string): void {
    this.functions.get(name)?.retire();
    this.functions.delete(name);
  }

  configuration(functionArnOrName: string): FunctionConfiguration {
    return this.pool(functionArnOrName).configuration;
  }

  async invoke(functionArnOrName: string, payload: Json): Promise<Invocation> {
    const pool = this.pool(functionArnOrName);
    if (!pool.configuration.mayRun) throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
    return pool.invoke(randomUUID(), JSON.stringify(payload));
  }

  async deliver(functionArnOrName: string, payload: Json): Promise<void> {
    this.pool(functionArnOrName);
    void this.invokeWithRetries(functionArnOrName, randomUUID(), JSON.stringify(payload));
  }

  /** Ends every process and removes what was unpacked. */
  stop(): void {
    this.stopped.abort();
    for (const pool of this.functions.values()) pool.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async invokeWithRetries(name: string, requestId: string, event: string): Promise<void> {
    for (const seconds of [0, ...RETRY_SECONDS]) {
      await this.surroundings.clock.sleep(seconds * 1000, this.stopped.signal);
      const pool = await this.released(nameOf(name));
      if (!pool) return;
      const { functionError } = await pool.invoke(requestId, event);
      if (!functionError) return;
    }
  }

  /** The function, once it may run. Undefined if it was deleted, which takes no more events, or is throttled for too long. */
  private async released(name: string): Promise<ContainerPool | undefined> {
    const { clock } = this.surroundings;
    const until = clock.now() + KEPT_SECONDS * 1000;
    for (
      let wait = 1;
      !this.stopped.signal.aborted && clock.now() < until;
      wait = Math.min(2 * wait, LONGEST_WAIT_SECONDS)
    ) {
      const pool = this.functions.get(name);
      if (!pool || pool.configuration.mayRun) return pool;
      await clock.sleep(wait * 1000, this.stopped.signal);
    }
    return undefined;
  }

  private pool(functionArnOrName: string): ContainerPool {
    const pool = this.functions.get(nameOf(functionArnOrName));
    if (pool) return pool;
    throw new ServiceError('ResourceNotFoundException', `Function not found: ${functionArnOrName}`, 404);
  }

  private unpack({ name, code, handler }: FunctionConfiguration): string {
    const root = join(this.directory, `${name}-${randomUUID()}`);
    mkdirSync(root);
    if ('inline' in code) {
      writeFileSync(join(root, `${handler.split('.')[0]}.js`), code.inline);
      return root;
    }
    const archive = this.codeAt(code.bucket, code.key);
    if (!archive)
      throw new Error(`Error occurred while GetObject. S3 Error Code: NoSuchKey (${code.bucket}/${code.key})`);
    for (const entry of unzip(archive)) {
      const file = resolve(root, entry.name);
      if (!file.startsWith(root + sep))
        throw new Error(`The archive of ${name} has a file outside of its own folder: ${entry.name}`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, entry.content);
    }
    return root;
  }
}

/** `arn:...:function:name`, `name` and `name:qualifier` all mean the same function here. */
function nameOf(functionArnOrName: string): string {
  const parts = functionArnOrName.split(':');
  return (parts[0] === 'arn' ? parts[6] : parts[0]) ?? functionArnOrName;
}
