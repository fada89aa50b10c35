import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { WhenUserConnected, WorkspaceApplicationProvider } from '../../../lib';
import { type EmbeddedAws, startEmbeddedAws } from '../../../local';
import { SEED_WORLD, VISIO_PROFESSIONAL_2021 as VISIO } from '../../../local/workspaces';
import { type Build, FAULTS, SLOW, set } from './faults';
import { BESIDE, LATER } from './later';
import { cdkInTerminal, conclusionOf, failedEvents, withoutPlaces } from './terminal';

const MINUTE = 60_000;
const ROOT = join(__dirname, '../../..');
const TSX = pathToFileURL(require.resolve('tsx')).href;
/** The stacks without a desktop: the provider's, and the one of the bootstrapping. */
const OTHERS = 2;
/** The clock: while stacks begin, while many poll at once, and once few are left that wait for their timeouts. */
const [HELD, SLOWLY, QUICKLY, FEW] = [0.02, 30, 150, 8];

/** The stacks of all scenarios on one embedded AWS, which share a provider. */
export class Stacks {
  private readonly desktops = new Map<string, string>();

  private constructor(
    private readonly aws: EmbeddedAws,
    private readonly folder: string,
  ) {}

  static async start(): Promise<Stacks> {
    const durations = {
      install: ({ applicationId }: { applicationId: string }) => (applicationId === SLOW ? 60 : 1) * MINUTE,
      uninstall: MINUTE,
    };
    const aws = await startEmbeddedAws({ speed: SLOWLY, simulator: { world: SEED_WORLD, durations } });
    return new Stacks(aws, mkdtempSync(join(tmpdir(), 'messages-')));
  }

  async stop(): Promise<void> {
    await this.aws.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What is printed of stacks that fail, by stack and status. */
  async fail(): Promise<ReadonlyMap<string, string>> {
    await this.deploy(this.declare(false));
    this.spoil();
    const assembly = this.declare(true);
    const pace = this.pace();
    const deployed = failedEvents(await this.deploy(assembly));
    clearInterval(pace);
    this.aws.clock.speed = QUICKLY;
    const left = LATER.filter(({ change }) => !change).map(({ name }) => name);
    const destroyed = await Promise.all(
      left.map(async (name) => {
        const printed = await this.cdk(assembly, 'destroy', name, '--exclusively', '--force');
        return [`${name} DELETE_FAILED`, conclusionOf(printed)] as const;
      }),
    );
    return new Map([...deployed, ...destroyed]);
  }

  /** What `cdk synth` prints of the app that is refused or warned of. */
  async synth(what: string): Promise<string> {
    const app = `node --import ${TSX} ${join(__dirname, 'app.ts')}`;
    const flags = ['-c', `what=${what}`, '--output', join(this.folder, what), '--quiet'];
    return withoutPlaces(await cdkInTerminal(this.aws.environment, ROOT, 'synth', '--app', app, ...flags));
  }

  /** What the CLI says last in a terminal, about a stack alone whose functions may not look at it. */
  async failAlone(): Promise<string> {
    const assembly = this.synthesize('alone', (app) => {
      const provider = this.provide(app);
      this.stack(app, 'Stack-denied', set([VISIO]), provider);
    });
    this.aws.faults.fail('DescribeStacks', 'AccessDenied', 100_000);
    return conclusionOf(await this.cdk(assembly, 'deploy', '--all', '--require-approval', 'never'));
  }

  private deploy(assembly: string): Promise<string> {
    return this.cdk(assembly, 'deploy', '--all', '--require-approval', 'never', '--concurrency', '100');
  }

  private cdk(assembly: string, command: string, ...args: readonly string[]): Promise<string> {
    return cdkInTerminal(this.aws.environment, this.folder, command, '--app', assembly, ...args);
  }

  /** The app before and after what goes wrong. */
  private declare(isSpoilt: boolean): string {
    return this.synthesize(isSpoilt ? 'then' : 'first', (app) => {
      const provider = this.provide(app);
      const holder = this.stack(app, 'Holder', set([VISIO]), provider);
      for (const { name, change = set([VISIO]) } of LATER)
        this.stack(app, name, isSpoilt ? change : set([VISIO]), provider);
      if (!isSpoilt) return;
      for (const { name, build } of BESIDE) this.stack(app, name, build, provider, holder);
      for (const { name, build = set([VISIO]) } of FAULTS) this.stack(app, name, build, provider);
      const withoutEndpoint: Build = (stack, shared, workspaceId) => {
        stack.addDependency(Stack.of(shared), 'the clock is held until all stacks begin, once this one is updated');
        set([VISIO])(stack, unreachable(stack), workspaceId);
      };
      this.stack(app, 'No-endpoint', withoutEndpoint, provider);
    });
  }

  private synthesize(name: string, declare: (app: App) => void): string {
    const outdir = join(this.folder, name);
    const app = new App({ outdir, analyticsReporting: false });
    declare(app);
    app.synth();
    return outdir;
  }

  private provide(app: App): WorkspaceApplicationProvider {
    return new WorkspaceApplicationProvider(new Stack(app, 'Provider'), 'P', {
      whenUserConnected: WhenUserConnected.WAIT,
    });
  }

  /** @returns the id of the WorkSpace */
  private stack(
    app: App,
    name: string,
    build: Build,
    provider: WorkspaceApplicationProvider,
    workspaceId = this.desktop(name),
  ): string {
    const stack = new Stack(app, name);
    build(stack, provider, workspaceId);
    const gate = new CfnLogGroup(stack, 'Gate');
    for (const child of stack.node.findAll())
      if (child instanceof CfnResource && child.cfnResourceType.startsWith('Custom::')) child.addDependency(gate);
    return workspaceId;
  }

  private desktop(name: string): string {
    const known = this.desktops.get(name);
    if (known) return known;
    const workspaceId = `ws-${String(this.desktops.size).padStart(9, '0')}`;
    const desktop = FAULTS.find((fault) => fault.name === name)?.desktop;
    this.aws.simulator.addWorkspace({ workspaceId, userName: name, ...desktop });
    this.desktops.set(name, workspaceId);
    return workspaceId;
  }

  private spoil(): void {
    for (const { name, prepare } of [...FAULTS, ...LATER]) prepare?.(this.aws.simulator, this.desktop(name));
  }

  /**
   * Once the provider is updated, holds the clock until every stack has begun, since the CLI begins none after one has failed:
   * a log group is made before the rest of it. Lets it run faster once few are under way.
   */
  private pace(): NodeJS.Timeout {
    let most = 0;
    this.aws.clock.speed = HELD;
    return setInterval(() => {
      const stacks = this.aws.cloudformation.allStacks().filter(({ status }) => status !== 'REVIEW_IN_PROGRESS');
      const moving = stacks.filter(({ status }) => /_IN_PROGRESS$/.test(status));
      most = Math.max(most, moving.length);
      const hasBegun = stacks.length >= this.desktops.size + BESIDE.length + OTHERS && most > FEW;
      const isHeld = !hasBegun && !moving.some(({ name }) => name === 'Provider');
      const isQuick = hasBegun && moving.length <= FEW;
      const speed = isHeld ? HELD : isQuick ? QUICKLY : SLOWLY;
      if (speed !== this.aws.clock.speed) this.aws.clock.speed = speed;
    }, 500);
  }
}

/** A provider whose functions look for WorkSpaces at a host that does not exist. */
function unreachable(stack: Stack): WorkspaceApplicationProvider {
  const provider = new WorkspaceApplicationProvider(stack, 'P');
  for (const child of provider.node.findAll())
    if (child instanceof CfnFunction)
      child.addPropertyOverride('Environment.Variables.AWS_ENDPOINT_URL_WORKSPACES', 'https://workspaces.invalid');
  return provider;
}
