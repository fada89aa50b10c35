import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import {
  WorkspaceApplicationAssociation,
  type WorkspaceApplicationOptions,
  WorkspaceApplicationSet,
  type WorkspaceApplicationSetProps,
} from '../../lib';
import { type EmbeddedAws, startEmbeddedAws } from '../../local';
import { clientEnvironment } from '../../local/client-environment';
import { type Durations, SEED_WORLD, VISIO_PROFESSIONAL_2021 as VISIO, type World } from '../../local/workspaces';
import { runningFor } from './running';

const ROOT = join(__dirname, '../..');
const CDK = require.resolve('aws-cdk/bin/cdk');
const MINUTE = 60_000;

/** What a run of the CLI printed, colours left out, and how it ended. */
export interface Run {
  readonly status: number;
  readonly output: string;
}

/** What a run of the CLI ended with: in words for a failed test. */
export const outcome = ({ status, output }: Run): string => (status === 0 ? 'succeeded' : output);

/** How fast the clock runs, and how long applications take on it. */
interface Timing {
  readonly speed: number;
  readonly durations?: Durations;
}

const QUICK: Timing = { speed: 40, durations: { install: 2 * MINUTE, uninstall: MINUTE } };
/** As `npm run local` has it, and applications take as long as the simulator lets them take by default. */
export const SHIPPED: Timing = { speed: 60 };

/** One embedded AWS for all tests of a file. */
export const cloudForTests = (world = SEED_WORLD, timing = QUICK): (() => Cloud) =>
  runningFor(() => Cloud.start(world, timing));

/** A stack that declares a set of applications. */
export const set =
  ({ workspaceId }: Scenario, applicationIds: string[], more: Partial<WorkspaceApplicationSetProps> = {}) =>
  (stack: Stack) => {
    new WorkspaceApplicationSet(stack, 'Desk', { workspaceId, applicationIds, ...more });
  };

/** A stack with one association of Visio, under a construct id. */
export const visio =
  ({ workspaceId }: Scenario, more: WorkspaceApplicationOptions = {}, id = 'Visio') =>
  (stack: Stack) => {
    new WorkspaceApplicationAssociation(stack, id, { workspaceId, applicationId: VISIO, ...more });
  };

/** An embedded AWS for several scenarios, each with a desktop and a stack of its own. */
export class Cloud {
  private constructor(
    readonly aws: EmbeddedAws,
    private readonly folder: string,
  ) {}

  static async start(world: World, { speed, ...simulator }: Timing): Promise<Cloud> {
    const aws = await startEmbeddedAws({ speed, simulator: { world, ...simulator } });
    return new Cloud(aws, mkdtempSync(join(tmpdir(), 'e2e-')));
  }

  async stop(): Promise<void> {
    await this.aws.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A desktop, and a stack that declares something about it. */
  scenario(name: string): Scenario {
    const workspaceId = `ws-e2e${name.toLowerCase().padEnd(8, '0')}`;
    this.aws.simulator.addWorkspace({ workspaceId, userName: name });
    return new Scenario(this.aws, name, workspaceId, this.folder);
  }

  /** `cdk deploy` or `cdk destroy` of an app of the repository, by its file. */
  app(file: string, command: 'deploy' | 'destroy', context: Readonly<Record<string, string>> = {}): Promise<Run> {
    const values = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    const output = mkdtempSync(join(this.folder, 'app-'));
    const app = `node --import tsx ${file}`;
    const consent = command === 'deploy' ? ['--require-approval', 'never'] : ['--force'];
    return cdk(this.aws, ROOT, command, '--all', '--app', app, '--output', output, ...values, ...consent);
  }
}

/** What the CDK CLI deploys to, and the desktops behind it. */
export type Place = Pick<EmbeddedAws, 'environment' | 'simulator'>;

/** The real CDK CLI, in a folder. */
export async function cdk(aws: Pick<Place, 'environment'>, cwd: string, ...args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [CDK, ...args, '--no-color'], {
    cwd,
    env: clientEnvironment(aws.environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const status = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  return { status, output };
}

/** One stack and one desktop, driven through the real CDK CLI. */
export class Scenario {
  constructor(
    private readonly aws: Place,
    private readonly name: string,
    readonly workspaceId: string,
    private readonly folder: string,
  ) {}

  /** Another stack about the same desktop. */
  neighbour(name: string): Scenario {
    return new Scenario(this.aws, name, this.workspaceId, this.folder);
  }

  /** @param flags of the CLI, beside those that keep it from asking */
  deploy(build: (stack: Stack) => void, ...flags: readonly string[]): Promise<Run> {
    return this.cdk(build, 'deploy', '--require-approval', 'never', ...flags);
  }

  rollback(build: (stack: Stack) => void): Promise<Run> {
    return this.cdk(build, 'rollback');
  }

  diff(build: (stack: Stack) => void): Promise<Run> {
    return this.cdk(build, 'diff');
  }

  destroy(build: (stack: Stack) => void): Promise<Run> {
    return this.cdk(build, 'destroy', '--force');
  }

  /** The states of the desktop's applications. */
  states(): Readonly<Record<string, string>> {
    const associations = this.aws.simulator.associations(this.workspaceId);
    return Object.fromEntries(associations.map(({ applicationId, state }) => [applicationId, state]));
  }

  /** How often the WorkSpace has been deployed so far: each time it could not be used. */
  outages(): number {
    return this.aws.simulator.deploymentsOf(this.workspaceId).length;
  }

  /** A user connects, and stays until a deployment ends the session. */
  connect(): void {
    this.aws.simulator.setConnection(this.workspaceId, 'CONNECTED');
  }

  /** How many sessions of the user were ended so far. */
  sessionsEnded(): number {
    return this.aws.simulator.sessionsEnded(this.workspaceId);
  }

  /** The tags of this library on the desktop, by key. */
  marks(): Readonly<Record<string, string>> {
    const tags = Object.entries(this.aws.simulator.tags(this.workspaceId));
    return Object.fromEntries(tags.filter(([key]) => key.startsWith('cdk-workspaces-applications:')));
  }

  /** Deploys what was synthesized elsewhere. */
  deployAssembly(assembly: string): Promise<Run> {
    return this.run(assembly, 'deploy', '--require-approval', 'never');
  }

  private cdk(build: (stack: Stack) => void, command: string, ...args: readonly string[]): Promise<Run> {
    const outdir = mkdtempSync(join(this.folder, `${this.name}-`));
    const app = new App({ outdir, analyticsReporting: false });
    build(new Stack(app, this.name));
    app.synth();
    return this.run(outdir, command, ...args);
  }

  private run(outdir: string, command: string, ...args: readonly string[]): Promise<Run> {
    return cdk(this.aws, this.folder, command, '--all', '--app', outdir, ...args);
  }
}
