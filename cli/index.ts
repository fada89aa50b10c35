import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { HELP, parseArguments } from './arguments';
import { Catalogue } from './catalogue';
import { describe, EXIT, Failure } from './failures';
import { list } from './list';

// Whoever runs the command did not choose the SDK in it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** Prints what was asked for, on stdout alone, or why not, on stderr alone. Answers the exit status. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseArguments(args);
    process.stdout.write(options.help ? HELP : await list(new Catalogue(newClient()), options));
    return EXIT.done;
  } catch (error) {
    const { message, exit } = error instanceof Failure ? error : describe(error);
    process.stderr.write(`${message}\n`);
    return exit;
  }
}

function newClient(): WorkSpacesClient {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  return new WorkSpacesClient({
    // The AWS CLI takes it from either, the SDK from the first alone.
    ...(!AWS_REGION && AWS_DEFAULT_REGION && { region: AWS_DEFAULT_REGION }),
    maxAttempts: 8,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  });
}

// The reader may have seen enough, such as `head`.
process.stdout.on('error', () => process.exit(EXIT.done));
void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
