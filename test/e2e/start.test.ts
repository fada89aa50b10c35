import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const RUN = join(__dirname, '../../scripts/run.mjs');
const README = readFileSync(join(__dirname, '../../README.md'), 'utf8');

/** The outputs that the README shows, in their order. */
const [succeeded = '', failed = ''] = [...README.matchAll(/```text\n(.*?)```/gs)].map(([, output]) => output);

/** `npm start`, with short installations. */
async function start(...args: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [RUN, 'start', ...args], (_error, out, err) =>
      resolve({ code: child.exitCode, output: out + err }),
    );
  });
}

/** The pieces of an output between empty lines, without what differs from run to run: times, and where a line is broken. */
const pieces = (output: string): readonly string[] =>
  output
    .replace(/since [\dT:.Z-]+/g, 'since then')
    .trim()
    .split(/\n\n/)
    .map((piece) => piece.replace(/\s+/g, ' ').trim());

const asOne = (output: string): string => pieces(output).join(' ');

test('npm start: the real cdk deploy installs the application, and ends as the README shows', async () => {
  const { code, output } = await start('--speed', '120', '--install-minutes', '2');
  for (const piece of pieces(succeeded)) expect(asOne(output)).toContain(piece);
  expect(code).toBe(0);
}, 60_000);

test('npm start -- --fail: the deployment fails with the reason that the README shows, and is rolled back', async () => {
  const short = ['--speed', '120', '--install-minutes', '2', '--uninstall-minutes', '1'];
  const { code, output } = await start('--fail', 'ValidationError.InsufficientDiskSpace', ...short);
  const shown = pieces(failed.replace('failed to deploy\n', 'failed to deploy\n\n'));
  for (const piece of shown) expect(asOne(output)).toContain(piece);
  expect(code).not.toBe(0);
}, 60_000);
