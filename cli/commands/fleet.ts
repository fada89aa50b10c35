import type { Command } from 'commander';
import { findAccess } from '../aws/access';
import { EXIT, Failure } from '../exit';
import { act, type FleetOptions } from '../fleet/act';
import { streamsOf } from '../fleet/streams';
import { onInterrupt } from '../interrupts';
import { openMarks } from '../marks/tools';
import { type CommonOptions, RATE, type Shell, STATUSES, secondsOf, withCommonOptions, withHelp } from './common';

interface Given extends Omit<FleetOptions, 'interval'>, CommonOptions {
  readonly interval: string;
}

const MORE = [
  'Without an option it shows the current run, or the last one, wave by wave: what failed, and what to do next. Outside of a window, --run ' +
    'changes no desktop. A dry run shows whose user is connected, when outages would begin, and how many windows it takes. ' +
    '--run and --dry-run follow the run to its end; Ctrl-C stops following.',
  'Permissions: ssm:GetParameter, s3:GetObject and s3:ListBucket, states:ListExecutions and DescribeExecution; for --run and --dry-run ' +
    'states:StartExecution; for --pause, --resume and --retry-failed s3:PutObject; for --adopt tag:GetResources, ' +
    'workspaces:DescribeTags, CreateTags and DeleteTags. Only a run changes desktops.',
  `Exit status: 0 the last run succeeded, or a run is on; 1 it failed, or the service failed; ${STATUSES}`,
];

/** `fleet`: how a fleet stands, and what a person may say to it at run time. */
export function addFleet(program: Command, shell: Shell): void {
  const command = program
    .command('fleet')
    .summary('show the state of a fleet; run, pause or retry it')
    .description('Shows the state of a fleet, starts a run by hand, or pauses the fleet.')
    .argument('<name>', 'fleetName of the fleet')
    .option('--run', 'start a run now')
    .option('--ignore-window', 'with --run: change desktops now, as if a window opened')
    .option('--dry-run', 'only say what a run would do; with --adopt: which marks would be adopted')
    .option('--retry-failed', 'try the failed desktops once more, in the next window')
    .option('--pause', 'let no installation begin, also in a current run')
    .option('--resume', 'end a pause')
    .option('--adopt', 'take over the marks of a former fleet of the same name')
    .option('--interval <seconds>', 'how often to look at the run that it follows', '15');
  withHelp(withCommonOptions(command), ...MORE).action(async (name: string, options: Given) => {
    const interval = secondsOf(options.interval);
    const { config, profile } = await findAccess(options);
    const streams = streamsOf(process.stdout, process.stderr);
    if (options.run || options.dryRun) onInterrupt(() => streams.err('\nLeft. The run goes on.\n'));
    const world = { config, ...(profile && { profile }), openMarks: () => openMarks(options, RATE) };
    shell.end(await act(named(name), { ...options, interval }, world, streams));
  });
}

function named(name: string): string {
  if (/^[A-Za-z0-9-]{1,64}$/.test(name)) return name;
  throw new Failure(
    `the name of a fleet is 1 to 64 letters, digits and hyphens, got '${name}'. What next: pass fleetName`,
    EXIT.usage,
  );
}
