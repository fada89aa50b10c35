import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from './sandbox';

/** Whether a gate let the defect through. `by` says which test, or which invariant, did not. */
export type Verdict =
  | { readonly caught: false }
  | { readonly caught: true; readonly by: string; readonly lives?: number };

/** The simulation, with lives enough to tell, the same ones for every mutation. */
export interface Lives {
  readonly runs: number;
  readonly seed: number;
}

/** A defect may make the handler run in circles, which is as good as a failing test. */
const PATIENCE = 400_000;

/** The tests of the handler, up to the first file that fails. */
export async function passTests(sandbox: Sandbox, mutated = ''): Promise<Verdict> {
  const report = join(sandbox.folder, 'failed.json');
  rmSync(report, { force: true });
  const jest = join(sandbox.folder, 'node_modules', 'jest', 'bin', 'jest.js');
  const status = await run(sandbox, [jest, '--runInBand', '--bail', '--forceExit'], {
    MUTATED: mutated,
    FAILED: report,
  });
  if (status === 'late') return { caught: true, by: 'the tests do not end' };
  if (!existsSync(report)) throw new Error(`jest ended with ${status} and without a report`);
  const failed: readonly string[] = JSON.parse(readFileSync(report, 'utf8'));
  if (failed[0] === undefined && status !== 0) throw new Error(`jest ended with ${status}, and nothing failed`);
  return failed[0] === undefined ? { caught: false } : { caught: true, by: failed[0] };
}

/** Whole lives, up to the first violation. */
export async function passLives(sandbox: Sandbox, { runs, seed }: Lives): Promise<Verdict> {
  const report = join(sandbox.folder, 'lives.json');
  rmSync(report, { force: true });
  const tsx = join(sandbox.folder, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const script = join(sandbox.folder, 'test', 'mutations', 'lives.ts');
  const status = await run(sandbox, [tsx, script, String(runs), String(seed), report], {});
  if (status === 'late') return { caught: true, by: 'the simulation does not end' };
  if (status !== 0 || !existsSync(report)) throw new Error(`the simulation ended with ${status}`);
  const { lives, violation }: { lives: number; violation: string | null } = JSON.parse(readFileSync(report, 'utf8'));
  return violation === null ? { caught: false } : { caught: true, by: violation, lives };
}

/** Whoever ends this process ends what it began. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

function run(
  { folder }: Sandbox,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number | 'late'> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...environment },
      stdio: 'ignore',
    });
    running.add(child);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, PATIENCE);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve(late ? 'late' : (code ?? 1));
    });
  });
}
