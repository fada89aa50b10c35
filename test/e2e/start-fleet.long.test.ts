import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUN = join(__dirname, '../../scripts/run.mjs');

const folder = mkdtempSync(join(tmpdir(), 'night-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `npm start` in a folder of its own, where its reports go. */
async function start(...args: readonly string[]): Promise<{ readonly status: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [RUN, 'start', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, output };
}

const reportOf = (night: number) => JSON.parse(readFileSync(join(folder, `fleet-report/night-${night}.json`), 'utf8'));

test('npm start -- --fleet 40: a night, some connected users, a failure that is tolerated; exit 0, and a report', async () => {
  const { status, output } = await start('--fleet', '40');
  expect([status, output]).toEqual([0, expect.stringContaining('The run ended within its tolerance: 0 left.')]);
  // Users are looked for before the pass of their desktops.
  expect(output).toMatch(/\d +(?:25 %|the rest) +\d+ +\d+ +\d+ +\d+ +[1-3]\n/);
  expect(output).toContain('Report: fleet-report/night-1.html');
  expect(reportOf(1)).toMatchObject({ counts: { COMPLIANT: 37, FAILED: 1, NOT_APPLICABLE: 1, UNMANAGEABLE: 1 } });
  expect(readFileSync(join(folder, 'fleet-report/night-1.html'), 'utf8')).toContain(
    '<title>Fleet Visio: Ended: 0 left',
  );
}, 300_000);

test('npm start -- --fleet 40 --fail-desktops 5 --mend: stopped in the second wave; mended, and finished in the next night', async () => {
  const { status, output } = await start('--fleet', '40', '--fail-desktops', '5', '--mend');
  expect([status, output]).toEqual([0, expect.stringContaining('The run was stopped: TooManyFailures.')]);
  expect(reportOf(1)).toMatchObject({ ended: { ok: false, code: 'TooManyFailures' } });
  expect(reportOf(1).waves[2]).toMatchObject({ done: 0, failed: 0 });
  expect(reportOf(2)).toMatchObject({ ended: { ok: true }, counts: { COMPLIANT: 38, FAILED: 0 } });
}, 300_000);

test('npm start -- --fleet 40 --fail-desktops 5: exit 1, and how to go on', async () => {
  const { status, output } = await start('--fleet', '40', '--fail-desktops', '5');
  expect([status, output]).toEqual([1, expect.stringContaining('npm start -- --fleet 40 --fail-desktops 5 --mend')]);
}, 300_000);
