import { execFile, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Started } from '../cli/command';

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
    .replace(/(since|at) \d[\dT:.Z-]+/g, '$1 then')
    .trim()
    .split(/\n\n/)
    .map((piece) => piece.replace(/\s+/g, ' ').trim());

const asOne = (output: string): string => pieces(output).join(' ');

/** The processes that use the embedded AWS at this address. */
const processesAt = (url: string): readonly string[] =>
  readdirSync('/proc').filter((name) => {
    try {
      return readFileSync(`/proc/${name}/environ`, 'utf8').includes(`AWS_ENDPOINT_URL=${url}\0`);
    } catch {
      // Not a process, not ours, or gone by now.
      return false;
    }
  });

/** What `watch` shows, from the beginning of the deployment to its end, and nothing of the CDK CLI between: its events hold a `|`. */
const progress = (end: string): RegExp =>
  new RegExp(`deploying\\.\\.\\. .*\\n[^|]* outage begun: [^|]* outage over; [^|]*WorkspaceApplications: ${end}\\n`);

test('npm start: the real cdk deploy installs the application, and ends as the README shows', async () => {
  const { code, output } = await start('--speed', '120', '--install-minutes', '2');
  for (const piece of pieces(succeeded)) expect(asOne(output)).toContain(piece);
  expect(output).toMatch(progress('CREATE_COMPLETE'));
  expect(output).toContain('WorkspaceApplications ended in CREATE_COMPLETE: 1 desktop, 0 failed, 1 outage');
  expect(code).toBe(0);
}, 60_000);

test('npm start -- --fail: the deployment fails with the reason that the README shows, and is rolled back', async () => {
  const short = ['--speed', '120', '--install-minutes', '2', '--uninstall-minutes', '1'];
  const { code, output } = await start('--fail', 'ValidationError.InsufficientDiskSpace', ...short);
  const shown = pieces(failed.replace('failed to deploy\n', 'failed to deploy\n\n'));
  for (const piece of shown) expect(asOne(output)).toContain(piece);
  expect(output).toMatch(progress('ROLLBACK_COMPLETE'));
  expect(output).toContain('WorkspaceApplications ended in ROLLBACK_COMPLETE: 1 desktop, 1 failed, 2 outages');
  expect(code).not.toBe(0);
}, 60_000);

test('npm start in a terminal, and Ctrl-C: bars, then the cursor is back, exit 130, and no process is left', async () => {
  const inside = `stty cols 100 rows 24; exec '${process.execPath}' '${RUN}' start`;
  const terminal = new Started(
    spawn('script', ['-qefc', inside, '/dev/null'], { env: { ...process.env, TERM: 'xterm' } }),
  );
  const url = (await terminal.printed(/http:\/\/127[^,]+/)).trim();
  await terminal.printed(/ws-0abc12345 .*█.*outage/);
  expect(processesAt(url)).not.toEqual([]);
  terminal.type('\x03');
  const { status, out } = await terminal.ended;
  expect(status).toBe(130);
  expect(out).not.toContain('The deployment goes on');
  expect(out.lastIndexOf('\x1b[?25h')).toBeGreaterThan(out.lastIndexOf('\x1b[?25l'));
  expect(processesAt(url)).toEqual([]);
}, 60_000);
