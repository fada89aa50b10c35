import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AcceleratedClock } from '../../local/clock';
import { DEFAULT_ENVIRONMENT } from '../../local/environment';
import { Tagging } from '../../local/tagging/tagging';
import { credentialScope } from '../../local/transport/http';
import { Listener } from '../../local/transport/listener';
import { type Durations, SEED_WORLD, WorkspacesSimulator } from '../../local/workspaces';
import { cdk, type Place, Scenario } from '../e2e/cloud';

const SECOND = 1000;
const { account: ACCOUNT, region: REGION } = DEFAULT_ENVIRONMENT;

export interface MinistackTiming {
  /** How long a second of a state machine takes, in seconds. What functions do takes as long as it does. */
  readonly scale: number;
  /** In real time. */
  readonly durations: Durations;
}

/**
 * An engine that is not ours: ministack's CloudFormation, Lambda, Step Functions, S3 and IAM, bootstrapped by the CDK CLI. It
 * has no applications of WorkSpaces and no tags of theirs: the functions are sent to our simulator for them, in real time.
 */
export class Ministack implements Place {
  private constructor(
    readonly environment: Readonly<Record<string, string>>,
    readonly simulator: WorkspacesSimulator,
    private readonly desktops: Listener,
    private readonly engine: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start({ scale, durations }: MinistackTiming): Promise<Ministack> {
    const folder = mkdtempSync(join(tmpdir(), 'ministack-'));
    const simulator = new WorkspacesSimulator({ clock: new AcceleratedClock(1), world: SEED_WORLD, durations });
    const desktops = listenerTo(simulator);
    const desktopsPort = await desktops.start(0);
    const port = await freePort();
    const engine = launch(folder, port, { scale, desktopsPort });
    const place = new Ministack(environmentAt(port), simulator, desktops, engine, folder);
    try {
      await isUp(port, engine);
      const bootstrapped = await cdk(place, folder, 'bootstrap', `aws://${ACCOUNT}/${REGION}`);
      if (bootstrapped.status !== 0) throw new Error(`cdk bootstrap:\n${bootstrapped.output}`);
    } catch (error) {
      await place.stop();
      throw error;
    }
    return place;
  }

  scenario(name: string): Scenario {
    const workspaceId = `ws-ms${name.toLowerCase().padEnd(8, '0')}`;
    this.simulator.addWorkspace({ workspaceId, userName: name });
    return new Scenario(this, name, workspaceId, this.folder);
  }

  /** Ends the engine and its functions. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.engine.once('exit', resolve));
    if (this.engine.exitCode === null && this.engine.kill('SIGTERM')) {
      await Promise.race([ended, sleep(5 * SECOND, undefined, { ref: false })]);
      this.engine.kill('SIGKILL');
    }
    await this.desktops.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function listenerTo(simulator: WorkspacesSimulator): Listener {
  const tagging = new Tagging(simulator, DEFAULT_ENVIRONMENT, Date.now);
  return new Listener(async (request) => {
    if (credentialScope(request).service === 'tagging') return tagging.handle(request);
    const { headers, body } = request;
    return simulator.handle({ target: headers['x-amz-target'] ?? '', body: body.toString('utf8') });
  }, console.error);
}

interface Around {
  readonly scale: number;
  readonly desktopsPort: number;
}

function launch(folder: string, port: number, { scale, desktopsPort }: Around): ChildProcess {
  // Lambda has the SDK of the framework's functions; this engine has a stand-in for it where it finds none.
  const modules = join(folder, 'runtime');
  mkdirSync(modules);
  const sdk = dirname(dirname(require.resolve('@aws-sdk/client-lambda/package.json')));
  symlinkSync(sdk, join(modules, '@aws-sdk'), 'dir');
  const elsewhere = `http://127.0.0.1:${desktopsPort}`;
  // The program that pip installs.
  const engine = spawn(process.env.MINISTACK ?? 'ministack', [], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      TMPDIR: folder,
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      MINISTACK_REGION: REGION,
      SFN_WAIT_SCALE: String(scale),
      NODE_PATH: modules,
      AWS_ENDPOINT_URL_WORKSPACES: elsewhere,
      AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: elsewhere,
    },
  });
  let said = '';
  for (const stream of [engine.stdout, engine.stderr]) stream?.on('data', (chunk) => (said += chunk));
  engine.on('exit', (status) => status && console.error(said));
  return engine;
}

const environmentAt = (port: number): Record<string, string> => ({
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  AWS_ACCESS_KEY_ID: ACCOUNT,
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_EC2_METADATA_DISABLED: 'true',
  CDK_DEFAULT_ACCOUNT: ACCOUNT,
  CDK_DEFAULT_REGION: REGION,
});

async function isUp(port: number, engine: ChildProcess): Promise<void> {
  for (let looks = 0; looks < 150; looks++) {
    if (engine.exitCode !== null) throw new Error('ministack ended before it was up');
    const answer = await fetch(`http://127.0.0.1:${port}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new Error('ministack was not up after 30 seconds');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
