import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { Calls } from '../../cli/aws/calls';
import { Stacks } from '../../cli/aws/stacks';
import { Tagging } from '../../cli/aws/tagging';
import { readAssembly } from '../../cli/plan/assembly';
import type { PlanTools } from '../../cli/plan/gather';
import { type DesktopPlan, type Plan, resultOf } from '../../cli/plan/plan';
import { Planning } from '../../cli/plan/planning';
import { rootOf } from '../../lambda/service/identity';
import { type Mark, toTag } from '../../lambda/service/marks';
import { Workspaces } from '../../lambda/service/workspaces';
import type { JsonObject } from '../../local/transport/json';
import { sdkRequestHandler } from '../../local/transport/sdk-handler';
import type { World } from '../../local/workspaces';
import { Deployment, PROVIDER, tokenOf } from './deployment';

const MINUTE = 60_000;
const DURATIONS = { install: 20 * MINUTE, uninstall: 8 * MINUTE, reboot: 2 * MINUTE };

/** The resources of a stack, or its whole template. */
type Content = JsonObject | { readonly template: JsonObject };

/** Writes a synthesized app of these stacks, in the order in which they are deployed. Returns its folder. */
export function synthesized(
  stacks: Readonly<Record<string, Content>>,
  folder: string,
  nested: Readonly<Record<string, JsonObject>> = {},
  environment = 'aws://unknown-account/unknown-region',
): string {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  const names = Object.keys(stacks);
  const artifacts = names.map((name, index) => [
    name,
    {
      type: 'aws:cloudformation:stack',
      environment,
      properties: { templateFile: `${name}.template.json`, stackName: name },
      dependencies: [`${name}.assets`, ...names.slice(0, index)],
    },
  ]);
  // Listed in the other order: what is deployed first follows from the dependencies.
  write('manifest.json', { version: '48.0.0', artifacts: Object.fromEntries(artifacts.reverse()) });
  for (const [name, content] of Object.entries(stacks)) {
    write(
      `${name}.template.json`,
      'template' in content ? content.template : { Resources: { ...PROVIDER, ...content } },
    );
    const files = Object.keys(nested).map((hash) => [hash, { source: { path: `${hash}.nested.json` } }]);
    write(`${name}.assets.json`, { files: Object.fromEntries(files) });
  }
  for (const [hash, template] of Object.entries(nested)) write(`${hash}.nested.json`, template);
  return folder;
}

/** An account with desktops and stacks, and a person who plans. All of it in this process. */
export class Office {
  readonly account: Deployment;
  readonly folder = mkdtempSync(join(tmpdir(), 'plan-'));
  /** The account of the credentials. */
  accountId?: string;
  private apps = 0;

  constructor(world: World, scriptOf?: ConstructorParameters<typeof Deployment>[0]) {
    this.account = new Deployment(scriptOf, world);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Deploys a stack of these resources. The handler does nothing: what is on the desktops is put there by the test. */
  async deployed(resources: JsonObject, name = 'Desk'): Promise<void> {
    this.account.create(resources, name);
    await this.account.advance(60);
  }

  /** What an application that a resource installed looks like: it is there, with its mark. */
  async installed(
    workspaceId: string,
    applicationId: string,
    logicalId: string,
    more: Partial<Mark> = {},
  ): Promise<void> {
    this.account.simulator.installNow(workspaceId, applicationId);
    await this.marked(workspaceId, applicationId, logicalId, more);
  }

  async marked(workspaceId: string, applicationId: string, logicalId: string, more: Partial<Mark> = {}): Promise<void> {
    const mark: Mark = {
      applicationId,
      token: tokenOf(logicalId),
      kind: 'holds',
      workspaceId,
      writtenAt: this.account.clock.now(),
      attempt: '',
      operation: 0,
      root: rootOf(this.account.engine.allStacks().find(({ name }) => name === 'Desk')?.id ?? ''),
      holder: 'stack/Desk',
      ...more,
    };
    const { key: Key, value: Value } = toTag(mark);
    const body = JSON.stringify({ ResourceId: workspaceId, Tags: [{ Key, Value }] });
    await this.account.simulator.handle({ target: 'WorkspacesService.CreateTags', body });
  }

  app(
    stacks: Readonly<Record<string, Content>>,
    nested: Readonly<Record<string, JsonObject>> = {},
    environment?: string,
  ): string {
    this.apps += 1;
    return synthesized(stacks, join(this.folder, String(this.apps)), nested, environment);
  }

  /** The plan of a stack of these resources. */
  planned(resources: JsonObject, name = 'Desk'): Promise<Plan> {
    return this.plan(this.app({ [name]: resources }));
  }

  async plan(app: string, durations: Partial<typeof DURATIONS> = {}): Promise<Plan> {
    // What was put there a moment ago counts as just registered.
    await this.account.advance(120);
    const planning = new Planning({ open: () => this.tools(), onStep: () => {}, now: this.account.clock.now() });
    return planning.plan(readAssembly(app), { ...DURATIONS, ...durations });
  }

  private async tools(): Promise<PlanTools> {
    const config = {
      region: 'us-east-1',
      credentials: { accessKeyId: 'LOCALPERSON', secretAccessKey: 'x' },
      requestHandler: sdkRequestHandler((request) => this.account.answer(request)),
      maxAttempts: 1,
    };
    const calls = (service: string) => new Calls({ service, clock: this.account.clock });
    return {
      access: { region: 'us-east-1', accountId: async () => this.accountId },
      workspaces: new Workspaces(new WorkSpacesClient(config)),
      calls: calls('workspaces'),
      stacks: new Stacks(new CloudFormationClient(config), calls('cloudformation')),
      tagging: new Tagging(new ResourceGroupsTaggingAPIClient(config)),
      taggingCalls: calls('tag'),
    };
  }
}

/** What a person reads first of a desktop: `install wsa-…`, one for each application, and what is refused. */
export const actionsOf = (desktop: DesktopPlan | undefined): readonly string[] => [
  ...(desktop?.applications.map(({ what, applicationId }) => `${what} ${applicationId}`) ?? []),
  ...(desktop?.refused.map(() => 'refused') ?? []),
];

export interface Brief {
  readonly result: ReturnType<typeof resultOf>;
  readonly desktops: Readonly<Record<string, readonly string[]>>;
}

/** The plan in a few words, desktop by desktop. */
export const brief = (plan: Plan): Brief => ({
  result: resultOf(plan),
  desktops: Object.fromEntries(
    plan.desktops.map((one) => [one.workspaceId, [...actionsOf(one), `${one.outages} outages`]]),
  ),
});
