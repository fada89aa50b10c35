import { sortFault } from '../lambda/service/faults';
import { explain } from './aws/explain';
import { EXIT, Failure } from './exit';
import { invocationOf } from './invocation';
import { run } from './program';
import { printableLines } from './terminal/table';

// The user of the command did not choose the SDK in it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** Prints results on stdout alone, and why there is none on stderr alone. Returns the exit status. */
async function main([, script = '', ...args]: readonly string[]): Promise<number> {
  try {
    return await run(args, invocationOf(script, process.env));
  } catch (error) {
    const { message, status } = error instanceof Failure ? error : explain(sortFault(error), 'the command');
    process.stderr.write(`${printableLines(message)}\n`);
    return status;
  }
}

// The reader may have stopped reading, such as head.
process.stdout.on('error', () => process.exit(EXIT.done));
void main(process.argv).then((status) => {
  process.exitCode = status;
});
