// Opens the report of a fleet in a real Chromium: finds one, or installs Debian's, and runs test/browser. `node scripts/browser.mjs`; with
// --report=FILE it also writes the counts there. CHROMIUM names another one.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const JEST = createRequire(import.meta.url).resolve('jest/bin/jest');

const isThere = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;

/** The command of a Chromium; undefined if there is none, and none can be installed. */
function chromium() {
  const known = [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].filter(Boolean);
  const found = known.find(isThere);
  if (found || process.getuid?.() !== 0 || !isThere('apt-get')) return found;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    if (spawnSync('apt-get', ['-qq', ...args], { env, stdio: 'ignore' }).status !== 0) return undefined;
  }
  return isThere('chromium') ? 'chromium' : undefined;
}

function test(CHROMIUM) {
  const folder = mkdtempSync(join(tmpdir(), 'browser-'));
  try {
    const output = join(folder, 'tests');
    const args = [JEST, '--config', 'jest.browser.config.cjs', '--json', `--outputFile=${output}`];
    spawnSync(process.execPath, args, { cwd: root, env: { ...process.env, CHROMIUM }, stdio: 'inherit' });
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(output, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { report: { type: 'string' } } });
const command = chromium();
if (!command) console.log('skipped: the browser, because there is no chromium (on Debian: apt install chromium)');
const results = command ? test(command) : { passed: 0, failed: 0, skipped: 1 };
console.log(`browser: ${results.passed} passed, ${results.failed} failed, ${results.skipped} skipped`);
if (values.report) writeFileSync(values.report, JSON.stringify(results));
process.exitCode = results.failed > 0 ? 1 : 0;
