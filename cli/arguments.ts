import { parseArgs } from 'node:util';
import { EXIT, Failure } from './failures';

export interface Options {
  readonly help: boolean;
  readonly json: boolean;
  readonly workspaceId?: string;
}

export const HELP = `cdk-workspaces-applications list [--workspace <id>] [--json]

Lists the applications for Amazon WorkSpaces that the account has in the Region, by name and with the ids that
applicationIds takes. Nothing is changed.

  --workspace <id>  what is on this WorkSpace, such as ws-0abc12345, and what else would fit: compute type and
                    operating system are compared, editions and releases are not
  --json            for programs: everything the service says, times in ISO 8601
  --help            this text

Credentials and Region come from where the AWS CLI takes them: environment, profile (AWS_PROFILE), single sign-on. Needed
are workspaces:DescribeApplications, and with --workspace DescribeWorkspaces and DescribeWorkspaceAssociations.

Exit status: 0 done, 1 the service failed, 2 wrong arguments, 3 no credentials or no Region, 4 denied, 5 no such WorkSpace.
`;

/** Throws a Failure on anything that it does not understand. */
export function parseArguments(args: readonly string[]): Options {
  const { values, positionals } = parsed(args);
  if (values.help || positionals[0] === 'help') return { help: true, json: false };
  const [command, ...more] = positionals;
  if (command !== 'list') throw wrong(command === undefined ? 'no command was given' : `'${command}' is no command`);
  if (more.length > 0) throw wrong(`'${more[0]}' is too much`);
  const { workspace: workspaceId, json = false } = values;
  if (workspaceId === undefined) return { help: false, json };
  if (/^ws-[0-9a-z]{8,63}$/.test(workspaceId)) return { help: false, json, workspaceId };
  throw wrong(`--workspace must look like 'ws-0abc12345', got '${workspaceId}'`);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { workspace: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    // Node's advice on arguments that begin with a dash does not apply here.
    throw wrong(error instanceof Error ? error.message.replace(/\. To specify .*$/s, '') : String(error));
  }
}

const wrong = (what: string): Failure =>
  new Failure(`${what}. What next: cdk-workspaces-applications list; --help tells what there is`, EXIT.arguments);
