import { Command, CommanderError } from 'commander';
import { version } from '../package.json';
import type { Shell } from './commands/common';
import { addFleet } from './commands/fleet';
import { addInventory } from './commands/inventory';
import { addList } from './commands/list';
import { addMarks } from './commands/marks';
import { addPlan } from './commands/plan';
import { addProbe } from './commands/probe';
import { addProbeStack } from './commands/probe-stack';
import { addWatch } from './commands/watch';
import { EXIT, type ExitStatus, Failure } from './exit';

const ABOUT =
  "The administrator's tool for the applications of Amazon WorkSpaces. Credentials and Region come from where the AWS CLI " +
  'takes them, a proxy from HTTPS_PROXY and NO_PROXY, certificates from AWS_CA_BUNDLE.';

/** Runs one subcommand. Resolves with its exit status. @throws Failure */
export async function run(args: readonly string[], name: string): Promise<number> {
  let status: ExitStatus = EXIT.done;
  const shell: Shell = {
    name,
    end(ended) {
      status = ended;
    },
  };
  const program = new Command(name)
    .description(ABOUT)
    .version(version, '--version', 'print the version')
    .enablePositionalOptions();
  addList(program);
  addInventory(program, shell);
  addPlan(program, shell);
  addWatch(program, shell);
  addMarks(program);
  addFleet(program, shell);
  addProbeStack(addProbe(program, shell), shell);
  quietly(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return ofCommander(error, name);
    throw error;
  }
  return status;
}

/** Throws instead of ending the process, and leaves the words to the caller. */
function quietly(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {}, writeErr: () => {} });
  for (const one of command.commands) quietly(one);
}

function ofCommander({ code, exitCode, message }: CommanderError, name: string): number {
  if (exitCode === 0) return EXIT.done;
  const what =
    code === 'commander.help'
      ? 'no command was given'
      : message
          .replace(/^error: /, '')
          .replace(/\s*\n\s*/g, ' ')
          .replace(/\.+$/, '');
  throw new Failure(`${what}. What next: ${name} --help shows what there is`, EXIT.usage);
}
