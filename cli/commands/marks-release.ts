import type { Command } from 'commander';
import { MARK_PREFIX, type Mark, type Tag, toMark } from '../../lambda/service/marks';
import { isAtRest } from '../aws/statuses';
import { EXIT, Failure } from '../exit';
import { findTagged, readTags } from '../marks/find';
import { printMarks } from '../marks/print';
import { type MarkTools, openMarks } from '../marks/tools';
import { counted } from '../terminal/print';
import { terminalOf } from '../terminal/terminal';
import { type CommonOptions, collect, RATE, STATUSES, withCommonOptions, withHelp, workspaceOf } from './common';

interface ReleaseOptions extends CommonOptions {
  readonly stack?: readonly string[];
  readonly all?: true;
  readonly workspace?: readonly string[];
  readonly dryRun?: true;
}

const MORE = [
  'This library never uninstalls what is released: if you delete the stack, the desktops stay as they are. ' +
    'To stop using this library, use --all, which deletes every tag of it. Applications and sessions stay as they are.',
  'Permissions: tag:GetResources, workspaces:DescribeTags and cloudformation:DescribeStacks; without --dry-run workspaces:DeleteTags.',
  `Exit status: 0 done, 1 the service failed, or a stack is being deployed, ${STATUSES}`,
];

/** `marks release`: deletes marks, so that nothing is uninstalled any more. */
export function addRelease(marks: Command): void {
  const command = marks
    .command('release')
    .description('Deletes marks. The applications that they hold stay on the desktops.')
    .option('--stack <name>', 'the marks of this stack; may be repeated', collect)
    .option('--workspace <id>', 'the marks on this WorkSpace; may be repeated', collect)
    .option('--all', 'every tag of this library, on all WorkSpaces of the Region')
    .option('--dry-run', 'only show what would be deleted');
  withHelp(withCommonOptions(command), ...MORE).action(release);
}

/** A tag of this library on a WorkSpace, and the mark that it is, unless it is the one of a reboot. */
interface Found {
  readonly workspaceId: string;
  readonly key: string;
  readonly mark: Mark | undefined;
}

async function release(options: ReleaseOptions): Promise<void> {
  if (((options.stack ?? options.workspace) !== undefined) === (options.all === true)) {
    throw new Failure(
      'marks release takes --stack, --workspace or --all. What next: name a stack, such as --stack Desktops',
      EXIT.usage,
    );
  }
  const workspaceIds = (options.workspace ?? []).map(workspaceOf);
  const tools = await openMarks(options, RATE);
  const found = await find(tools, workspaceIds, options);
  await requireRest(tools, found);
  if (!options.dryRun) await untag(tools, found);
  const marks = found.flatMap(({ mark, workspaceId }) => (mark ? [{ ...mark, workspaceId }] : []));
  const { width } = terminalOf(process.stdout);
  process.stdout.write(printMarks(marks, { json: options.json === true, ...(width && { width }) }));
  process.stderr.write(`${counted(found.length, 'tag')} ${options.dryRun ? 'would be deleted' : 'deleted'}.\n`);
}

/** The tags of this library that the options name, as they are now: the tagging API, by which WorkSpaces are found, may lag. */
async function find(
  { workspaces, calls, tagging, taggingCalls }: MarkTools,
  workspaceIds: readonly string[],
  { stack }: ReleaseOptions,
): Promise<readonly Found[]> {
  const isWanted = (tag: Tag) =>
    tag.key.startsWith(MARK_PREFIX) &&
    (stack === undefined || stack.some((name) => toMark(tag)?.holder === `stack/${name}`));
  const tagged = workspaceIds.length > 0 ? [] : await findTagged(tagging, taggingCalls, []);
  const ids = tagged.filter(({ tags }) => tags.some(isWanted)).map(({ workspaceId }) => workspaceId);
  const read = await readTags(workspaces, calls, workspaceIds.length > 0 ? workspaceIds : ids);
  return read.flatMap(({ workspaceId, tags }) =>
    tags.filter(isWanted).map((tag) => ({ workspaceId, key: tag.key, mark: toMark(tag) })),
  );
}

/** A deployment that is under way would install without a mark, or uninstall nothing. */
async function requireRest({ stacks }: MarkTools, found: readonly Found[]): Promise<void> {
  const names = new Set(found.flatMap(({ mark }) => /^stack\/(.+)$/.exec(mark?.holder ?? '')?.[1] ?? []));
  for (const name of names) {
    const stack = await stacks.find(name);
    if (!stack || isAtRest(stack.status)) continue;
    throw new Failure(`stack ${name} is in ${stack.status}. What next: wait until it is at rest`, EXIT.failed);
  }
}

async function untag({ workspaces, calls }: MarkTools, found: readonly Found[]): Promise<void> {
  for (const workspaceId of new Set(found.map((one) => one.workspaceId))) {
    const keys = found.filter((one) => one.workspaceId === workspaceId).map(({ key }) => key);
    await calls.make('DeleteTags', () => workspaces.untag(workspaceId, keys));
  }
}
