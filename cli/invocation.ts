import { basename, relative } from 'node:path';

const NAME = 'cdk-workspaces-applications';
/** Where npm and the runtime of the other languages unpack the package. */
const INSTALLED = /[\\/](node_modules|package-cache)[\\/]/;

/**
 * How this process was called, for use in help and messages: `npx cdk-workspaces-applications`, the bare name where a
 * package of any language has put it on the path, or `node assets/cli/index.js` in a clone.
 */
export function invocationOf(
  script: string,
  env: Readonly<Record<string, string | undefined>>,
  folder: string = process.cwd(),
): string {
  if (env.npm_command === 'exec') return `npx ${NAME}`;
  if (basename(script).startsWith(NAME) || INSTALLED.test(script)) return NAME;
  return `node ${relative(folder, script)}`;
}

/** A line that calls a subcommand as this process was called, to be copied from a message. */
export const lineOf = (subcommand: string): string =>
  `${invocationOf(process.argv[1] ?? '', process.env)} ${subcommand}`;
