import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const examples = readdirSync(join(ROOT, 'examples'), { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

const COMMAND = 'node --import tsx app.ts';
const folder = mkdtempSync(join(tmpdir(), 'examples-'));

/** What the command does in the folder of each example as the CLI runs it, but for all of them in one process. */
const SYNTHESIZE = `
  for (const example of ${JSON.stringify(examples)}) {
    process.chdir(${JSON.stringify(join(ROOT, 'examples'))} + '/' + example);
    process.env.CDK_OUTDIR = process.argv[1] + '/' + example;
    require(process.cwd() + '/app.ts');
  }`;

beforeAll(() => {
  const args = ['--import', 'tsx', '--eval', SYNTHESIZE, folder];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readJson = (...names: readonly string[]) => JSON.parse(readFileSync(join(...names), 'utf8'));

/** The types of the resources of all stacks of an example. */
const typesOf = (example: string): readonly string[] =>
  readdirSync(join(folder, example))
    .filter((file) => file.endsWith('.template.json'))
    .flatMap((file) => Object.values<{ Type: string }>(readJson(folder, example, file).Resources))
    .map(({ Type }) => Type);

interface Artifact {
  readonly metadata?: Readonly<Record<string, readonly { readonly type: string; readonly data: unknown }[]>>;
}

const warningsOf = (example: string): readonly unknown[] =>
  Object.values<Artifact>(readJson(folder, example, 'manifest.json').artifacts)
    .flatMap(({ metadata = {} }) => Object.values(metadata).flat())
    .filter(({ type }) => type === 'aws:cdk:warning')
    .map(({ data }) => data);

test.each(examples)('examples/%s: synthesizes, and has a README', (example) => {
  const isFleet = example.startsWith('fleet');
  expect(typesOf(example)).toContain(isFleet ? 'AWS::Scheduler::Schedule' : 'Custom::WorkspaceApplications');
  expect(readFileSync(join(ROOT, 'examples', example, 'README.md'), 'utf8')).toMatch(/^# \S/);
});

test.each(examples)('examples/%s: synthesis warns of nothing', (example) => {
  expect(warningsOf(example)).toEqual([]);
});

test.each(examples)('examples/%s: cdk deploy in its folder bundles the handler first', (example) => {
  const home = join(ROOT, 'examples', example);
  const { app, build } = readJson(home, 'cdk.json');
  const [, script] = build.split(' ');
  expect(app).toBe(COMMAND);
  expect(existsSync(join(home, script))).toBe(true);
});

test('examples/README.md: lists every example', () => {
  const text = readFileSync(join(ROOT, 'examples', 'README.md'), 'utf8');
  expect(examples.filter((example) => !text.includes(`| [${example}](${example}/README.md) |`))).toEqual([]);
});

test('the first three examples and the fleet: also in Python, which npm run test:consumers synthesizes', () => {
  const first = ['minimal', 'edition-swap', 'workspace', 'fleet'];
  expect(first.filter((example) => !existsSync(join(ROOT, 'examples', example, 'python', 'app.py')))).toEqual([]);
});

test.each([
  ['edition-swap', 'Custom::WorkspaceApplicationLookup', 1],
  ['workspace', 'AWS::WorkSpaces::Workspace', 1],
  ['csv', 'Custom::WorkspaceApplications', 3],
  ['shared-provider', 'AWS::StepFunctions::StateMachine', 1],
])('examples/%s: has as many %s as its README says', (example, type, count) => {
  expect(typesOf(example).filter((found) => found === type)).toHaveLength(count);
});

test('examples/alarm: a failure reaches a topic', () => {
  expect(typesOf('alarm')).toEqual(expect.arrayContaining(['AWS::CloudWatch::Alarm', 'AWS::SNS::Topic']));
});

test('examples/fleet-news: the news reach a topic, and a dashboard', () => {
  expect(typesOf('fleet-news')).toEqual(
    expect.arrayContaining(['AWS::CloudWatch::Dashboard', 'AWS::Events::Rule', 'AWS::SNS::Topic']),
  );
  expect(typesOf('fleet-news').filter((type) => type === 'AWS::CloudWatch::Alarm')).toHaveLength(3);
});

test('examples/dashboard: is one dashboard', () => {
  expect(typesOf('dashboard')).toContain('AWS::CloudWatch::Dashboard');
});
