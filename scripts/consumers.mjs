// Tries the package as its users do: packs it for each CDK language, installs that into a new app outside of this repository (test/consumers),
// and compares what the app synthesizes with what the one in TypeScript does. `node scripts/consumers.mjs [language…]`; with
// --report=FILE it also writes the counts there. Needs `npm run build` before. Caches are those of npm, pip and Go.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { register } from 'tsx/cjs/api';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const CDK = require.resolve('aws-cdk/bin/cdk');
const PACMAK = require.resolve('jsii-pacmak/bin/jsii-pacmak');
const REFERENCE = 'TypeScript, imported';
const GO_MODULE = 'github.com/cdk-workspaces-applications/cdk-workspaces-applications-go/cdkworkspacesapplications';

// jsii warns about the age of Node 20, which we support; its own switch takes the version, not a yes.
process.env.JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION = '20';
process.env.CDK_DISABLE_CLI_TELEMETRY = 'true';
const folder = mkdtempSync(join(tmpdir(), 'consumers-'));
const built = join(folder, 'built');
// What the tools leave behind goes with the folder.
process.env.TMPDIR = folder;
const read = (...names) => JSON.parse(readFileSync(join(...names), 'utf8'));

/** Runs a command; if it fails, the error has the folder, the command and what it printed. */
function run(cwd, [command, ...args], env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) return resolve(output);
      reject(new Error(`exit status ${status} of: cd ${cwd} && ${[command, ...args].join(' ')}\n${output.trimEnd()}`));
    });
  });
}

const pack = (target, ...args) =>
  run(root, [process.execPath, PACMAK, '--no-npmignore', '--target', target, '--outdir', built, ...args]);

const synthesize = (app, output, ...args) =>
  run(app, [process.execPath, CDK, 'synth', '--quiet', '--output', output, ...args]);

/** The file with an extension in a folder where only one such was built. */
function only(extension, ...names) {
  const found = readdirSync(join(...names)).filter((name) => name.endsWith(extension));
  if (found.length !== 1) throw new Error(`one *${extension} was to be built in ${join(...names)}, found ${found}`);
  return join(...names, found[0]);
}

/** The command that came with the package runs, and names itself as it was called. */
async function helps(app, name, command) {
  const output = await run(app, command);
  if (!output.includes(`Usage: ${name} `))
    throw new Error(`${command.join(' ')} does not name itself ${name}:\n${output}`);
}

/** By language: the tools that it takes, and a function that answers what it synthesized in which folder. */
const CONSUMERS = {
  typescript: {
    tools: [],
    async consume(app) {
      mkdirSync(built, { recursive: true });
      await run(root, ['npm', 'pack', '--pack-destination', built]);
      // One app, compiled once to import and once to require.
      for (const name of ['app.mts', 'app.cts']) cpSync(join(app, 'app.ts'), join(app, name));
      await run(app, ['npm', 'install', '--no-audit', '--no-fund', only('.tgz', built)]);
      await helps(app, 'npx cdk-workspaces-applications', [
        'npx',
        '--no-install',
        'cdk-workspaces-applications',
        '--help',
      ]);
      await run(app, ['npx', 'tsc']);
      await synthesize(app, 'esm');
      await synthesize(app, 'commonjs', '--app', 'node app.cjs');
      return { [REFERENCE]: join(app, 'esm'), 'TypeScript, required': join(app, 'commonjs') };
    },
  },
  python: {
    tools: ['python3'],
    async consume(app) {
      const pip = [join('.venv', 'bin', 'pip'), 'install', '--quiet', '--requirement', 'requirements.txt'];
      const install = async () => {
        await run(app, ['python3', '-m', 'venv', '.venv']);
        await run(app, pip);
      };
      // What the app needs beside the package is downloaded while that is built.
      await Promise.all([pack('python'), install()]);
      await run(app, [...pip, only('.whl', built, 'python')]);
      const command = join('.venv', 'bin', 'cdk-workspaces-applications');
      await helps(app, 'cdk-workspaces-applications', [command, '--help']);
      // A deployment mostly waits.
      const [examples] = await Promise.all([pythonExamples(app), deploy(app, 'cdk.out')]);
      return { 'Python, also deployed': join(app, 'cdk.out'), ...examples };
    },
  },
  java: {
    tools: ['mvn', 'javac'],
    async consume(app) {
      // Not the user's own repository: a jar once installed there would be taken for the one that was just built.
      const repository = join(folder, 'm2');
      await pack('java', '--maven-local-repository', repository);
      mkdirSync(join(app, '.mvn'));
      const options = [`-Dmaven.repo.local=${repository}`, `-Dbuilt=file://${join(built, 'java')}`];
      writeFileSync(join(app, '.mvn', 'maven.config'), `${options.join('\n')}\n`);
      writeFileSync(join(app, '.mvn', 'jvm.config'), `-Djava.io.tmpdir=${folder}\n`);
      await synthesize(app, 'cdk.out');
      return { Java: join(app, 'cdk.out') };
    },
  },
  go: {
    tools: ['go'],
    async consume(app) {
      await pack('go');
      await run(app, [
        'go',
        'mod',
        'edit',
        '-replace',
        `${GO_MODULE}=${join(built, 'go', 'cdkworkspacesapplications')}`,
      ]);
      await run(app, ['go', 'mod', 'tidy']);
      await synthesize(app, 'cdk.out');
      return { Go: join(app, 'cdk.out') };
    },
  },
  dotnet: {
    tools: [],
    async consume() {
      await pack('dotnet', '--code-only');
      checkDotnet(join(built, 'dotnet', 'CdkWorkspacesApplications'));
      return { '.NET, the generated code': undefined };
    },
  },
};

/** The examples that are also in Python, each with what the TypeScript beside it synthesizes. */
async function pythonExamples(app) {
  const names = readdirSync(join(root, 'examples')).filter((name) =>
    existsSync(join(root, 'examples', name, 'python')),
  );
  const outcomes = {};
  for (const name of names) {
    const home = join(app, 'examples', name);
    cpSync(join(root, 'examples', name, 'python'), home, { recursive: true });
    await Promise.all([
      synthesize(home, 'cdk.out', '--app', `${join(app, '.venv', 'bin', 'python')} app.py`),
      synthesize(root, join(home, 'typescript'), '--app', `node --import tsx examples/${name}/app.ts`),
    ]);
    outcomes[`examples/${name} in Python`] = { output: join(home, 'cdk.out'), reference: join(home, 'typescript') };
  }
  return outcomes;
}

/** Deploys an app, and what it synthesized, to the embedded AWS with the real CDK CLI. */
async function deploy(app, output) {
  register();
  const { startEmbeddedAws } = require('../local/index.ts');
  const { clientEnvironment } = require('../local/client-environment.ts');
  const MINUTE = 60_000;
  const durations = { install: 5 * MINUTE, uninstall: 3 * MINUTE };
  const aws = await startEmbeddedAws({ speed: 60, simulator: { durations } });
  try {
    const command = [process.execPath, CDK, 'deploy', '--require-approval', 'never', '--output', output];
    await run(app, command, clientEnvironment(aws.environment));
    const states = ['ws-0abc12345', 'ws-1stopped01'].flatMap((desktop) =>
      aws.simulator.associations(desktop).map(({ applicationId, state }) => `${desktop} ${applicationId} ${state}`),
    );
    const wanted = [
      'ws-0abc12345 wsa-0def67890 COMPLETED',
      'ws-1stopped01 wsa-1office21p COMPLETED',
      'ws-1stopped01 wsa-3projt21p COMPLETED',
    ];
    const there = states.filter((state) => !state.endsWith(' REMOVED')).sort();
    if (there.join() !== wanted.join())
      throw new Error(`after cdk deploy: ${there.join(', ')}; not ${wanted.join(', ')}`);
  } finally {
    await aws.stop();
  }
}

/** Nothing here compiles C#: that the code of each public type and member was generated, and what it depends on. */
function checkDotnet(project) {
  const { types, version } = read(root, '.jsii');
  const pascal = (name) => name[0].toUpperCase() + name.slice(1);
  const missing = [];
  for (const { name, datatype, properties = [], methods = [] } of Object.values(types)) {
    const file = join('CdkWorkspacesApplications', `${datatype ? 'I' : ''}${name}.cs`);
    const code = readFileSync(join(project, file), 'utf8');
    for (const member of [...properties, ...methods].map((one) => pascal(one.name))) {
      if (!new RegExp(` ${member}\\b`).test(code)) missing.push(`${file}: ${member}`);
      // The compiler refuses it (CS0542).
      if (member === name) missing.push(`${file}: ${member} has the name of its type`);
    }
  }
  const description = readFileSync(join(project, 'CdkWorkspacesApplications.csproj'), 'utf8');
  const { 'aws-cdk-lib': cdk, constructs } = read(root, 'package.json').peerDependencies;
  const expected = [
    '<PackageId>CdkWorkspacesApplications</PackageId>',
    `<PackageVersion>${version}</PackageVersion>`,
    `<PackageReference Include="Amazon.CDK.Lib" Version="[${cdk.slice(1)},3.0.0)" />`,
    `<PackageReference Include="Constructs" Version="[${constructs.slice(1)},11.0.0)" />`,
    `<EmbeddedResource Include="cdk-workspaces-applications-${version}.tgz" />`,
  ];
  missing.push(...expected.filter((line) => !description.includes(line)).map((line) => `the .csproj: ${line}`));
  only('.tgz', project);
  if (missing.length > 0) throw new Error(`missing in the generated code:\n${missing.join('\n')}`);
}

const results = { passed: 0, failed: 0, skipped: 0 };

function report(outcome, line, detail = '') {
  results[outcome] += 1;
  const words = { passed: 'ok     ', failed: 'FAILED ', skipped: 'skipped:' };
  console.log(`${words[outcome]} ${line}${detail && `\n${detail}`}`);
}

/** The templates that an app synthesized; the hashes of its assets are in them. */
function assembly(output) {
  const files = readdirSync(output).filter((name) => name.endsWith('.template.json'));
  return Object.fromEntries(files.map((name) => [name, read(output, name)]));
}

function differences(one, reference, path = '') {
  if (JSON.stringify(one) === JSON.stringify(reference)) return [];
  const hasKeys = (value) => typeof value === 'object' && value !== null;
  if (!hasKeys(one) || !hasKeys(reference))
    return [`${path}: ${JSON.stringify(one)}, in TypeScript ${JSON.stringify(reference)}`];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(reference)])];
  return keys.flatMap((key) => differences(one[key], reference[key], path ? `${path}.${key}` : key));
}

const isMissing = (tool) => spawnSync(tool, ['--version']).error?.code === 'ENOENT';

async function attempt(language, { tools, consume }) {
  const missing = tools.filter(isMissing);
  if (missing.length > 0) return report('skipped', `no ${missing.join(', no ')} (${language})`);
  const app = join(folder, language);
  const source = join(root, 'test', 'consumers', language);
  if (existsSync(source)) cpSync(source, app, { recursive: true });
  return consume(app);
}

/** TypeScript's own assembly is what all others are compared with. */
async function judge(language, attempted, typescript) {
  try {
    for (const [name, outcome] of Object.entries((await attempted) ?? {})) {
      const general = (await typescript.catch(() => undefined))?.[REFERENCE];
      const { output, reference } = typeof outcome === 'object' ? outcome : { output: outcome, reference: general };
      if (output && !reference) throw new Error(`${name}: TypeScript synthesized nothing to compare with`);
      const different = output ? differences(assembly(output), assembly(reference)) : [];
      if (different.length === 0) report('passed', name);
      else report('failed', `${name}: does not synthesize what TypeScript does`, different.join('\n'));
    }
  } catch (error) {
    report('failed', language, error.message);
  }
}

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { report: { type: 'string' } } });
  const languages = Object.keys(CONSUMERS).filter(
    (language) => positionals.length === 0 || language === 'typescript' || positionals.includes(language),
  );
  const attempts = languages.map((language) => attempt(language, CONSUMERS[language]));
  await Promise.all(attempts.map((attempted, index) => judge(languages[index], attempted, attempts[0])));
  if (values.report) writeFileSync(values.report, JSON.stringify(results));
  process.exitCode = results.failed > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
