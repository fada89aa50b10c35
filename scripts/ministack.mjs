// Deploys with the real CDK CLI to an engine that is not ours, and runs the commands of the pages with the real AWS CLI: installs ministack and
// the AWS CLI in a virtual environment of their own, and runs test/engines. `node scripts/ministack.mjs`; with --report=FILE it also writes the counts there. Needs assets (npm run build).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const JEST = createRequire(import.meta.url).resolve('jest/bin/jest');
const OLDEST = [3, 10];

/** What is missing of Python; undefined if nothing is. */
function missingOfPython() {
  const { stdout, error } = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  const [, major, minor] = /Python (\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  if (error || major === undefined) return 'there is no python3';
  const isNew = Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1]);
  if (!isNew) return `ministack needs Python ${OLDEST.join('.')}, python3 is ${major}.${minor}`;
  const { status } = spawnSync('python3', ['-c', 'import venv, ensurepip'], { stdio: 'ignore' });
  return status === 0 ? undefined : 'python3 has no venv (on Debian: apt install python3-venv)';
}

function run(command, args, env = process.env) {
  const { status } = spawnSync(command, args, { cwd: root, env, stdio: 'inherit' });
  return status ?? 1;
}

/** Returns the variables that name the programs; undefined if they cannot be installed. */
function install(folder) {
  const environment = join(folder, 'venv');
  const pip = join(environment, 'bin', 'pip');
  const steps = [
    ['python3', ['-m', 'venv', environment]],
    [pip, ['install', '--quiet', '--disable-pip-version-check', '--requirement', 'test/engines/requirements.txt']],
  ];
  const isDone = steps.every(([command, args]) => run(command, args) === 0);
  const programs = join(environment, 'bin');
  return isDone ? { MINISTACK: join(programs, 'ministack'), AWS_CLI: join(programs, 'aws') } : undefined;
}

function test(folder) {
  const programs = install(folder);
  if (!programs) return { passed: 0, failed: 1, skipped: 0 };
  const output = join(folder, 'tests');
  const args = [JEST, '--config', 'jest.engine.config.cjs', '--json', `--outputFile=${output}`];
  run(process.execPath, args, { ...process.env, ...programs });
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(output, 'utf8'));
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites, skipped: 0 };
}

const { values } = parseArgs({ options: { report: { type: 'string' } } });
const folder = mkdtempSync(join(tmpdir(), 'engine-'));
try {
  const missing = missingOfPython();
  if (missing) console.log(`skipped: the second engine, because ${missing}`);
  const results = missing ? { passed: 0, failed: 0, skipped: 1 } : test(folder);
  console.log(`second engine: ${results.passed} passed, ${results.failed} failed, ${results.skipped} skipped`);
  if (values.report) writeFileSync(values.report, JSON.stringify(results));
  process.exitCode = results.failed > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
