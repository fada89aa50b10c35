import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const examples = readdirSync(join(ROOT, 'examples'), { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

jest.setTimeout(60_000);

const synthesized = new Map<string, readonly string[]>();

function typesOf(example: string): readonly string[] {
  const types = synthesized.get(example) ?? synthesize(example);
  synthesized.set(example, types);
  return types;
}

/** What synthesizes, as the CLI would do it: the types of the resources of all stacks of the example. */
function synthesize(example: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'example-'));
  try {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join('examples', example, 'app.ts')], {
      cwd: ROOT,
      env: { ...process.env, CDK_OUTDIR: folder },
      encoding: 'utf8',
    });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    return readdirSync(folder)
      .filter((file) => file.endsWith('.template.json'))
      .flatMap((file) =>
        Object.values<{ Type: string }>(JSON.parse(readFileSync(join(folder, file), 'utf8')).Resources),
      )
      .map(({ Type }) => Type);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.each(examples)('examples/%s: synthesizes, and has a README', (example) => {
  expect(typesOf(example)).toContain('Custom::WorkspaceApplications');
  expect(readFileSync(join(ROOT, 'examples', example, 'README.md'), 'utf8')).toMatch(/^# \S/);
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
  ['edition-swap', 'Custom::WorkspaceApplicationLookup', 2],
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
