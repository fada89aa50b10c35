import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { type EmbeddedAws, startEmbeddedAws } from '..';
import type { Execution } from '../stepfunctions/execution';
import { textAt } from '../transport/json';
import { COMMAND, startCommand } from './command';
import { deploy } from './deploy';
import { breakDesktops, connectUsers, desktopsOf, mendDesktops } from './fleet-desktops';
import { drawOn, reportAt, wavesAt } from './night-view';
import type { CliOptions, FleetNight } from './options';

const MINUTE = 60_000;
const APP = 'node --import tsx examples/fleet/app.ts';
/** What examples/fleet calls its fleet. */
const FLEET = 'Visio';
/** Where the reports of the nights go. */
const FOLDER = 'fleet-report';
/** How often the waves are looked at, in real time. */
const GLANCE = 500;

/** Deploys examples/fleet to an embedded AWS with so many desktops, and lives a night. Resolves with the exit status: 1 if the rollout was stopped. */
export async function fleetNight(options: CliOptions, night: FleetNight): Promise<number> {
  const world = desktopsOf(night.desktops);
  const durations = { install: options.installMinutes * MINUTE, uninstall: options.uninstallMinutes * MINUTE };
  const aws = await startEmbeddedAws({ port: options.port, speed: options.speed, simulator: { world, durations } });
  if (options.logs) aws.logs.onLine(({ functionName, text }) => process.stderr.write(`${functionName} | ${text}\n`));
  const output = mkdtempSync(join(tmpdir(), 'embedded-aws-out-'));
  try {
    console.log(`Embedded AWS with ${night.desktops} desktops, ${options.speed} times as fast as real time.\n`);
    const { status } = await deploy(aws, output, ['--app', APP]);
    if (status !== 0) return status;
    const broken = breakDesktops(aws, world, night.failing);
    connectUsers(aws, world);
    const first = await live(aws, 1);
    if (first.status === 'SUCCEEDED' || !night.mend) return conclude(first, night);
    mendDesktops(aws, broken);
    console.log(`\nThe ${broken.length} desktops are mended. Those that failed are to be tried once more:`);
    await command(aws, 'fleet', FLEET, '--retry-failed');
    return conclude(await live(aws, 2), night);
  } finally {
    rmSync(output, { recursive: true, force: true });
    await aws.stop();
  }
}

/** Opens the window, shows the waves until the run has ended, and keeps its report. */
async function live(aws: EmbeddedAws, night: number): Promise<Execution> {
  const { scheduler, machines } = aws.services;
  const schedule = scheduler.list().find(({ name }) => /Window/.test(name));
  const { executionArn = '' } = await scheduler.open(schedule?.name ?? '');
  const execution = machines.execution(executionArn);
  const bucket = bucketOf(aws);
  console.log(`\nNight ${night}: the maintenance window opens.`);
  const draw = drawOn(process.stdout);
  let ended = false;
  void execution.ended.then(() => {
    ended = true;
  });
  while (!ended) {
    await Promise.race([execution.ended, new Promise((settle) => setTimeout(settle, GLANCE))]);
    const found = reportAt(aws, bucket, `${FLEET}/latest/report`);
    if (found && found.report.run === execution.about.name) draw([lineOf(found.report), ...wavesAt(aws, found.report)]);
  }
  console.log(`\n${outcomeOf(execution)}`);
  await command(aws, 'fleet', FLEET);
  keepReport(aws, bucket, night);
  return execution;
}

const lineOf = (report: { readonly expectedEnd?: unknown }): string =>
  typeof report.expectedEnd === 'string' ? `expected to be done at ${report.expectedEnd}` : 'nothing more is expected';

function outcomeOf({ status, error, output }: Execution): string {
  if (status === 'SUCCEEDED') return `The run ended within its tolerance: ${textAt(Object(output), 'reason') ?? ''}.`;
  return `The run was stopped: ${error ?? status}. No further desktop was touched.`;
}

const bucketOf = ({ services }: EmbeddedAws): string =>
  services.buckets.names().find((name) => /reports/.test(name)) ?? '';

/** Runs the command of the package, as a person would. Resolves with its exit status. */
async function command(aws: EmbeddedAws, ...args: readonly string[]): Promise<number> {
  console.log(`\n$ node ${COMMAND} ${args.join(' ')}`);
  const child = startCommand(aws, args);
  return new Promise((settle) => child.once('close', (code) => settle(code ?? 1)));
}

function keepReport(aws: EmbeddedAws, bucket: string, night: number): void {
  const folder = resolve(FOLDER);
  mkdirSync(folder, { recursive: true });
  for (const ending of ['html', 'csv', 'json']) {
    const found = aws.services.buckets.find(bucket)?.find(`${FLEET}/latest/report.${ending}`);
    if (found) writeFileSync(join(folder, `night-${night}.${ending}`), found.content);
  }
  console.log(`\nReport: ${join(relative(process.cwd(), folder), `night-${night}.html`)}, beside it as CSV and JSON`);
}

function conclude({ status }: Execution, { failing, mend, desktops }: FleetNight): number {
  if (status === 'SUCCEEDED') return 0;
  if (!mend)
    console.log(
      `\nWhat next: open the report. To mend the desktops and go on:\nnpm start -- --fleet ${desktops} --fail-desktops ${failing} --mend`,
    );
  return 1;
}
