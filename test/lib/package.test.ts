import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { preProcessFile } from 'typescript';

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

describe('the asset', () => {
  test('R26 what it imports: nothing outside of Node', () => {
    const imported = preProcessFile(read('assets/handler/index.js'), true, true).importedFiles.map(
      ({ fileName }) => fileName,
    );
    const foreign = imported.filter((name) => !name.startsWith('node:') && !builtinModules.includes(name));
    expect(imported.length).toBeGreaterThan(0);
    expect(foreign).toEqual([]);
  });

  test('R26 where nothing is installed beside it: loads, and has both handlers', () => {
    const handler = require(join(ROOT, 'assets/handler/index.js'));
    expect(Object.keys(handler).sort()).toEqual(['isComplete', 'onEvent']);
  });

  test('cdk-nag: no dependency of a user', () => {
    const needed = { ...PACKAGE.dependencies, ...PACKAGE.peerDependencies };
    expect(Object.keys(needed)).not.toContain('cdk-nag');
  });
});
