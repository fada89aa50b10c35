import { parseArgs } from 'node:util';
import { AssociationErrorCode } from '@aws-sdk/client-workspaces';
import { DESKTOP, type FileOfReadings, readReadings, SEED_WORLD } from '../workspaces';
import { mostFailing } from './fleet-desktops';

export type Command = 'start' | 'local';

export interface CliOptions {
  readonly command: Command;
  readonly help: boolean;
  readonly port: number;
  readonly speed: number;
  readonly fail: AssociationErrorCode | undefined;
  readonly installMinutes: number;
  readonly uninstallMinutes: number;
  readonly logs: boolean;
  /** How an account behaved, which the embedded WorkSpaces then do too. */
  readonly account?: FileOfReadings;
  /** A night of a fleet instead of one WorkSpace. */
  readonly fleet?: FleetNight;
  readonly workspaceId: string;
  /** On which WorkSpaces a user is connected from the start, and for how many minutes, if there is a limit. */
  readonly connect: readonly { readonly workspaceId: string; readonly minutes?: number }[];
  /** Further arguments for `cdk deploy`. */
  readonly context: readonly string[];
}

/** A night of a fleet. */
export interface FleetNight {
  readonly desktops: number;
  /** On how many of them the installation fails. */
  readonly failing: number;
  /** Whether those are mended after the first night, and another one follows. */
  readonly mend: boolean;
}

/** What is wrong with the arguments. */
export class UsageError extends Error {}

const MINUTE = 60_000;
const DEFAULT_PORT: Record<Command, number> = { start: 0, local: 4599 };

export const HELP: Record<Command, string> = {
  start: `npm start -- [options]

Starts an embedded AWS on this machine, deploys the app of cdk.json to it with the real CDK CLI, shows the progress with
the command watch, then the WorkSpace's applications, and ends. No AWS account is needed, and none is touched.

  --fleet <n>             a night of n desktops instead: deploys examples/fleet, opens its maintenance window, shows the waves as they
                          come along, and leaves the report in fleet-report/. Some users are connected, one desktop fails
  --fail-desktops <n>     with --fleet: on how many desktops the installation fails (default 1). Five of 40 are more than the fleet
                          tolerates: the run stops, and the exit status is 1
  --mend                  with --fleet: if the run stops, mend those desktops, try them again, and go on with another night
  --fail <code>           the installation fails with this error code
  --workspace <id>        the WorkSpace to install on (default ${DESKTOP})
  --application <id>      the application to install (default: the app's own)
${common('a free one')}`,
  local: `npm run local -- [options]

Keeps an embedded AWS running until Ctrl-C, prints what to export so that 'npx cdk deploy', 'diff', 'destroy' or any AWS
client in another terminal uses it, and shows every call to WorkSpaces as it comes. The address that it prints for a
browser shows the desktops live, and lets you connect users, have installations fail, and more.

  --fail <code>           every installation fails with this error code
${common(String(DEFAULT_PORT.local))}`,
};

function common(port: string): string {
  return `  --install-minutes <n>   how long one application takes to be installed, on the embedded AWS's clock (default 15)
  --uninstall-minutes <n> how long one application takes to be uninstalled (default 5)
  --readings <file>       behave as an account did: a result of the command probe. Its times count where no minutes are given
  --speed <n>             how many times as fast as real time (default 60)
  --connect <id>[:<n>]    a user is connected to this WorkSpace, for n minutes or until the session is ended; may be repeated
  --port <n>              where to listen, on 127.0.0.1; 0 for a free one (default ${port})
  --logs                  print what the functions log
  --help                  this text

Error codes:
  ${Object.values(AssociationErrorCode).join('\n  ')}
`;
}

/** Throws a UsageError for an argument that it does not know. */
export function parseOptions([command, ...args]: readonly string[]): CliOptions {
  if (command !== 'start' && command !== 'local')
    throw new UsageError('The first argument must be start or local: use npm start or npm run local');
  const values = parsed(command, args);
  const fleet = fleetNight(values);
  const account = values.readings === undefined ? undefined : readingsOf(values.readings);
  const { install = 15 * MINUTE, uninstall = 5 * MINUTE } = account?.durations ?? {};
  const application = values.application === undefined ? [] : ['-c', `applicationId=${values.application}`];
  return {
    command,
    help: values.help === true,
    port: wholeNumber('--port', values.port ?? String(DEFAULT_PORT[command]), 0, 65_535),
    speed: positiveNumber('--speed', values.speed ?? (fleet ? '120' : '60')),
    fail: errorCode(values.fail),
    installMinutes: positiveNumber('--install-minutes', values['install-minutes'] ?? String(install / MINUTE)),
    uninstallMinutes: positiveNumber('--uninstall-minutes', values['uninstall-minutes'] ?? String(uninstall / MINUTE)),
    logs: values.logs === true,
    ...(account && { account }),
    ...(fleet && { fleet }),
    workspaceId: values.workspace ?? DESKTOP,
    connect: (values.connect ?? []).map(connection),
    context: ['-c', `workspaceId=${values.workspace ?? DESKTOP}`, ...application],
  };
}

function parsed(command: Command, args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean' },
        port: { type: 'string' },
        speed: { type: 'string' },
        fail: { type: 'string' },
        'install-minutes': { type: 'string' },
        'uninstall-minutes': { type: 'string' },
        logs: { type: 'boolean' },
        readings: { type: 'string' },
        connect: { type: 'string', multiple: true },
        workspace: { type: 'string' },
        application: { type: 'string' },
        fleet: { type: 'string' },
        'fail-desktops': { type: 'string' },
        mend: { type: 'boolean' },
      },
    });
    if (command === 'start') return values;
    if (values.fleet !== undefined) throw new Error("--fleet belongs to 'npm start'");
    if (values.workspace === undefined && values.application === undefined) return values;
    throw new Error("--workspace and --application belong to 'npm start': pass -c to your own cdk deploy instead");
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

interface FleetValues {
  readonly fleet?: string | undefined;
  readonly 'fail-desktops'?: string | undefined;
  readonly mend?: boolean | undefined;
}

function fleetNight({ fleet, 'fail-desktops': failing, mend = false }: FleetValues): FleetNight | undefined {
  if (fleet === undefined) {
    if (failing === undefined && !mend) return undefined;
    throw new UsageError('--fail-desktops and --mend go with --fleet');
  }
  const desktops = wholeNumber('--fleet', fleet, 20, 200);
  return { desktops, failing: wholeNumber('--fail-desktops', failing ?? '1', 0, mostFailing(desktops)), mend };
}

function readingsOf(file: string): FileOfReadings {
  try {
    return readReadings(file);
  } catch (error) {
    throw new UsageError(`--readings: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function errorCode(given: string | undefined): AssociationErrorCode | undefined {
  if (given === undefined) return undefined;
  const codes = Object.values(AssociationErrorCode);
  const found = codes.find((code) => code === given);
  if (!found) throw new UsageError(`--fail does not know '${given}': it is one of\n  ${codes.join('\n  ')}`);
  return found;
}

function connection(given: string): CliOptions['connect'][number] {
  const [workspaceId = '', minutes, ...more] = given.split(':');
  const ids = SEED_WORLD.workspaces.map((workspace) => workspace.workspaceId);
  if (more.length > 0 || !ids.includes(workspaceId)) {
    throw new UsageError(`--connect takes <id> or <id>:<minutes>, got '${given}': the ids are\n  ${ids.join('\n  ')}`);
  }
  return { workspaceId, ...(minutes !== undefined && { minutes: positiveNumber('--connect', minutes) }) };
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`${option} must be a whole number from ${least} to ${most}, got '${text}'`);
}

function positiveNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UsageError(`${option} must be a number above 0, got '${text}'`);
}
