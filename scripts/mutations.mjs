// Plants defects into the handler and shows which of them no test sees: `npm run mutations [-- [--write] [--quick] file…]`, all pure files without a file.
// `--write` puts the scores of these files into docs/reliability.md. `--quick` leaves out what is evaluated when a file is loaded: for each of
// these defects a process loads the tests anew.
// Stryker makes up the defects of pure files; those that no tool makes up are listed in test/mutations/by-hand.mjs.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { plantByHand } from '../test/mutations/by-hand.mjs';
import { PURE } from '../test/mutations/pure.mjs';
import { TESTS_VARIABLE } from '../test/mutations/runner.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const isWriting = process.argv.includes('--write');
const isQuick = process.argv.includes('--quick');

/** What share of the defects in a file its tests must see, in per cent. What no test reaches counts as not seen. */
const LEAST = 85;

/** The tests of a file: those in the table of pure files, else those that have its name. */
function testsOf(file) {
  const folder = join('test', dirname(file));
  const names = PURE[file] ?? [basename(file, '.ts')];
  return readdirSync(join(root, folder))
    .filter((test) => names.some((name) => new RegExp(`^${name}(-.*)?\\.test\\.ts$`).test(test)))
    .map((test) => join(folder, test));
}

const optionsFor = (file) => ({
  mutate: [file],
  testRunner: 'pure',
  plugins: [join(root, 'test', 'mutations', 'runner.mjs')],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  ignoreStatic: isQuick,
  reporters: ['progress-append-only'],
  tempDirName: '.stryker-tmp',
  cleanTempDir: 'always',
  ignorePatterns: ['dist', 'artifacts', 'cdk.out', 'docs', 'examples'],
  thresholds: { high: LEAST, low: LEAST, break: null },
  allowConsoleColors: false,
  logLevel: 'warn',
  warnings: { slow: false },
  // A defect may make a loop endless. What is only slow, because the machine is busy, must not pass for that.
  timeoutMS: 30_000,
});

/** What Stryker says of a defect that a comment disables without a reason. */
const WITHOUT_REASON = 'Ignored using a comment';

const SEEN = ['Killed', 'Timeout'];
const UNSEEN = ['Survived', 'NoCoverage'];

const PAGE = join(root, 'docs', 'reliability.md');
const HEAD = '| File | Defects | Seen | Disabled or left out | Commit |\n|---|---|---|---|---|\n';

/** Replaces the row of the file in the table of scores. */
function writeScore(file, { defects, share, disabled }) {
  const page = readFileSync(PAGE, 'utf8');
  const start = page.indexOf(HEAD) + HEAD.length;
  const end = page.indexOf('\n\n', start);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const rows = page.slice(start, end).split('\n');
  const row = `| \`${file}\` | ${defects} | ${share.toFixed(1)} % | ${disabled} | ${commit} |`;
  const others = rows.filter((one) => one !== '' && !one.startsWith(`| \`${file}\` |`));
  writeFileSync(PAGE, page.slice(0, start) + [...others, row].sort().join('\n') + page.slice(end));
}

/** Prints what no test sees in the file. Resolves with what is wrong with it. */
async function check(file) {
  const tests = testsOf(file);
  if (tests.length === 0) return [`${file}: there is no test of it`];
  process.env[TESTS_VARIABLE] = JSON.stringify(tests);
  const mutants = await new Stryker(optionsFor(file)).runMutationTest();
  const of = (...statuses) => mutants.filter(({ status }) => statuses.includes(status));
  const [seen, unseen, disabled] = [of(...SEEN), of(...UNSEEN), of('Ignored')];
  const share = (100 * seen.length) / Math.max(1, seen.length + unseen.length);
  console.log(`\n${file}: ${share.toFixed(1)} % of ${seen.length + unseen.length} defects seen by ${tests.join(', ')}`);
  if (isWriting) writeScore(file, { defects: seen.length + unseen.length, share, disabled: disabled.length });
  for (const { location, mutatorName, replacement, status } of unseen)
    console.log(
      `  ${status} ${file}:${location.start.line}:${location.start.column} ${mutatorName}: ${oneLine(replacement)}`,
    );
  for (const { location, mutatorName, statusReason } of disabled)
    console.log(`  disabled ${file}:${location.start.line} ${mutatorName}: ${statusReason ?? 'no reason'}`);
  const unexplained = disabled.filter(({ statusReason }) => !statusReason || statusReason === WITHOUT_REASON);
  return [
    ...(share < LEAST ? [`${file}: ${share.toFixed(1)} % are seen, ${LEAST} % must be`] : []),
    ...unexplained.map(({ location }) => `${file}:${location.start.line}: disabled without a reason`),
  ];
}

const oneLine = (text = '') => text.replace(/\s+/g, ' ').slice(0, 100);

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const problems = [];
for (const file of asked.length > 0 ? asked : Object.keys(PURE)) problems.push(...(await check(file)));
if (asked.length === 0) problems.push(...plantByHand(root));
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
