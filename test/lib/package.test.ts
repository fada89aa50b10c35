import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const PACKAGE = JSON.parse(read('package.json'));

/** The lowest version that a caret range admits, as numbers. */
const lowest = (range: string): readonly number[] => {
  expect(range).toMatch(/^\^\d+\.\d+\.\d+$/);
  return range.slice(1).split('.').map(Number);
};

test('R14 the range of aws-cdk-lib: begins at 2.233.0 or later, where the waiter survives a retried deployment', () => {
  const [major = 0, minor = 0] = lowest(PACKAGE.peerDependencies['aws-cdk-lib']);
  expect(major).toBe(2);
  expect(minor).toBeGreaterThanOrEqual(233);
});

test('R14 what is tested: the lowest versions of the range, so that nothing newer is relied on', () => {
  for (const [name, range] of Object.entries<string>(PACKAGE.peerDependencies)) {
    expect(`^${PACKAGE.devDependencies[name]}`).toBe(range);
    expect(JSON.parse(read(`node_modules/${name}/package.json`)).version).toBe(lowest(range).join('.'));
  }
});

/**
 * What a script imports, requires, or imports later: calls and declarations, not texts that look like them. What it only tries
 * to import, in a try block, is optional: Kerberos, for a proxy that demands it.
 */
function importsOf(text: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTryStatement(node) && node.catchClause) {
      for (const part of [node.catchClause, node.finallyBlock]) if (part) visit(part);
      return;
    }
    const isRequire = ts.isCallExpression(node) && /^(\w*require|import)$/i.test(node.expression.getText(source));
    const [name] = isRequire ? node.arguments : [];
    if (name && ts.isStringLiteralLike(name)) found.push(name.text);
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) found.push(node.moduleSpecifier.text);
    ts.forEachChild(node, visit);
  };
  const source = ts.createSourceFile('index.js', text, ts.ScriptTarget.Latest);
  visit(source);
  return found;
}

describe('the assets', () => {
  test.each(['handler', 'cli'])('R26 what %s imports: nothing outside of Node', (name) => {
    const imported = importsOf(read(`assets/${name}/index.js`));
    const foreign = imported.filter((name) => !name.startsWith('node:') && !builtinModules.includes(name));
    expect(imported.length).toBeGreaterThan(5);
    expect(foreign).toEqual([]);
  });

  test('R26 where nothing is installed beside it: loads, and has both handlers', () => {
    const folder = mkdtempSync(join(tmpdir(), 'asset-'));
    cpSync(join(ROOT, 'assets/handler'), folder, { recursive: true });
    const script = "process.stdout.write(Object.keys(require('./index.js')).sort().join())";
    const handlers = execFileSync(process.execPath, ['-e', script], {
      cwd: folder,
      env: process.env,
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true });
    expect(handlers).toBe('isComplete,onEvent');
  });

  test('the command of the package: the bundle, which a shell can run', () => {
    expect(PACKAGE.bin).toEqual({ 'cdk-workspaces-applications': 'assets/cli/index.js' });
    expect(read('assets/cli/index.js')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test('R28 cdk-nag: no dependency of a user', () => {
    const needed = { ...PACKAGE.dependencies, ...PACKAGE.peerDependencies };
    expect(Object.keys(needed)).not.toContain('cdk-nag');
  });
});
