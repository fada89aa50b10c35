import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Command } from 'commander';
import { systemClock } from '../../lambda/service/clock';
import { findAccess } from '../aws/access';
import { Calls } from '../aws/calls';
import { Stacks, type StackView } from '../aws/stacks';
import { isAtRest, isGood } from '../aws/statuses';
import { EXIT, type ExitStatus, Failure } from '../exit';
import { onInterrupt } from '../interrupts';
import { Follower } from '../watch/follow';
import { LogTail } from '../watch/logs';
import { type Show, showOn } from '../watch/show';
import { type CommonOptions, type Shell, STATUSES, secondsOf, withCommonOptions, withHelp } from './common';

interface WatchOptions extends CommonOptions {
  readonly wait?: true;
  readonly logGroup?: string;
  readonly interval: string;
}

const MORE = [
  'Without the name of a stack, it follows the one that is being deployed, if there is only one. If the stack is at rest, it shows the ' +
    'last operation. It makes no call to WorkSpaces. --json prints one object a line.',
  'Permissions: cloudformation:DescribeStacks, DescribeStackEvents and ListStackResources; DescribeStackResources if the ' +
    'provider is in another stack, ListStacks if you name no stack; logs:FilterLogEvents. Nothing is changed.',
  `Exit status: 0 the operation succeeded, 1 it failed or was rolled back, ${STATUSES}`,
];

/** `watch`: a deployment from a second terminal, or in the log of a pipeline. */
export function addWatch(program: Command, shell: Shell): void {
  const command = program
    .command('watch')
    .summary('follow a deployment, desktop by desktop')
    .description(
      'Follows a deployment: each WorkSpace with the states of its applications, its outage, and why it failed.',
    )
    .argument('[stack]', 'name or ARN of the stack')
    .option('--wait', 'wait for the next deployment, also if the stack does not exist yet')
    .option('--log-group <name>', 'the log group of the provider, if it is not one of its own')
    .option('--interval <seconds>', 'how often CloudFormation and the log are read', '5');
  withHelp(withCommonOptions(command), ...MORE).action(async (name: string | undefined, options: WatchOptions) => {
    shell.end(await watch(name, options));
  });
}

async function watch(name: string | undefined, options: WatchOptions): Promise<ExitStatus> {
  const intervalSeconds = secondsOf(options.interval);
  const { config, profile, region } = await findAccess(options);
  const stacks = new Stacks(new CloudFormationClient(config), new Calls({ service: 'cloudformation', profile }));
  const logs = new CloudWatchLogsClient(config);
  const logCalls = new Calls({ service: 'logs', profile });
  const show = showOn(process.stdout, process.stderr, options.json === true);
  onInterrupt(() => show.leave());
  const stack = await findStack(stacks, { name, region, wait: options.wait === true, intervalSeconds, show });
  const follower = new Follower(
    {
      stacks,
      clock: systemClock,
      intervalSeconds,
      logGroup: options.logGroup,
      openLog: (group, stackId, since) => new LogTail(logs, logCalls, group, stackId, since),
    },
    stack,
  );
  for await (const round of follower.rounds()) {
    show.round(round, follower.notices);
    if (round.isOver) show.end(round);
    if (round.isOver && isGood(round.picture.stack.status)) return EXIT.done;
  }
  return EXIT.failed;
}

interface Sought {
  readonly name: string | undefined;
  readonly region: string;
  readonly wait: boolean;
  readonly intervalSeconds: number;
  readonly show: Show;
}

/** The stack to follow: at once, or once something happens to it. */
async function findStack(stacks: Stacks, sought: Sought): Promise<StackView> {
  for (;;) {
    const found = sought.name === undefined ? await onlyMoving(stacks, sought) : await stacks.find(sought.name);
    if (found && !(sought.wait && isAtRest(found.status))) return found;
    if (!sought.wait) throw noStack(sought);
    sought.show.waiting(sought.name === undefined ? 'a deployment' : `a deployment of ${sought.name}`);
    await systemClock.sleep(sought.intervalSeconds * 1000);
  }
}

async function onlyMoving(stacks: Stacks, { region }: Sought): Promise<StackView | undefined> {
  const [first, ...others] = await stacks.findMoving();
  if (others.length === 0) return first;
  const names = [first, ...others].map((stack) => stack?.name).join(', ');
  throw new Failure(`several stacks are being deployed in ${region}: ${names}. What next: name one`, EXIT.usage);
}

const noStack = ({ name, region }: Sought): Failure =>
  new Failure(
    name === undefined
      ? `no stack is being deployed in ${region}. What next: name one, or wait for the next with --wait`
      : `there is no stack ${name} in this account in ${region}. What next: check the name, --region and the account, or wait for it with --wait`,
    EXIT.absent,
  );
