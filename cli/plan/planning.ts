import { isAtRest } from '../aws/statuses';
import { EXIT, Failure } from '../exit';
import { findCatalogue } from '../list/catalogue';
import { type DeployedStack, readStack } from '../template/deployed';
import type { AppStack } from './assembly';
import { Comparison } from './changes';
import type { Known } from './foresee';
import { Gathering, type PlanTools } from './gather';
import { type Plan, planOf } from './plan';
import type { StackChanges } from './request';

/** What a plan is made with. */
export interface PlanningOptions {
  /** The clients of a Region. @param region default: that of the environment */
  readonly open: (region?: string) => Promise<PlanTools>;
  /** Called with what is read next. */
  readonly onStep: (what: string) => void;
  readonly now: number;
}

/** Reads what a plan needs, Region by Region. */
export class Planning {
  private readonly tools = new Map<string, Promise<PlanTools>>();
  private readonly catalogues = new Map<string, ReturnType<typeof findCatalogue>>();

  constructor(private readonly options: PlanningOptions) {}

  async plan(stacks: readonly AppStack[], durations: Parameters<typeof planOf>[2]): Promise<Plan> {
    const changes: StackChanges[] = [];
    for (const stack of stacks) changes.push(await this.changesOf(stack, stacks));
    return planOf(changes, await this.gather(changes), durations, this.options.now);
  }

  private async changesOf(stack: AppStack, all: readonly AppStack[]): Promise<StackChanges> {
    this.options.onStep(`stack ${stack.stackName}`);
    const tools = await this.toolsFor(stack.region);
    await requireAccount(stack, tools);
    const { access, stacks } = tools;
    const { region } = access;
    const deployed = await readStack(stacks, stack.stackName, access);
    const comparison = new Comparison(stack, {
      region,
      now: this.options.now,
      templates: all.filter((one) => one !== stack).map(({ template }) => template),
      catalogue: () => this.catalogueOf(region, tools),
      readNested: (id) => readStack(stacks, id, access),
    });
    return comparison.changes(deployed && atRest(deployed));
  }

  private catalogueOf(region: string, tools: PlanTools): ReturnType<typeof findCatalogue> {
    const found = this.catalogues.get(region) ?? findCatalogue(tools);
    this.catalogues.set(region, found);
    return found;
  }

  private toolsFor(region: string | undefined): Promise<PlanTools> {
    const key = region ?? '';
    const found = this.tools.get(key) ?? this.options.open(region);
    this.tools.set(key, found);
    return found;
  }

  private async gather(changes: readonly StackChanges[]): Promise<Known> {
    const all: Known[] = [];
    for (const region of new Set(changes.map((one) => one.region))) {
      const requests = changes
        .filter((one) => one.region === region)
        .flatMap(({ forward, removal }) => [...forward, ...removal]);
      const gathering = new Gathering(await this.toolsFor(region), this.options.onStep);
      all.push(await gathering.gather(requests));
    }
    return {
      situations: new Map(all.flatMap(({ situations }) => [...situations])),
      applications: new Map(all.flatMap(({ applications }) => [...applications])),
      isLiving: (mark) => all.every(({ isLiving }) => isLiving(mark)),
    };
  }
}

/** The credentials of another account would show a stack that is yet to be created. */
async function requireAccount({ stackName, account }: AppStack, { access }: PlanTools): Promise<void> {
  if (account === undefined) return;
  const accountId = await access.accountId();
  if (accountId === undefined || accountId === account) return;
  throw new Failure(
    `stack ${stackName} belongs to account ${account}, and the credentials to ${accountId}. What next: pass the --profile of that account`,
    EXIT.credentials,
  );
}

/** A create that was rolled back has left nothing: the CDK CLI deletes the stack, and creates it again. */
const NOTHING_LEFT = ['ROLLBACK_COMPLETE'];

/** @throws Failure for a stack that cannot be deployed now, or of which it is not known what it has */
function atRest(deployed: DeployedStack): DeployedStack | undefined {
  const { name, status } = deployed.view;
  if (NOTHING_LEFT.includes(status)) return undefined;
  if (!isAtRest(status))
    throw new Failure(`stack ${name} is in ${status}. What next: wait until it is at rest`, EXIT.failed);
  if (!status.endsWith('_FAILED')) return deployed;
  throw new Failure(
    `stack ${name} is in ${status}: its last operation failed and was not rolled back. What next: run cdk rollback, then plan again`,
    EXIT.failed,
  );
}
