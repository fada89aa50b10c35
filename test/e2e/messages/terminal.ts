import { spawn } from 'node:child_process';
import { clientEnvironment } from '../../../local/client-environment';

const CDK = require.resolve('aws-cdk/bin/cdk');
export const COLUMNS = 80;

/** What the real CDK CLI prints in a terminal of 80 columns, colours left out. `script` of util-linux is the terminal. */
export async function cdkInTerminal(
  environment: Readonly<Record<string, string>>,
  cwd: string,
  ...args: readonly string[]
): Promise<string> {
  const words = [process.execPath, CDK, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qefc', `stty cols ${COLUMNS} rows 40; exec ${words}`, '/dev/null'], {
    cwd,
    env: { ...clientEnvironment(environment), TERM: 'xterm' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  await new Promise((resolve) => child.on('close', resolve));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
  return printed.replace(/\x1b\[[0-9;?]*[a-zA-Z]/g, '').replace(/\r/g, '');
}

/** How a failed event of a custom resource is printed, by the name of its stack and its status, such as `Update UPDATE_FAILED`. */
export function failedEvents(printed: string): ReadonlyMap<string, string> {
  const events = printed.split(/^(?=[\w-]+ \| )/m).flatMap((text) => {
    const [, stack, status] = /^([\w-]+) \| .*?\| (\w+_FAILED) +\| Custom::/.exec(text) ?? [];
    const [event] = /^.*?\(RequestId: [^)]+\)/s.exec(text) ?? [text.split('\n')[0] ?? ''];
    return stack && / Message returned: /.test(event) ? [[`${stack} ${status}`, event] as const] : [];
  });
  return new Map(events);
}

/** What the CLI says last, about the stack that failed; it says it twice if a stack cannot be deleted. */
export const conclusionOf = (printed: string): string =>
  /^.*?\(RequestId:\s+[^)]+\)/s.exec(printed.slice(printed.lastIndexOf('\n❌') + 1))?.[0] ?? printed;

/** What is printed at synthesis, from the first error on if there is one, without the lines of source code and of Node.js. */
export function withoutPlaces(printed: string): string {
  const [errors = printed] = /^\w*Error: .*?(?=\n +at )/ms.exec(printed) ?? [];
  return errors
    .split('\n')
    .filter((line) => !/^(lib|test)\/\S+:\d+:\d+$|^Successfully|^Supply a stack id|feature flags/.test(line))
    .join('\n');
}

/** What differs from run to run, as the same text of the same length. */
const CHANGING: readonly (readonly [RegExp, string])[] = [
  [/\d\d?:\d\d:\d\d [AP]M/g, '1:00:00 PM'],
  [/ \| +\d+\/\d+ \| /g, ' | '],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '2026-01-05T18:00:00Z'],
  [/-[0-9A-Z]{12}(?![0-9A-Z])/g, '-ABCDEFGHIJKL'],
  [
    /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-(?:[0-9a-f]{12}|ABCDEFGHIJKL)/g,
    '00000000-1111-2222-3333-444444444444',
  ],
  [/:[0-9a-f]{16}\.[0-9a-z]{6}/g, ':0123456789abcdef.abcdef'],
];

/** A text as a terminal of 80 columns shows it, without what differs from run to run. */
export const shown = (text: string): string =>
  CHANGING.reduce((changed, [pattern, same]) => changed.replace(pattern, same), text)
    .split('\n')
    .flatMap((line) => line.match(new RegExp(`.{1,${COLUMNS}}`, 'gu')) ?? [''])
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
