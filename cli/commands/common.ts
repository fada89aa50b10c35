import type { Command } from 'commander';
import type { AccessOptions } from '../aws/access';
import { EXIT, type ExitStatus, Failure } from '../exit';

/** What every subcommand takes. */
export interface CommonOptions extends AccessOptions {
  readonly json?: true;
}

/** What a subcommand knows of the process. */
export interface Shell {
  /** How the command was called, for its messages. */
  readonly name: string;
  /** Sets the exit status. @default done */
  end(status: ExitStatus): void;
}

export const withCommonOptions = (command: Command): Command =>
  command
    .option('--region <region>', 'the AWS Region (default: AWS_REGION, AWS_DEFAULT_REGION, or that of the profile)')
    .option('--profile <name>', 'the profile of the AWS CLI (default: AWS_PROFILE)')
    .option('--json', 'for programs: print JSON, times in ISO 8601');

/** An id as the service forms it, or a Failure that shows one. */
function idOf(given: string, option: string, pattern: RegExp, example: string): string {
  if (pattern.test(given)) return given;
  throw new Failure(
    `${option} must look like ${example}, got '${given}'. What next: pass the id, not a name`,
    EXIT.usage,
  );
}

/** @throws Failure unless it is the id of a directory */
export const directoryOf = (given: string): string =>
  idOf(given, '--directory', /^(d-[0-9a-f]{8,63}|wsd-[0-9a-z]{8,63})$/, 'd-90670b7a12');

/** @throws Failure unless it is the id of a WorkSpace */
export const workspaceOf = (given: string): string => idOf(given, '--workspace', /^ws-[0-9a-z]{8,63}$/, 'ws-0abc12345');

/** @throws Failure unless it is the id of an application */
export const applicationOf = (given: string): string =>
  idOf(given, '--application', /^wsa-[0-9a-z]{8,63}$/, 'wsa-0def67890');

/** The seconds of `--interval`. @throws Failure unless it is a number above 0 */
export function secondsOf(given: string): number {
  const seconds = Number(given);
  if (given.trim() !== '' && Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new Failure(
    `--interval must be a number of seconds above 0, got '${given}'. What next: leave it out`,
    EXIT.usage,
  );
}

/** For options that may be repeated. */
export const collect = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];

/** Calls to WorkSpaces a second: below the 2 that an account has by default, so that deployments have some too. */
export const RATE = 1.5;

/** Adds paragraphs to the help of a command, as wide as the rest of it. */
export const withHelp = (command: Command, ...paragraphs: readonly string[]): Command =>
  command.addHelpText('after', () => {
    const width = process.stdout.columns || 80;
    return paragraphs.map((paragraph) => `\n${command.createHelp().boxWrap(paragraph, width)}`).join('\n');
  });

/** Exit statuses that every subcommand has, for its help. */
export const STATUSES = '4 denied, 5 not found, 6 no credentials or Region, 64 wrong arguments, 130 interrupted.';
