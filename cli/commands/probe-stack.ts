import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Command } from 'commander';
import { systemClock } from '../../lambda/service/clock';
import { version } from '../../package.json';
import { type Access, findAccess } from '../aws/access';
import { Calls } from '../aws/calls';
import { Stacks } from '../aws/stacks';
import { EXIT, type ExitStatus, Failure } from '../exit';
import { onInterrupt } from '../interrupts';
import { requireAgreement, requireKnown } from '../probe/begin';
import { announce } from '../probe/stack/announce';
import { Bootstrap } from '../probe/stack/assembly';
import { Cdk } from '../probe/stack/cdk';
import { EXPERIMENTS } from '../probe/stack/experiments';
import { Journal } from '../probe/stack/journal';
import { leftBehind, type RunTools, remove, run } from '../probe/stack/run';
import { writeResult } from '../probe/write';
import { type CommonOptions, collect, type Shell, STATUSES, withCommonOptions, withHelp } from './common';

interface ProbeStackOptions extends CommonOptions {
  readonly folder: string;
  readonly output: string;
  readonly cdk: string;
  readonly qualifier: string;
  readonly skip: readonly string[];
  readonly dryRun?: true;
  readonly resume?: true;
  readonly undo?: true;
  readonly yes?: true;
}

const MORE = [
  'Deploys small stacks of its own with the CDK CLI, some of which fail on purpose, records what reaches the function of their ' +
    'custom resources, and deletes them. It prints what it will do and asks first. Nothing else in the account is touched.',
  'Permissions: those of cdk deploy and cdk destroy in this account and Region, which must be bootstrapped; ' +
    'cloudformation:DescribeStacks, DescribeStackEvents, CreateStackRefactor and DescribeStackRefactor; logs:FilterLogEvents.',
  `Exit status: 0 done, 1 the service failed, or something is left behind, ${STATUSES}`,
];

/** `probe stack`: finds out what CloudFormation does with custom resources. */
export function addProbeStack(probe: Command, shell: Shell): void {
  const command = probe
    .command('stack')
    .summary('what CloudFormation does with custom resources')
    .description('Finds out, with stacks of its own, what CloudFormation does with custom resources in this account.')
    .option('--folder <folder>', 'where it writes stacks, journal and the output of the CDK CLI', 'probe-stack')
    .option('--output <file>', 'the result; a summary is written beside it, with the ending .md', 'probe-result.json')
    .option('--cdk <command>', 'how the CDK CLI is called', 'npx cdk')
    .option('--qualifier <text>', 'the qualifier of cdk bootstrap', 'hnb659fds')
    .option('--skip <experiment>', 'leave an experiment out; may be repeated', collect, [])
    .option('--dry-run', 'only print what it would do')
    .option('--resume', 'go on with the run in the folder')
    .option('--undo', 'only delete what the run in the folder has made')
    .option('--yes', 'do not ask');
  withHelp(withCommonOptions(command), ...MORE).action(async (options: ProbeStackOptions) => {
    shell.end(await probeStack(options));
  });
}

async function probeStack(options: ProbeStackOptions): Promise<ExitStatus> {
  requireKnown(options.skip, EXPERIMENTS);
  const access = await findAccess(options);
  const folder = resolve(options.folder);
  if (options.undo) return undo(toolsOf(access, options, Journal.resume(folder)));
  const journal = options.resume ? Journal.resume(folder) : undefined;
  const name = journal?.now.run ?? newName();
  const plan = { ...options, folder, region: access.region, run: name, done: journal?.now.done ?? {} };
  process.stderr.write(announce(plan));
  if (options.dryRun) return EXIT.done;
  if (!options.yes) await requireAgreement();
  mkdirSync(folder, { recursive: true });
  const tools = toolsOf(access, options, journal ?? Journal.begin(folder, name, access.region));
  await tools.cdk.check();
  onInterrupt(() => tools.say(leftBehind(tools)));
  const section = await run(tools);
  const origin = { library: version, now: systemClock.now(), region: access.region };
  await writeResult(origin, 'stack', section, { file: options.output, isAgreed: options.yes === true });
  return section.left.length > 0 ? EXIT.failed : EXIT.done;
}

async function undo(tools: RunTools): Promise<ExitStatus> {
  const left = await remove(tools);
  for (const line of left) tools.say(`Left behind: ${line}`);
  return left.length > 0 ? EXIT.failed : EXIT.done;
}

function toolsOf({ config, profile, region }: Access, options: ProbeStackOptions, journal: Journal): RunTools {
  if (region !== journal.now.region) {
    throw new Failure(
      `the run is in ${journal.now.region}, not in ${region}. What next: pass --region ${journal.now.region}`,
      EXIT.usage,
    );
  }
  const folder = resolve(options.folder);
  const client = new CloudFormationClient(config);
  return {
    folder,
    client,
    journal,
    cdk: new Cdk(options.cdk, folder, { region, profile: options.profile }),
    stacks: new Stacks(client, new Calls({ service: 'cloudformation', profile })),
    logs: new CloudWatchLogsClient(config),
    logCalls: new Calls({ service: 'logs', profile }),
    skip: options.skip,
    clock: systemClock,
    bootstrap: new Bootstrap(options.qualifier),
    say: (line) => process.stderr.write(`${line}\n`),
  };
}

/** Part of the name of everything that a run makes. */
const newName = (): string => randomInt(36 ** 4, 36 ** 5).toString(36);
