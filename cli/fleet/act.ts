import type { CommonOptions } from '../commands/common';
import { EXIT, type ExitStatus, Failure } from '../exit';
import { lineOf } from '../invocation';
import { printMarks } from '../marks/print';
import { counted, toJson } from '../terminal/print';
import { type AdoptTools, adopt } from './adopt';
import { answerOf, refuseWithoutReport } from './ended';
import { Fleet, type FleetWorld } from './fleet';
import { follow, type Streams } from './follow';
import { pictureOf } from './picture';
import { printPicture } from './print';

export interface FleetOptions extends CommonOptions {
  readonly run?: true;
  readonly ignoreWindow?: true;
  readonly dryRun?: true;
  readonly retryFailed?: true;
  readonly pause?: true;
  readonly resume?: true;
  readonly adopt?: true;
  readonly interval: number;
}

const ACTIONS = ['run', 'retryFailed', 'pause', 'resume', 'adopt'] as const;

/** What the subcommand reaches the account with. */
export interface Reach extends FleetWorld {
  readonly openMarks: () => Promise<AdoptTools>;
}

/** Does what the options ask for. Resolves with the exit status. @throws Failure */
export async function act(name: string, options: FleetOptions, world: Reach, streams: Streams): Promise<ExitStatus> {
  refuse(name, options);
  const fleet = await Fleet.open(name, world);
  if (options.pause || options.resume) return pause(fleet, options.pause === true, streams);
  if (options.retryFailed) return retryFailed(fleet, streams);
  if (options.adopt) return takeOver(fleet, await world.openMarks(), options, streams);
  if (options.dryRun) return dryRun(fleet, options, streams);
  return options.run ? run(fleet, options, streams) : show(fleet, options, streams);
}

function refuse(name: string, options: FleetOptions): void {
  const chosen = ACTIONS.filter((one) => options[one]);
  if (chosen.length > 1 || (options.dryRun && chosen.length > 0 && !options.adopt)) {
    throw new Failure(
      'fleet takes one of --run, --dry-run, --retry-failed, --pause, --resume and --adopt, and --dry-run with --adopt. What next: leave the others out',
      EXIT.usage,
    );
  }
  if (!options.ignoreWindow || options.run) return;
  throw new Failure(
    `--ignore-window goes with --run. What next: ${lineOf(`fleet ${name} --run --ignore-window`)}`,
    EXIT.usage,
  );
}

const printOf = ({ json }: FleetOptions, { width }: Streams) => ({ json: json === true, ...(width && { width }) });

async function show(fleet: Fleet, options: FleetOptions, streams: Streams): Promise<ExitStatus> {
  const picture = await pictureOf(fleet);
  streams.out(printPicture(picture, fleet.urlOf(fleet.keys.latest), printOf(options, streams)));
  return picture.report?.ended?.ok === false ? EXIT.failed : EXIT.done;
}

/** A name that an execution can have, and that says when. */
const nameOf = (kind: string, { clock }: Fleet): string =>
  `${kind}-${new Date(clock.now()).toISOString().replace(/[^0-9TZ]/g, '')}`;

async function run(fleet: Fleet, options: FleetOptions, streams: Streams): Promise<ExitStatus> {
  const input = options.ignoreWindow ? { ignoreWindow: true } : {};
  const arn = await fleet.start(nameOf('by-hand', fleet), input);
  const ended = await follow(fleet, arn, options.interval, streams);
  const { code, reason } = answerOf(ended);
  if (code === 'NotNow')
    throw new Failure(
      `fleet ${fleet.name}: ${reason}. What next: ${lineOf(`fleet ${fleet.name}`)} shows how it stands`,
      EXIT.failed,
    );
  if (code !== undefined || ended.status !== 'SUCCEEDED') refuseWithoutReport(fleet.name, ended);
  return show(fleet, options, streams);
}

async function dryRun(fleet: Fleet, options: FleetOptions, streams: Streams): Promise<ExitStatus> {
  const arn = await fleet.start(nameOf('dry-run', fleet), { dryRun: true });
  const ended = await follow(fleet, arn, options.interval, streams);
  if (ended.status !== 'SUCCEEDED' || answerOf(ended).code !== undefined) refuseWithoutReport(fleet.name, ended);
  const picture = await pictureOf(fleet, ended);
  const { running: _, ...looked } = picture;
  streams.out(printPicture(looked, fleet.urlOf(fleet.keys.report(ended.name)), printOf(options, streams)));
  return EXIT.done;
}

async function pause(fleet: Fleet, paused: boolean, { out }: Streams): Promise<ExitStatus> {
  await fleet.write(fleet.keys.control, JSON.stringify({ ...(await fleet.control()), paused }));
  const { name, declaration } = fleet;
  if (paused)
    out(
      `Fleet ${name} is paused. No installation begins, and those under way are watched to their end. What next: ${lineOf(`fleet ${name} --resume`)}\n`,
    );
  else if (declaration.enabled) out(`Fleet ${name} goes on in the next window.\n`);
  else out(`Fleet ${name} stays paused: its declaration says enabled: false. What next: deploy it with true\n`);
  return EXIT.done;
}

async function retryFailed(fleet: Fleet, { out }: Streams): Promise<ExitStatus> {
  const nonce = new Date(fleet.clock.now()).toISOString();
  await fleet.write(fleet.keys.control, JSON.stringify({ ...(await fleet.control()), nonce }));
  const failed = (await pictureOf(fleet)).report?.counts.FAILED ?? 0;
  out(
    `${counted(failed, 'WorkSpace')} that failed will be tried again in the next window: each try is an outage. What next: ${lineOf(`fleet ${fleet.name} --run --ignore-window`)} tries now\n`,
  );
  return EXIT.done;
}

async function takeOver(fleet: Fleet, tools: AdoptTools, options: FleetOptions, streams: Streams): Promise<ExitStatus> {
  const adopted = await adopt(fleet, tools, options.dryRun === true);
  const marks = adopted.map(({ mark }) => mark);
  if (options.json)
    streams.out(toJson(marks.map(({ workspaceId, applicationId, token }) => ({ workspaceId, applicationId, token }))));
  else if (marks.length > 0) streams.out(printMarks(marks, printOf(options, streams)));
  streams.err(
    `${counted(marks.length, 'mark')} ${options.dryRun ? 'would become those of this fleet' : 'are now those of this fleet'}.\n`,
  );
  return EXIT.done;
}
