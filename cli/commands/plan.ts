import type { Command } from 'commander';
import { MINUTE } from '../../lambda/service/time';
import { EXIT, type ExitStatus, Failure } from '../exit';
import { onInterrupt } from '../interrupts';
import { openMarks } from '../marks/tools';
import { type AppStack, readAssembly } from '../plan/assembly';
import type { PlanTools } from '../plan/gather';
import { type Plan, resultOf } from '../plan/plan';
import { Planning } from '../plan/planning';
import { printPlan, printPlanAsJson } from '../plan/print';
import { progressOn } from '../terminal/progress';
import { terminalOf } from '../terminal/terminal';
import { type CommonOptions, RATE, type Shell, STATUSES, withCommonOptions, withHelp } from './common';

interface PlanOptions extends CommonOptions {
  readonly app: string;
  readonly installMinutes: string;
  readonly uninstallMinutes: string;
}

const MORE = [
  'Run cdk synth first. The plan looks at the WorkSpaces as they are now, and decides as the deployment would: what is ' +
    'installed, uninstalled, joined, left alone or refused, and why; outages and users; how long it takes if applications are installed one ' +
    'after the other, and if they are installed at the same time. Fleets are not part of it.',
  'Permissions: cloudformation:DescribeStacks, GetTemplate and ListStackResources; workspaces:DescribeWorkspaces, ' +
    'DescribeWorkspacesConnectionStatus, DescribeWorkspaceAssociations, DescribeApplications and DescribeTags; for more than 25 WorkSpaces ' +
    'DescribeApplicationAssociations and tag:GetResources in place of DescribeWorkspaceAssociations and DescribeTags. Nothing is changed.',
  `Exit status: 0 nothing to do, 2 something to do, 3 something that is only known when deploying, 1 the deployment would fail, or the service failed, ${STATUSES}`,
];

/** `plan`: what a deployment would do to the desktops. */
export function addPlan(program: Command, shell: Shell): void {
  const command = program
    .command('plan')
    .summary('show what a deployment would do, desktop by desktop')
    .description('Shows what cdk deploy would do to each WorkSpace and its user. Nothing is changed.')
    .argument('[stacks...]', 'names of stacks of the app (default: all)')
    .option('--app <folder>', 'the synthesized CDK app', 'cdk.out')
    .option('--install-minutes <n>', 'how long one installation takes, in your experience', '20')
    .option('--uninstall-minutes <n>', 'how long one removal takes', '8');
  withHelp(withCommonOptions(command), ...MORE).action(async (names: readonly string[], options: PlanOptions) => {
    const plan = await findPlan(names, options);
    process.stdout.write(options.json ? printPlanAsJson(plan) : printPlan(plan, terminalOf(process.stdout)));
    shell.end(STATUS[resultOf(plan)]);
  });
}

const STATUS: Readonly<Record<ReturnType<typeof resultOf>, ExitStatus>> = {
  nothing: EXIT.done,
  changes: EXIT.changes,
  unknowable: EXIT.unknowable,
  fails: EXIT.failed,
};

async function findPlan(names: readonly string[], options: PlanOptions): Promise<Plan> {
  const durations = {
    install: minutesOf('--install-minutes', options.installMinutes),
    uninstall: minutesOf('--uninstall-minutes', options.uninstallMinutes),
    reboot: 2 * MINUTE,
  };
  const stacks = chosen(readAssembly(options.app), names, options.app);
  const progress = progressOn(process.stderr);
  onInterrupt(() => {
    progress.clear();
    process.stderr.write('Interrupted: nothing was changed.\n');
  });
  return new Planning({
    open: (region) => open({ ...options, ...(region && { region }) }),
    onStep: (what) => progress.show(`Reading ${what}`),
    now: Date.now(),
  })
    .plan(stacks, durations)
    .finally(() => progress.clear());
}

async function open(options: PlanOptions): Promise<PlanTools> {
  const { access, ...tools } = await openMarks(options, RATE);
  const { region, config } = access;
  const accountId = () =>
    config.credentials().then(
      (credentials) => credentials.accountId,
      () => undefined,
    );
  return { ...tools, access: { region, accountId } };
}

function chosen(stacks: readonly AppStack[], names: readonly string[], app: string): readonly AppStack[] {
  const unknown = names.find((name) => !stacks.some(({ id, stackName }) => name === id || name === stackName));
  if (unknown === undefined)
    return stacks.filter(({ id, stackName }) => names.length === 0 || names.includes(id) || names.includes(stackName));
  const known = stacks.map(({ stackName }) => stackName).join(', ') || 'none';
  throw new Failure(
    `there is no stack ${unknown} in ${app}: the stacks are ${known}. What next: check the name, or run cdk synth again`,
    EXIT.absent,
  );
}

function minutesOf(option: string, given: string): number {
  const minutes = Number(given);
  if (given.trim() !== '' && Number.isFinite(minutes) && minutes > 0) return minutes * MINUTE;
  throw new Failure(`${option} must be a number above 0, got '${given}'. What next: leave it out`, EXIT.usage);
}
