// Checks the package as it is published, in an empty folder: newer peers than the lowest, both majors of cdk-nag, cfn-lint.
// `node scripts/compat.mjs` compares with the lists in test/compat; with --update it writes them; with --report=FILE it also writes the
// counts there. Needs `npm run build` before.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { transformSync } from 'esbuild';

const CFN_LINT = 'cfn-lint==1.51.0';
const REGIONS = ['us-east-1', 'cn-north-1', 'us-gov-west-1'];
const PACKAGE = 'cdk-workspaces-applications';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'compat-'));
const run = (command, args, cwd = folder) =>
  execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CDK_VALIDATION: 'false' },
  });
const { values: options } = parseArgs({ options: { update: { type: 'boolean' }, report: { type: 'string' } } });
const problems = [];
const results = { passed: 0, failed: 0, skipped: 0 };

function check(what, ok, detail = '') {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${what}`);
  results[ok ? 'passed' : 'failed'] += 1;
  if (!ok) problems.push(`${what}${detail ? `\n${detail}` : ''}`);
}

function install() {
  cpSync(join(root, 'test', 'compat'), folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  run('npm', ['ci', '--no-audit', '--no-fund']);
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], root));
  const home = join(folder, 'node_modules', PACKAGE);
  mkdirSync(home, { recursive: true });
  run('tar', ['-xzf', filename, '-C', home, '--strip-components', '1']);
  return JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
}

function checkPackage(manifest) {
  const scripts = Object.keys(manifest.scripts ?? {}).filter((name) =>
    /^(pre|post)?(install|prepare|publish|uninstall)/.test(name),
  );
  check('the package runs no script when it is installed', scripts.length === 0, scripts.join(', '));
  check('the package depends on nothing', Object.keys(manifest.dependencies ?? {}).length === 0);
}

/** The tests of the constructs, which otherwise run with the lowest peers, once more with the newest. */
function checkNewestPeers() {
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  const mapper = { '^(aws-cdk-lib|constructs)(/.*)?$': `${folder}/node_modules/$1$2` };
  const versions = Object.keys(read(root, 'package.json').peerDependencies).map(
    (name) => `${name} ${read(folder, 'node_modules', name, 'package.json').version}`,
  );
  const what = `the tests of the constructs pass with ${versions.join(' and ')}`;
  try {
    run(process.execPath, [jest, '--ci', 'test/lib', '--moduleNameMapper', JSON.stringify(mapper)], root);
    check(what, true);
  } catch (error) {
    check(what, false, error.stderr);
  }
}

function skip(what, why) {
  console.log(`skip   ${what}: ${why}`);
  results.skipped += 1;
}

const read = (...names) => JSON.parse(readFileSync(join(...names), 'utf8'));

/** The reasons that docs/checkers.md gives, and the suppressions that are to be copied from there. */
function documented() {
  const text = readFileSync(join(root, 'docs', 'checkers.md'), 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  const rules = rows.flatMap((row) => [...row.split(' | ')[0].matchAll(/`([^`]+)`/g)].map(([, rule]) => rule));
  const snippets = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  return { rules, suppressionFor: (major) => snippets.find((code) => code.includes(`// cdk-nag ${major}`)) };
}

/** The rule of a finding, without what is particular to a stack. */
const ruleOf = (finding) => finding.replace(/^[^:]*: /, '').replace(/<\w+\.Arn>/, '<function.Arn>');

function checkNag(major, { rules, suppressionFor }) {
  const found = JSON.parse(run(process.execPath, ['nag.mjs', major]));
  const list = join(root, 'test', 'compat', 'findings.json');
  if (options.update) writeFileSync(list, `${JSON.stringify(found, null, 2)}\n`);
  check(
    `cdk-nag ${major}: finds what test/compat/findings.json lists`,
    JSON.stringify(found) === JSON.stringify(read(list)),
    difference(read(list), found),
  );
  const all = Object.values(found).flatMap((packs) => Object.values(packs).flat());
  const unexplained = [...new Set(all.map(ruleOf))].filter((rule) => !rules.includes(rule));
  check(
    `cdk-nag ${major}: docs/checkers.md gives a reason for each finding`,
    unexplained.length === 0,
    unexplained.join('\n'),
  );
  const stale = rules.filter((rule) => !all.map(ruleOf).includes(rule));
  check(`cdk-nag ${major}: docs/checkers.md explains nothing that is not found`, stale.length === 0, stale.join('\n'));
  const { code } = transformSync(suppressionFor(major), { loader: 'ts' });
  writeFileSync(
    join(folder, `suppressions-${major}.mjs`),
    code.replace("'cdk-nag'", `'cdk-nag-${major}'`).replace('"cdk-nag"', `"cdk-nag-${major}"`),
  );
  const left = JSON.parse(run(process.execPath, ['nag.mjs', major, `./suppressions-${major}.mjs`]));
  const remaining = Object.values(left).flatMap((packs) => Object.values(packs).flat());
  check(
    `cdk-nag ${major}: with the suppressions of docs/checkers.md, nothing is left`,
    remaining.length === 0,
    remaining.join('\n'),
  );
}

function difference(expected, found) {
  const lines = (lists) =>
    Object.entries(lists).flatMap(([app, packs]) =>
      Object.values(packs)
        .flat()
        .map((line) => `${app} ${line}`),
    );
  const [before, now] = [lines(expected), lines(found)];
  return [
    ...now.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
    ...before.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
  ].join('\n');
}

/** A virtual environment of its own, so that the machine stays as it is. */
function cfnLint() {
  try {
    run('python3', ['-m', 'venv', 'venv']);
    run(join(folder, 'venv', 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', CFN_LINT]);
    return join(folder, 'venv', 'bin', 'cfn-lint');
  } catch (error) {
    skip('cfn-lint', `it cannot be installed here (${String(error.message).split('\n')[0]})`);
    return undefined;
  }
}

function checkTemplates() {
  const lint = cfnLint();
  if (!lint) return;
  run(process.execPath, ['templates.mjs', folder]);
  try {
    // W3005: a DependsOn that a reference implies already. The CDK writes them all by itself.
    run(lint, [
      '--ignore-checks',
      'W3005',
      '--regions',
      ...REGIONS,
      '--template',
      'byDefault.template.json',
      'hardened.template.json',
    ]);
    check(`cfn-lint: no errors and no warnings for ${REGIONS.join(', ')}`, true);
  } catch (error) {
    check('cfn-lint: no errors and no warnings', false, `${error.stdout}${error.stderr}`);
  }
}

/** Audits what is in the bundle; the package itself has no dependencies that could be audited. */
function checkAdvisories() {
  let report;
  try {
    report = run('npm', ['audit', '--json'], root);
  } catch (error) {
    report = error.stdout;
  }
  const { vulnerabilities, message } = JSON.parse(report || '{}');
  if (!vulnerabilities) return skip('npm audit', `the registry does not answer it (${message ?? 'no reason given'})`);
  const bundled = [...readFileSync(join(root, 'THIRD-PARTY-NOTICES'), 'utf8').matchAll(/^\*\* (\S+) /gm)].map(
    ([, name]) => name,
  );
  const affected = bundled.filter((name) => name in vulnerabilities);
  check('npm audit: nothing known about what is in the bundle', affected.length === 0, affected.join(', '));
}

try {
  checkPackage(install());
  checkNewestPeers();
  checkAdvisories();
  const documentation = documented();
  for (const major of ['2', '3']) checkNag(major, documentation);
  checkTemplates();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(`\n${problem}`);
if (options.report) writeFileSync(options.report, JSON.stringify(results));
process.exitCode = problems.length > 0 ? 1 : 0;
