import { fleetNight } from './fleet-night';
import { local } from './local';
import { type CliOptions, HELP, parseOptions, UsageError } from './options';
import { start } from './start';

/** Runs one command; its exit status is the process's. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const options = parseOptions(args);
    if (options.help) console.log(HELP[options.command]);
    else process.exitCode = await carryOut(options);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (error instanceof UsageError) console.error('Use --help to see the options.');
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

function carryOut(options: CliOptions): Promise<number> {
  if (options.command === 'local') return local(options);
  return options.fleet ? fleetNight(options, options.fleet) : start(options);
}
