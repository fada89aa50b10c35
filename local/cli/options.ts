import { parseArgs } from 'node:util';
import { AssociationErrorCode } from '@aws-sdk/client-workspaces';
import { DESKTOP, SEED_WORLD } from '../workspaces';

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
  readonly workspaceId: string;
  /** On which WorkSpaces a user is connected from the start, and for how many minutes, if there is a limit. */
  readonly connect: readonly { readonly workspaceId: string; readonly minutes?: number }[];
  /** Further arguments for `cdk deploy`. */
  readonly context: readonly string[];
}

/** What is wrong with the arguments. */
export class UsageError extends Error {}

const DEFAULT_PORT: Record<Command, number> = { start: 0, local: 4599 };

export const HELP: Record<Command, string> = {
  start: `npm start -- [options]

Starts an embedded AWS on this machine, deploys the app of cdk.json to it with the real CDK CLI, shows the WorkSpace's
applications, and ends. No AWS account is needed, and none is touched.

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
  const application = values.application === undefined ? [] : ['-c', `applicationId=${values.application}`];
  return {
    command,
    help: values.help === true,
    port: wholeNumber('--port', values.port ?? String(DEFAULT_PORT[command]), 0, 65_535),
    speed: positiveNumber('--speed', values.speed ?? '60'),
    fail: errorCode(values.fail),
    installMinutes: positiveNumber('--install-minutes', values['install-minutes'] ?? '15'),
    uninstallMinutes: positiveNumber('--uninstall-minutes', values['uninstall-minutes'] ?? '5'),
    logs: values.logs === true,
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
        connect: { type: 'string', multiple: true },
        workspace: { type: 'string' },
        application: { type: 'string' },
      },
    });
    if (command === 'start') return values;
    if (values.workspace === undefined && values.application === undefined) return values;
    throw new Error("--workspace and --application belong to 'npm start': pass -c to your own cdk deploy instead");
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
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
