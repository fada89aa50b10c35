import type { Command } from 'commander';
import { findTagged, Holders, type MarkView, readTags } from '../marks/find';
import { printMarks } from '../marks/print';
import { type MarkTools, openMarks } from '../marks/tools';
import { terminalOf } from '../terminal/terminal';
import { type CommonOptions, collect, RATE, STATUSES, withCommonOptions, withHelp, workspaceOf } from './common';
import { addClaim } from './marks-claim';
import { addRelease } from './marks-release';

interface MarksOptions extends CommonOptions {
  readonly workspace?: readonly string[];
}

const MORE = [
  'A mark is a tag of a WorkSpace: it says that a stack or a fleet holds an application there. An application without a mark is never ' +
    'uninstalled. EXISTS says whether the resource or fleet that wrote the mark still exists: if not, the mark holds nothing.',
  'Permissions: tag:GetResources, or with --workspace workspaces:DescribeTags; cloudformation:ListStackResources. Nothing is changed.',
  `Exit status: 0 done, 1 the service failed, ${STATUSES}`,
];

/** `marks`: shows which holder holds which application; `claim` and `release` write and delete marks. */
export function addMarks(program: Command): void {
  const command = program
    .command('marks')
    .summary('who holds which application; claim and release marks')
    .description('Lists the marks of this library: which stack or fleet holds which application on which WorkSpace.')
    .enablePositionalOptions()
    .option('--workspace <id>', 'only this WorkSpace, as it is now; may be repeated', collect)
    .helpCommand(false);
  addClaim(command);
  addRelease(command);
  withHelp(withCommonOptions(command), ...MORE).action(async (options: MarksOptions) => {
    const workspaceIds = (options.workspace ?? []).map(workspaceOf);
    const { width } = terminalOf(process.stdout);
    const marks = await findMarks(await openMarks(options, RATE), workspaceIds);
    process.stdout.write(printMarks(marks, { json: options.json === true, ...(width && { width }) }));
  });
}

async function findMarks(tools: MarkTools, workspaceIds: readonly string[]): Promise<readonly MarkView[]> {
  const { workspaces, calls, tagging, taggingCalls, stacks } = tools;
  const tagged =
    workspaceIds.length > 0
      ? await readTags(workspaces, calls, workspaceIds)
      : await findTagged(tagging, taggingCalls, []);
  const holders = new Holders(stacks);
  const marks: MarkView[] = [];
  for (const one of tagged) marks.push(...(await holders.viewsOf(one)));
  return marks;
}
