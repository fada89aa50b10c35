import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const ROOT = join(__dirname, '..');
const BUILT = ['node_modules', '.git', 'dist', 'assets', 'artifacts', 'cdk.out', '.jsii', 'tsconfig.tsbuildinfo'];

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
  const compiled = [...sourcesIn('lib', /\.ts$/), ...sourcesIn('lambda', /contract\.ts$/)].flatMap((source) =>
    ['.d.ts', '.js'].map((extension) => join('dist', source.replace(/\.ts$/, extension))),
  );
  const others = ['.jsii', 'LICENSE', 'NOTICE', 'README.md', 'THIRD-PARTY-NOTICES', 'package.json'];
  expect(files.sort()).toEqual(['assets/handler/index.js', ...compiled, ...others].sort());
});

test('the handler, built in two clean folders: the same bytes', () => {
  const [one, other] = [clean, elsewhere].map((target) => readFileSync(join(target, 'assets/handler/index.js')));
  expect(one && other && one.equals(other)).toBe(true);
});
