import { unlinkSync } from 'node:fs';
import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import type { Command } from 'commander';
import { systemClock } from '../../lambda/service/clock';
import { sortFault } from '../../lambda/service/faults';
import { Workspaces } from '../../lambda/service/workspaces';
import { version } from '../../package.json';
import { type Access, findAccess } from '../aws/access';
import { Calls } from '../aws/calls';
import { explain } from '../aws/explain';
import { Power } from '../aws/power';
import { EXIT, type ExitStatus, Failure } from '../exit';
import { onInterrupt } from '../interrupts';
import { lineOf } from '../invocation';
import { announcement, planOf } from '../probe/announce';
import { requireAgreement, requireKnown } from '../probe/begin';
import { EXPERIMENTS } from '../probe/experiments/table';
import { type Found, findDesktop } from '../probe/found';
import { type Beginning, newJournal, oldJournal } from '../probe/journal';
import { PLACEHOLDERS } from '../probe/restore';
import { type Begun, type Ended, probe } from '../probe/run';
import { type Cast, Service } from '../probe/service';
import { ROLES } from '../probe/step';
import { writeResult } from '../probe/write';
import { terminalOf } from '../terminal/terminal';
import { applicationOf, collect, type Shell, STATUSES, withCommonOptions, withHelp, workspaceOf } from './common';

interface ProbeOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly json?: true;
  readonly workspace?: string;
  readonly application?: string;
  readonly secondApplication?: string;
  readonly rivalApplication?: string;
  readonly failingApplication?: string;
  readonly throttle?: true;
  readonly skip?: readonly string[];
  readonly dryRun?: true;
  readonly yes?: true;
  readonly resume?: true;
  readonly restore?: true;
  readonly journal: string;
  readonly output: string;
}

const MORE = [
  'It changes the WorkSpace: it installs and removes applications, which ends the session of the user and starts licences. Before it ' +
    'begins it shows everything that it will do, and asks. At the end the WorkSpace is as it was found, or it says what is left.',
  'Ctrl-C, a crash, or credentials that expire: probe --resume goes on from the journal, probe --resume --restore only puts the WorkSpace back.',
  'Permissions: workspaces:DescribeWorkspaces, DescribeWorkspacesConnectionStatus, DescribeWorkspaceAssociations, DescribeApplications and ' +
    'DescribeTags; without --dry-run also AssociateWorkspaceApplication, DisassociateWorkspaceApplication, DeployWorkspaceApplications, ' +
    'CreateTags, DeleteTags, StopWorkspaces and StartWorkspaces.',
  `Experiments for --skip: ${EXPERIMENTS.map(({ name }) => name).join(', ')}.`,
  `Exit status: 0 all experiments were made and the WorkSpace is as it was found, 1 otherwise, ${STATUSES}`,
];

/** `probe`: finds out on a real WorkSpace what the documentation leaves open. Returns the command, for its subcommands. */
export function addProbe(program: Command, shell: Shell): Command {
  const command = program
    .command('probe')
    .summary('find out what the service really does')
    .description('Runs experiments on a WorkSpace: each settles a question that the documentation of AWS leaves open.')
    .enablePositionalOptions()
    .helpCommand(false)
    .option('--workspace <id>', 'the WorkSpace: one that is not needed for some hours')
    .option('--application <id>', 'an application that is not on it')
    .option('--second-application <id>', 'another one that goes with the first')
    .option('--rival-application <id>', 'one that does not go with the first, such as another edition')
    .option('--failing-application <id>', 'one whose installation is known to fail on this WorkSpace')
    .option('--throttle', 'also find out how a call above the rate is refused: ten readings at once, once')
    .option('--skip <experiment>', 'leave out an experiment; may be repeated', collect)
    .option('--dry-run', 'only show what would be done')
    .option('--yes', 'do not ask')
    .option('--resume', 'go on with a probe that was interrupted')
    .option('--restore', 'with --resume: make no more experiments, and put the WorkSpace back')
    .option('--journal <file>', 'what was done so far, with ids: not for others', 'probe-journal.jsonl')
    .option('--output <file>', 'the result, without ids', 'probe-result.json');
  withHelp(withCommonOptions(command), ...MORE).action(async (options: ProbeOptions) => {
    shell.end(await (options.resume ? resume(options) : start(options, shell.name)));
  });
  return command;
}

async function start(options: ProbeOptions, name: string): Promise<ExitStatus> {
  const cast = castOf(options);
  requireKnown(options.skip ?? [], EXPERIMENTS);
  const access = await findAccess(options);
  const client = new WorkSpacesClient(access.config);
  const [workspaces, power] = [new Workspaces(client), new Power(client)];
  const calls = new Calls({ service: 'workspaces', profile: access.profile });
  const found = await findDesktop({ workspaces, power, calls }, cast);
  const beginning = beginningOf(options, cast, access, found);
  const { width } = terminalOf(process.stderr);
  process.stderr.write(announcement(planOf(beginning), { beginning, ...found, ...(width && { width }) }));
  if (options.dryRun) return EXIT.done;
  if (!options.yes) await requireAgreement();
  const journal = newJournal(options.journal, name);
  journal.begin(beginning);
  return carryOut(Object.assign(journal, { beginning }), access, options);
}

async function resume(options: ProbeOptions): Promise<ExitStatus> {
  const journal = oldJournal(options.journal);
  const { cast, region } = journal.beginning;
  if (options.region !== undefined && options.region !== region) {
    throw new Failure(`the probe was begun in ${region}. What next: leave out --region`, EXIT.usage);
  }
  process.stderr.write(
    `Going on with the probe of ${cast.workspaceId}: done are ${[...journal.done].join(', ') || 'none'}.\n`,
  );
  return carryOut(journal, await findAccess({ ...options, region }), options);
}

async function carryOut(journal: Begun, access: Access, options: ProbeOptions): Promise<ExitStatus> {
  const { cast } = journal.beginning;
  const client = new WorkSpacesClient(access.config);
  const service = new Service(new Workspaces(client), new Power(client), cast);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  onInterrupt(() =>
    say(`\nInterrupted: ${cast.workspaceId} is as the last lines say. What next: ${next(options.journal)}`),
  );
  const ended = await probe({ service, clock: systemClock, say }, journal, options.restore === true);
  for (const line of ended.section.left) say(`Left: ${withIds(line, cast)}`);
  const origin = { library: version, now: systemClock.now(), region: access.region };
  const target = { file: options.output, isAgreed: options.yes === true };
  const isWritten = await writeResult(origin, 'workspaces', ended.section, target);
  const status = statusOf(ended, options.journal, access.profile);
  if (status === EXIT.done && isWritten) unlinkSync(options.journal);
  return status;
}

function statusOf({ failure, isRestored, section }: Ended, journal: string, profile?: string): ExitStatus {
  if (failure === undefined) return section.left.length === 0 ? EXIT.done : EXIT.failed;
  const { message, status } = failure instanceof Failure ? failure : explain(sortFault(failure), 'the probe', profile);
  const state = isRestored ? 'The WorkSpace is as it was found' : 'The WorkSpace could not be put back';
  throw new Failure(`${message}. ${state}; ${next(journal)}`, status);
}

const next = (journal: string): string =>
  `${lineOf(`probe --resume --journal ${journal}`)} goes on, and with --restore it only puts the WorkSpace back`;

function withIds(line: string, { workspaceId, applications }: Cast): string {
  const ids: Readonly<Record<string, string | undefined>> = { ...applications, workspace: workspaceId };
  return Object.entries(PLACEHOLDERS).reduce((text, [name, one]) => text.replaceAll(one, ids[name] ?? one), line);
}

function castOf(options: ProbeOptions): Cast {
  const { workspace, application, secondApplication, rivalApplication, failingApplication } = options;
  if (workspace === undefined || application === undefined) {
    throw new Failure(
      `probe takes --workspace and --application. What next: ${lineOf('list workspaces')} and ${lineOf('list applications')} show the ids`,
      EXIT.usage,
    );
  }
  const given = { application, second: secondApplication, rival: rivalApplication, failing: failingApplication };
  const applications = Object.fromEntries(
    ROLES.flatMap((role) => (given[role] === undefined ? [] : [[role, applicationOf(given[role])]])),
  );
  const ids = Object.values(applications);
  if (new Set(ids).size === ids.length) return { workspaceId: workspaceOf(workspace), applications };
  throw new Failure('the applications must be different ones. What next: leave one of them out', EXIT.usage);
}

const beginningOf = (options: ProbeOptions, cast: Cast, { region }: Access, found: Found): Beginning => ({
  cast,
  region,
  skip: options.skip ?? [],
  throttle: options.throttle === true,
  state: found.state,
  runningMode: found.runningMode,
  began: systemClock.now(),
});
