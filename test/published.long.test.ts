import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const ROOT = join(__dirname, '..');
// integ: a test beside this one puts a folder there and takes it away again.
const BUILT = [
  'node_modules',
  '.git',
  'dist',
  'assets',
  'artifacts',
  'cdk.out',
  '.jsii',
  'tsconfig.tsbuildinfo',
  'integ',
];

const BUNDLES = ['assets/cli/index.js', 'assets/fleet/index.js', 'assets/handler/index.js'];

const folder = mkdtempSync(join(tmpdir(), 'published-'));
const clean = join(folder, 'clean');
const elsewhere = join(folder, 'elsewhere', 'and', 'deeper');

function run(cwd: string, command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The sources alone, as in a fresh clone after `npm ci`. */
function cloneTo(target: string): void {
  cpSync(ROOT, target, { recursive: true, filter: (path) => path === ROOT || !BUILT.includes(basename(path)) });
  symlinkSync(join(ROOT, 'node_modules'), join(target, 'node_modules'));
}

// The tests beside this one use assets/ while this runs, so what is built here is built elsewhere.
beforeAll(() => {
  for (const target of [clean, elsewhere]) cloneTo(target);
  run(clean, process.execPath, 'scripts/build.mjs');
  run(elsewhere, process.execPath, 'scripts/bundle.mjs');
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the package: holds what a consumer needs, and nothing else', () => {
  const [packed] = JSON.parse(run(clean, 'npm', 'pack', '--dry-run', '--json'));
  const files: string[] = packed.files.map(({ path }: { path: string }) => path);
  const sourcesIn = (room: string, pattern: RegExp) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => pattern.test(name))
      .map((name) => join(room, name));
  const compiled = [...sourcesIn('lib', /\.ts$/), ...sourcesIn('lambda/contract', /\.ts$/)].flatMap((source) =>
    ['.d.ts', '.js'].map((extension) => join('dist', source.replace(/\.ts$/, extension))),
  );
  const others = ['.jsii', 'API.md', 'LICENSE', 'NOTICE', 'README.md', 'THIRD-PARTY-NOTICES', 'package.json'];
  expect(files.sort()).toEqual([...BUNDLES, ...compiled, ...others].sort());
});

test('package.json: npm has nothing to fix in it', () => {
  const before = readFileSync(join(clean, 'package.json'), 'utf8');
  run(clean, 'npm', 'pkg', 'fix');
  expect(JSON.parse(readFileSync(join(clean, 'package.json'), 'utf8'))).toEqual(JSON.parse(before));
});

test('the README of the packages for other languages: each link leads to a file at the tag of this version', () => {
  const { readme, repository, version } = JSON.parse(readFileSync(join(clean, '.jsii'), 'utf8'));
  const links = [...readme.markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? '');
  expect(links.length).toBeGreaterThan(20);
  expect(repository.url).toMatch(/^https:/);
  const page = repository.url.replace(/\.git$/, '');
  const paths = links.map((link) => new RegExp(`^${page}/(?:blob|raw)/v${version}/([^#]+)`).exec(link)?.[1] ?? '');
  expect(links.filter((_link, index) => !paths[index] || !existsSync(join(ROOT, paths[index])))).toEqual([]);
});

test.each(BUNDLES)('%s, built in two clean folders: the same bytes', (bundle) => {
  const [one, other] = [clean, elsewhere].map((target) => readFileSync(join(target, bundle)));
  expect(one && other && one.equals(other)).toBe(true);
});

/** Every file of the assembly that an app with the package in `target` synthesizes. */
function synthesize(target: string): Readonly<Record<string, string>> {
  const app = `
    const { App, Stack } = require('aws-cdk-lib');
    const { WorkspaceApplicationAssociation } = require('./dist/lib');
    const app = new App({ outdir: 'synthesized' });
    const ids = { workspaceId: 'ws-0abc12345', applicationId: 'wsa-0def67890' };
    new WorkspaceApplicationAssociation(new Stack(app, 'Stack'), 'Visio', ids);
    app.synth();`;
  run(target, process.execPath, '-e', app);
  const names = readdirSync(join(target, 'synthesized'), { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(target, 'synthesized', name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(target, 'synthesized', name), 'utf8')]));
}

test('an app, synthesized with the package in two folders: the same template and assets, so that cdk diff is quiet', () => {
  cpSync(join(clean, 'dist'), join(elsewhere, 'dist'), { recursive: true });
  const [one, other] = [synthesize(clean), synthesize(elsewhere)];
  expect(Object.keys(one)).toContain('Stack.template.json');
  expect(Object.keys(one).filter((name) => /^asset\..*\/index\.js$/.test(name)).length).toBeGreaterThan(0);
  expect(other).toEqual(one);
});

interface Documented {
  readonly name: string;
  readonly optional?: boolean;
  readonly docs?: { readonly summary?: string; readonly default?: string };
  readonly parameters?: readonly Documented[];
}

interface Type extends Documented {
  readonly datatype?: boolean;
  readonly properties?: readonly Documented[];
  readonly methods?: readonly Documented[];
  readonly members?: readonly Documented[];
  readonly initializer?: Omit<Documented, 'name'>;
}

/** Their meaning is the same in every construct. */
const CONVENTIONAL = ['scope', 'id', 'props', 'options'];

/** What a reader of the API misses, by the path of the member. */
function undocumented(type: Type): readonly string[] {
  const { properties = [], methods = [], members = [], initializer } = type;
  const callables = [...methods, ...(initializer ? [{ name: 'constructor', ...initializer }] : [])];
  const lacking = (path: string, { docs }: Documented) => (docs?.summary ? [] : [`${path}: what it is, or does`]);
  return [
    ...lacking(type.name, type),
    ...[...properties, ...members, ...callables].flatMap((one) => lacking(`${type.name}.${one.name}`, one)),
    ...callables.flatMap(({ name, parameters = [] }) =>
      parameters
        .filter((parameter) => !CONVENTIONAL.includes(parameter.name))
        .flatMap((parameter) => lacking(`${type.name}.${name}(${parameter.name})`, parameter)),
    ),
    ...properties
      .filter(({ optional, docs }) => optional && !docs?.default)
      .map(({ name }) => `${type.name}.${name}: @default`),
  ];
}

test('the API: each type, member and parameter says what it is, and each optional one what it is by default', () => {
  const { types }: { types: Record<string, Type> } = JSON.parse(readFileSync(join(clean, '.jsii'), 'utf8'));
  expect(Object.keys(types).length).toBeGreaterThan(5);
  expect(Object.values(types).flatMap(undocumented)).toEqual([]);
});
