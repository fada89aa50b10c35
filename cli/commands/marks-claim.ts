import type { Command } from 'commander';
import { RESOURCE_TYPE } from '../../lambda/contract/applications';
import { type Mark, toTag } from '../../lambda/service/marks';
import { isAtRest } from '../aws/statuses';
import { EXIT, Failure } from '../exit';
import { planClaim } from '../marks/claim';
import { printMarks } from '../marks/print';
import { type MarkTools, openMarks } from '../marks/tools';
import { type DeployedStack, readStack } from '../template/deployed';
import { counted } from '../terminal/print';
import { printable } from '../terminal/table';
import { terminalOf } from '../terminal/terminal';
import { type CommonOptions, collect, RATE, STATUSES, withCommonOptions, withHelp, workspaceOf } from './common';

interface ClaimOptions extends CommonOptions {
  readonly stack?: readonly string[];
  readonly all?: true;
  readonly workspace?: readonly string[];
  readonly dryRun?: true;
}

const MORE = [
  'Use it after something has deleted the tags, or if a stack adopted an application and is to uninstall it later. It marks an ' +
    'application only if a resource of the stack declares it and it is on the WorkSpace. No session ends.',
  'Permissions: cloudformation:DescribeStacks, GetTemplate and ListStackResources, with --all ListStacks; ' +
    'workspaces:DescribeWorkspaceAssociations and DescribeTags; without --dry-run workspaces:CreateTags.',
  `Exit status: 0 done, 1 the service failed, or a stack is being deployed, ${STATUSES}`,
];

/** `marks claim`: writes marks that were lost. */
export function addClaim(marks: Command): void {
  const command = marks
    .command('claim')
    .description('Writes marks that the resources of stacks lack.')
    .option('--stack <name>', 'the resources of this stack; may be repeated', collect)
    .option('--all', 'the resources of all stacks of the Region')
    .option('--workspace <id>', 'only on this WorkSpace; may be repeated', collect)
    .option('--dry-run', 'only show what would be written');
  withHelp(withCommonOptions(command), ...MORE).action(claim);
}

async function claim(options: ClaimOptions): Promise<void> {
  if ((options.stack !== undefined) === (options.all === true)) {
    throw new Failure(
      'marks claim takes --stack or --all. What next: name a stack, such as --stack Desktops',
      EXIT.usage,
    );
  }
  const only = (options.workspace ?? []).map(workspaceOf);
  const tools = await openMarks(options, RATE);
  const stacks = options.all ? await findStacks(tools) : await readStacks(tools, options.stack ?? []);
  const { marks, skipped } = await planClaim(stacks, only, tools.workspaces, tools.calls);
  if (!options.dryRun) await write(marks, tools);
  const { width } = terminalOf(process.stdout);
  process.stdout.write(printMarks(marks, { json: options.json === true, ...(width && { width }) }));
  for (const why of skipped) process.stderr.write(`Not claimed for: ${printable(why)}\n`);
  process.stderr.write(`${counted(marks.length, 'mark')} ${options.dryRun ? 'would be written' : 'written'}.\n`);
}

async function readStacks({ stacks, access }: MarkTools, names: readonly string[]): Promise<readonly DeployedStack[]> {
  const found: DeployedStack[] = [];
  for (const name of names) {
    const stack = await readStack(stacks, name, access);
    if (!stack) {
      throw new Failure(
        `there is no stack ${name} in this account in ${access.region}. What next: check the name, --region and the account`,
        EXIT.absent,
      );
    }
    requireRest(stack);
    found.push(stack);
  }
  return found;
}

/** All stacks that have resources of ours. */
async function findStacks({ stacks, access }: MarkTools): Promise<readonly DeployedStack[]> {
  const found: DeployedStack[] = [];
  for (const { id } of await stacks.findAll()) {
    const resources = await stacks.findResources(id);
    if (!resources.some(({ type }) => type === RESOURCE_TYPE)) continue;
    const stack = await readStack(stacks, id, access);
    if (!stack) continue;
    requireRest(stack);
    found.push(stack);
  }
  return found;
}

/** What is being deployed writes its marks itself. */
function requireRest({ view }: DeployedStack): void {
  if (isAtRest(view.status)) return;
  throw new Failure(`stack ${view.name} is in ${view.status}. What next: wait until it is at rest`, EXIT.failed);
}

/** One call for each WorkSpace. */
async function write(marks: readonly Mark[], { workspaces, calls }: MarkTools): Promise<void> {
  for (const workspaceId of new Set(marks.map((mark) => mark.workspaceId))) {
    const tags = marks.filter((mark) => mark.workspaceId === workspaceId).map(toTag);
    await calls.make('CreateTags', () => workspaces.tag(workspaceId, tags));
  }
}
