import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const examples = readdirSync(join(ROOT, 'examples'), { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

jest.setTimeout(60_000);

/** What an example synthesizes: the types of the resources of all stacks, and the warnings. */
interface Synthesized {
  readonly types: readonly string[];
  readonly warnings: readonly unknown[];
}

const synthesized = new Map<string, Synthesized>();

function synthOf(example: string): Synthesized {
  const known = synthesized.get(example) ?? synthesize(example);
  synthesized.set(example, known);
  return known;
}

const typesOf = (example: string): readonly string[] => synthOf(example).types;

const readJson = (...names: readonly string[]) => JSON.parse(readFileSync(join(...names), 'utf8'));

/** Runs the command of the example's cdk.json in the folder of the example, as the CLI does. */
function synthesize(example: string): Synthesized {
  const home = join(ROOT, 'examples', example);
  const folder = mkdtempSync(join(tmpdir(), 'example-'));
  try {
    const [, ...command] = readJson(home, 'cdk.json').app.split(' ');
    const env = { ...process.env, CDK_OUTDIR: folder };
    const { status, stderr } = spawnSync(process.execPath, command, { cwd: home, env, encoding: 'utf8' });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    const templates = readdirSync(folder).filter((file) => file.endsWith('.template.json'));
    const metadata = Object.values<{ metadata?: Record<string, readonly { type: string; data: unknown }[]> }>(
      readJson(folder, 'manifest.json').artifacts,
    )
      .flatMap((artifact) => Object.values(artifact.metadata ?? {}))
      .flat();
    return {
      types: templates
        .flatMap((file) => Object.values<{ Type: string }>(readJson(folder, file).Resources))
        .map(({ Type }) => Type),
      warnings: metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => data),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.each(examples)('examples/%s: synthesizes, and has a README', (example) => {
  expect(typesOf(example)).toContain('Custom::WorkspaceApplications');
  expect(readFileSync(join(ROOT, 'examples', example, 'README.md'), 'utf8')).toMatch(/^# \S/);
});

test.each(examples)('examples/%s: synthesis warns of nothing', (example) => {
  expect(synthOf(example).warnings).toEqual([]);
});

test.each(examples)('examples/%s: cdk deploy in its folder bundles the handler first', (example) => {
  const home = join(ROOT, 'examples', example);
  const [, script] = readJson(home, 'cdk.json').build.split(' ');
  expect(existsSync(join(home, script))).toBe(true);
});

test('examples/README.md: lists every example', () => {
  const text = readFileSync(join(ROOT, 'examples', 'README.md'), 'utf8');
  expect(examples.filter((example) => !text.includes(`| [${example}](${example}/README.md) |`))).toEqual([]);
});

test('the first three examples: also in Python, which npm run test:consumers synthesizes', () => {
  const first = ['minimal', 'edition-swap', 'workspace'];
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

test('examples/dashboard: is one dashboard', () => {
  expect(typesOf('dashboard')).toContain('AWS::CloudWatch::Dashboard');
});
