import type { Command } from 'commander';
import { openWorkspaces, type Reader } from '../aws/reader';
import { EXIT, Failure } from '../exit';
import { lineOf } from '../invocation';
import { listApplications } from '../list/applications';
import { listDesktop } from '../list/desktop';
import { listDesktops } from '../list/desktops';
import type { Print } from '../terminal/print';
import { terminalOf } from '../terminal/terminal';
import { type CommonOptions, directoryOf, STATUSES, withCommonOptions, withHelp, workspaceOf } from './common';

interface ListOptions extends CommonOptions {
  readonly workspace?: string;
  readonly directory?: string;
}

const MORE = [
  'Permissions: workspaces:DescribeApplications; with --workspace also DescribeWorkspaces and DescribeWorkspaceAssociations; ' +
    'for list workspaces DescribeWorkspaces alone. Nothing is changed.',
  `Exit status: 0 done, 1 the service failed, ${STATUSES}`,
];

/** `list`: the applications of the account, its WorkSpaces, or what is on one of them. */
export function addList(program: Command): void {
  const command = program
    .command('list')
    .summary('list applications, WorkSpaces, or what is on one WorkSpace')
    .description(
      'Lists the applications for Amazon WorkSpaces of the account and Region with the ids that applicationIds takes, or its WorkSpaces.',
    )
    .argument('[what]', 'applications or workspaces', 'applications')
    .option(
      '--workspace <id>',
      'what is on this WorkSpace, and which other applications fit its compute type and operating system',
    )
    .option('--directory <id>', 'list workspaces: only those of this directory');
  withHelp(withCommonOptions(command), ...MORE).action(async (what: string, options: ListOptions) => {
    const { width } = terminalOf(process.stdout);
    const text = await list(what, options, { json: options.json === true, ...(width && { width }) });
    process.stdout.write(text);
  });
}

async function list(what: string, options: ListOptions, print: Print): Promise<string> {
  const { workspace, directory } = checked(what, options);
  const reader: Reader = await openWorkspaces(options);
  if (workspace !== undefined) return listDesktop(reader, workspace, print);
  return what === 'workspaces' ? listDesktops(reader, directory, print) : listApplications(reader, print);
}

function checked(what: string, { workspace, directory }: ListOptions): Pick<ListOptions, 'workspace' | 'directory'> {
  if (what !== 'applications' && what !== 'workspaces') {
    throw new Failure(
      `list takes applications or workspaces, got '${what}'. What next: ${lineOf('list workspaces')}`,
      EXIT.usage,
    );
  }
  if (what === 'workspaces' && workspace !== undefined) {
    throw new Failure('--workspace does not go with list workspaces. What next: leave one of the two out', EXIT.usage);
  }
  if (what === 'applications' && directory !== undefined) {
    throw new Failure(
      `--directory goes with list workspaces. What next: ${lineOf(`list workspaces --directory ${directory}`)}`,
      EXIT.usage,
    );
  }
  return {
    ...(workspace !== undefined && {
      workspace: workspaceOf(workspace),
    }),
    ...(directory !== undefined && { directory: directoryOf(directory) }),
  };
}
